"""A row that was claimed, and how its calls are made."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest

from core.clock import Clock
from delivery.calls import Calls, leave, react, simpler
from delivery.limiter import Draw, Limiter
from delivery.outcomes import Outcome, Verdict, outcome_of
from delivery.pacing import take_turn
from delivery.wire import ApiCall, Wire
from storage.outbox import Call, Outgoing

log = logging.getLogger(__name__)

SAID_PARTS = "said_parts"
"""In a message's `extra`: how many parts of a long text were said when it had to be left."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row marked `sending`, the Telegram id of the chat it goes to, and since when it may go."""

    row: Outgoing
    chat_id: int
    draw: Draw
    begun: datetime
    shown: Outgoing | None = None
    """The row whose message an edit changes."""


class Caller:
    """Carries jobs out. `paid`: see `Calls`."""

    def __init__(self, bot: Bot, clock: Clock, limiter: Limiter, *, paid: bool = False) -> None:
        self._bot = bot
        self._wire = Wire(bot)
        self._clock = clock
        self._limiter = limiter
        self._paid = paid
        self._calls: Calls | None = None

    async def carry_out(self, job: Job) -> Outcome:
        """Make the calls of a job. Whatever is wrong with one row costs only that row."""
        try:
            return await self._call(job)
        except Exception as error:  # broad on purpose, the sender's one: a bad row holds up no other
            log.exception("row %s of the outbox cannot be sent", job.row.id)
            return Outcome(Verdict.FAILED, f"{type(error).__name__}: {error}")

    async def _call(self, job: Job) -> Outcome:
        sent, plain = 0, False
        message_id: int | None = None
        try:
            calls = await self._api_calls(job)
        except (TelegramAPIError, ClientDecodeError) as error:
            return Outcome(Verdict.NOT_SENT, str(error))
        done = _said_before(job.row)
        for index, call in enumerate(calls[done:]):
            if index > 0:
                await take_turn(self._limiter, self._clock, job.chat_id, job.draw)
            try:
                message_id, was_plain = await self._make(call)
            except (TelegramAPIError, ClientDecodeError) as error:
                outcome = outcome_of(error, private=job.row.user_id is not None)
                return replace(outcome, parts=done + sent)
            sent, plain = sent + 1, plain or was_plain
        return Outcome(Verdict.SENT, message_id=message_id, plain=plain)

    async def _api_calls(self, job: Job) -> Sequence[ApiCall]:
        row = job.row
        if row.call == Call.REACT:
            return [react(row, job.chat_id)]
        if row.call == Call.LEAVE:
            return [leave(job.chat_id)]
        if self._calls is None:
            self._calls = Calls((await self._bot.me()).username or "", self._paid)
        if row.call == Call.EDIT:
            assert job.shown is not None, f"edit {row.id} of nothing"
            return [self._calls.edit(row, job.shown, job.chat_id)]
        return self._calls.send(row.message(), job.chat_id)

    async def _make(self, call: ApiCall) -> tuple[int | None, bool]:
        """The id that Telegram answers, if need be to the call without what it refused; whether formatting
        was lost."""
        plain = False
        while True:
            try:
                return await self._wire.make(call), plain
            except TelegramBadRequest as refusal:
                without = simpler(call, refusal.message)
                if without is None:
                    raise
                log.warning("call refused, made again more simply: %s", refusal.message)
                plain = plain or "parse entities" in refusal.message
                call = without


def with_said_parts(row: Outgoing, count: int) -> Outgoing:
    """The row, knowing how many parts of its long text need not be said again."""
    if count == 0:
        return row
    extra = {**row.payload.get("extra", {}), SAID_PARTS: count}
    return replace(row, payload={**row.payload, "extra": extra})


def with_new_words(row: Outgoing, edit: Outgoing) -> Outgoing:
    """The row with the words of an edit, all of which are still to be said."""
    extra = {key: value for key, value in row.payload.get("extra", {}).items() if key != SAID_PARTS}
    words = {"text": edit.payload["text"], "buttons": edit.payload["buttons"], "extra": extra}
    return replace(row, payload={**row.payload, **words})


def _said_before(row: Outgoing) -> int:
    return int(row.payload.get("extra", {}).get(SAID_PARTS, 0))
