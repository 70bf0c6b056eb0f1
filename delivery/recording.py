"""What became of the calls is written down: rows, people out of reach, chats that moved or are lost."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from core.changing import changed
from core.facts import FactKind
from core.message import POLICIES, Kind, Picture
from delivery.enclosures import recipe_key
from delivery.job import Job, with_said_parts
from delivery.outcomes import Outcome, Verdict
from delivery.readiness import end, end_unreachable, tell
from delivery.reports import Report
from storage.clearing import clear_welcomes_before
from storage.communities import Chat
from storage.outgoing import Call, OutboxState, Outgoing
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

WELCOME = "welcome"
"""In a message's `extra`: it takes the place of those of its chat before it."""

MOST_ATTEMPTS = 20
"""A message whose outcome stays unknown is repeated so often at most."""


Lost = Callable[[UnitOfWork, Chat], Awaitable[None]]
"""Told of a chat that turned out to have lost the bot, before any update said so."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A job and what became of it."""

    job: Job
    outcome: Outcome

    @property
    def again(self) -> bool:
        """Whether the row is to be sent (again) later."""
        row, verdict = self.job.row, self.outcome.verdict
        if verdict is Verdict.UNKNOWN:
            return repeated(row) and row.attempts < MOST_ATTEMPTS
        return verdict in (Verdict.NOT_SENT, Verdict.WAIT, Verdict.MIGRATED)


def repeated(row: Outgoing) -> bool:
    """Whether a row is sent again when nobody knows whether it was: edits and the like do no harm twice."""
    return row.call != Call.SEND or POLICIES[Kind(row.kind)].repeated


class Recorder:
    """Writes outcomes down; `counts` says how many calls ended in which way since the start."""

    def __init__(self, report: Report, lost: Lost) -> None:
        self._report = report
        self._lost = lost
        self.counts: Counter[str] = Counter()

    async def record(self, uow: UnitOfWork, finished: Sequence[Finished]) -> None:
        """Record what became of these jobs; their facts are left for whoever settles."""
        for one in finished:
            if one.job.row.id > 0:
                uow.outbox.keep(one.job.row)
            await self._record_one(uow, one)

    async def _record_one(self, uow: UnitOfWork, one: Finished) -> None:
        row, outcome = one.job.row, one.outcome
        self.counts[outcome.verdict.name.lower()] += 1
        await self._note_losses(uow, row, outcome)
        match outcome.verdict:
            case Verdict.SENT:
                await self._record_sent(uow, row, outcome)
            case Verdict.UNKNOWN:
                self._record_unknown(uow, one)
            case Verdict.NOT_SENT | Verdict.WAIT:
                _plan_again(uow, one)
            case Verdict.MIGRATED:
                await self._record_migration(uow, one)
            case Verdict.UNREACHABLE:
                await _record_unreachable(uow, row, outcome)
            case Verdict.OUTSIDE:
                await self._record_outside(uow, row, outcome)
            case Verdict.VOID:
                end(uow, row, OutboxState.FAILED, outcome.error)
            case Verdict.FAILED:
                await self._record_failed(uow, row, outcome.error)

    async def _note_losses(self, uow: UnitOfWork, row: Outgoing, outcome: Outcome) -> None:
        """What had to be left out so that the message could go."""
        if outcome.plain:
            self.counts["plain"] += 1
            await self._tell_owners(uow, row, "message_plain", "can't parse entities")
        if outcome.undrawn is not None:
            await self._tell_owners(uow, row, "picture_failed", outcome.undrawn)

    async def _record_sent(self, uow: UnitOfWork, row: Outgoing, outcome: Outcome) -> None:
        if outcome.file_id is not None and "picture" in row.payload:
            uow.attachments.remember(recipe_key(Picture(**row.payload["picture"])), outcome.file_id)
        if row.id < 0:
            return
        stays = row.payload.get("clear_after")
        sent = changed(
            row,
            state=OutboxState.SENT,
            message_id=outcome.message_id,
            sent_at=uow.now,
            error=None,
            clear_at=None if stays is None else uow.now + timedelta(seconds=stays),
        )
        uow.outbox.put(sent)
        uow.timed(sent.clear_at)
        if row.payload.get("extra", {}).get(WELCOME):
            await clear_welcomes_before(uow, sent)
        if row.payload.get("reports"):
            tell(uow, row, FactKind.DELIVERED)

    def _record_unknown(self, uow: UnitOfWork, one: Finished) -> None:
        if one.again:
            _plan_again(uow, one)
        else:
            end(uow, one.job.row, OutboxState.UNKNOWN, one.outcome.error)

    async def _record_migration(self, uow: UnitOfWork, one: Finished) -> None:
        moved_to = one.outcome.moved_to
        assert moved_to is not None, one.outcome
        chat = await uow.chats.migrate(one.job.chat_id, moved_to)
        if chat is None or chat.id != one.job.row.chat_id:
            await self._record_failed(uow, one.job.row, one.outcome.error)
        else:
            _plan_again(uow, one)

    async def _record_outside(self, uow: UnitOfWork, row: Outgoing, outcome: Outcome) -> None:
        """The chat is lost until somebody adds the bot again; leaving it has been done for us."""
        assert row.chat_id is not None, f"row {row.id} went to no chat"
        chat = await uow.chats.get(row.chat_id)
        if chat.active:
            await self._lost(uow, uow.chats.put(replace(chat, removed_at=uow.now)))
        state = OutboxState.SENT if row.call == Call.LEAVE else OutboxState.FAILED
        end(uow, row, state, outcome.error)

    async def _record_failed(self, uow: UnitOfWork, row: Outgoing, error: str | None) -> None:
        """Owners are told, but for a chat where they know that the bot may not write."""
        end(uow, row, OutboxState.FAILED, error)
        if row.chat_id is None or not (await uow.chats.get(row.chat_id)).silenced:
            await self._tell_owners(uow, row, "message_failed", error or "")

    async def _tell_owners(self, uow: UnitOfWork, row: Outgoing, code: str, error: str) -> None:
        log.error("%s: row %s of the outbox (%s): %s", code, row.id, row.kind, error)
        if row.kind != Kind.WARNING:
            await self._report(uow, code, kind=row.kind, error=error)


def _plan_again(uow: UnitOfWork, one: Finished) -> None:
    row = with_said_parts(one.job.row, one.outcome.parts)
    if row.id > 0:
        uow.outbox.put(replace(row, state=OutboxState.PLANNED, error=one.outcome.error))


async def _record_unreachable(uow: UnitOfWork, row: Outgoing, outcome: Outcome) -> None:
    if row.user_id is not None and outcome.reach is not None:
        user = await uow.users.get(row.user_id)
        uow.users.put(replace(user, reach=outcome.reach))
    await end_unreachable(uow, row, outcome.error or "")
