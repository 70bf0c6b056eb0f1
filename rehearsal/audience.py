"""The invented Telegram's side of delivery: what the bot says reaches places and people."""

from collections.abc import Callable
from datetime import datetime

from core.message import Kind, Message
from delivery.job import Job
from delivery.outcomes import Outcome, Verdict
from rehearsal.shown import Place, Shown
from storage.outbox_payload import read_rows
from storage.outgoing import Call, Outgoing
from storage.users import Reach

_REACH = {"never": Reach.NEVER_STARTED, "blocked": Reach.BLOCKED}


class Audience:
    """Carries jobs out. `keeps`: whether everything said stays in `shown`, and every reaction in `reactions`."""

    def __init__(self, *, keeps: bool) -> None:
        self.places: dict[int, Place] = {}
        self.shown: list[Shown] = []
        self.reactions: dict[tuple[int, int], str] = {}
        self.listeners: list[Callable[[Shown], None]] = []
        self._keeps = keeps
        self._by_row: dict[int, Shown] = {}

    def carry_out(self, job: Job, at: datetime) -> Outcome:
        """What Telegram would do with a call."""
        place = self.places[job.chat_id]
        if place.person is not None and place.person.private != "open":
            reach = _REACH[place.person.private]
            return Outcome(Verdict.UNREACHABLE, reach, reach=reach)
        match job.row.call:
            case Call.SEND:
                return self._say(job, place, at)
            case Call.EDIT:
                self._edit(job.row, at)
            case Call.CLEAR:
                self._clear(place, job.row)
            case Call.REACT if self._keeps:
                self.reactions[place.telegram_id, job.row.payload["message_id"]] = job.row.payload["emoji"]
        return Outcome(Verdict.SENT)

    def _say(self, job: Job, place: Place, at: datetime) -> Outcome:
        message: Message = job.row.message()
        shown = Shown(
            at,
            place,
            place.next_message_id(),
            message.text,
            message.buttons,
            Kind(job.row.kind),
            run_id=job.row.run_id,
            member_id=job.row.member_id,
            source=job.row.source,
            picture=message.picture,
            only_for=job.only_for,
            answers=message.reply_to,
        )
        if job.row.id > 0 and (message.buttons or self._keeps):
            self._by_row[job.row.id] = shown
        self._show(shown)
        return Outcome(Verdict.SENT, message_id=shown.message_id)

    def _edit(self, row: Outgoing, at: datetime) -> None:
        shown = self._by_row.get(row.payload["outbox_id"])
        if shown is not None:
            shown.html, shown.rows = row.payload["text"], read_rows(row.payload["buttons"])
            shown.edited_at = at
            for listener in self.listeners:
                listener(shown)

    def _clear(self, place: Place, row: Outgoing) -> None:
        gone = set(row.payload["message_ids"])
        for shown in self._by_row.values():
            if shown.place is place and shown.message_id in gone:
                shown.deleted = True

    def _show(self, shown: Shown) -> None:
        if self._keeps:
            self.shown.append(shown)
        for listener in self.listeners:
            listener(shown)
