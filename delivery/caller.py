"""How the calls of a claimed row are made."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest

from core.clock import Clock
from core.message import Picture
from delivery.calls import Calls, clear, leave, react, simpler
from delivery.enclosures import Draw as DrawPicture
from delivery.enclosures import DrawingFailed
from delivery.job import Job, said_before
from delivery.limiter import Limiter
from delivery.outcomes import Outcome, Verdict
from delivery.pacing import take_turn
from delivery.refusals import outcome_of
from delivery.wire import Answer, ApiCall, Wire
from storage.outgoing import Call, Outgoing

log = logging.getLogger(__name__)


class Caller:
    """Carries jobs out. `paid`: see `Calls`; `draw` draws pictures."""

    def __init__(
        self, bot: Bot, clock: Clock, limiter: Limiter, draw: DrawPicture, *, paid: bool = False
    ) -> None:
        self._bot = bot
        self._wire = Wire(bot)
        self._clock = clock
        self._limiter = limiter
        self._draw = draw
        self._paid = paid
        self._calls: Calls | None = None

    async def carry_out(self, job: Job) -> Outcome:
        """Make the calls of a job. Whatever is wrong with one row costs only that row."""
        try:
            return await self._carry_out(job)
        except Exception as error:  # broad on purpose, the sender's one: a bad row holds up no other
            log.exception("row %s of the outbox cannot be sent", job.row.id)
            return Outcome(Verdict.FAILED, f"{type(error).__name__}: {error}")

    async def _carry_out(self, job: Job) -> Outcome:
        """With its picture if that can be drawn; a picture that Telegram no longer has is drawn anew."""
        enclosure = job.enclosure
        if enclosure is None or enclosure.recipe is None:
            return await self._call(job)
        if enclosure.file_id is not None:
            outcome = await self._call(job)
            if outcome.verdict is not Verdict.FAILED or _FILE_UNKNOWN not in (outcome.error or ""):
                return outcome
        try:
            content = await self._draw(await self._addressed(enclosure.recipe))
        except DrawingFailed as error:
            log.exception("the picture of row %s cannot be drawn", job.row.id)
            return replace(await self._call(replace(job, enclosure=None)), undrawn=str(error))
        return await self._call(replace(job, enclosure=enclosure.drawn(content)))

    async def _addressed(self, recipe: Picture) -> Picture:
        """A recipe with the payload of a deep link (`start`) learns whose link it is."""
        if "start" not in recipe.data:
            return recipe
        username = (await self._bot.me()).username or ""
        return replace(recipe, data={**recipe.data, "bot": username})

    async def _call(self, job: Job) -> Outcome:
        sent, plain = 0, False
        answer, file_id = Answer(), None
        try:
            calls = await self._api_calls(job)
        except (TelegramAPIError, ClientDecodeError) as error:
            return Outcome(Verdict.NOT_SENT, str(error))
        done = said_before(job.row)
        for index, call in enumerate(calls[done:]):
            if index > 0:
                await take_turn(self._limiter, self._clock, job.chat_id, job.draw)
            try:
                answer, was_plain = await self._make(call)
            except (TelegramAPIError, ClientDecodeError) as error:
                outcome = outcome_of(error, private=job.row.user_id is not None)
                return replace(outcome, parts=done + sent)
            sent, plain, file_id = sent + 1, plain or was_plain, file_id or answer.file_id
        return Outcome(Verdict.SENT, message_id=answer.message_id, file_id=file_id, plain=plain)

    async def _api_calls(self, job: Job) -> Sequence[ApiCall]:
        row = job.row
        bare = _BARE.get(row.call)
        if bare is not None:
            return [bare(row, job.chat_id)]
        if self._calls is None:
            self._calls = Calls((await self._bot.me()).username or "", self._paid)
        if row.call == Call.EDIT:
            assert job.shown is not None, f"edit {row.id} of nothing"
            return [self._calls.edit(row, job.shown, job.chat_id, job.enclosure)]
        return self._calls.send(row.message(), job.chat_id, job.enclosure, job.only_for)

    async def _make(self, call: ApiCall) -> tuple[Answer, bool]:
        """What Telegram answers, if need be to the call without what it refused; whether formatting was lost."""
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


_FILE_UNKNOWN = "wrong file identifier"
_BARE: dict[str, Callable[[Outgoing, int], ApiCall]] = {
    Call.REACT: react,
    Call.LEAVE: leave,
    Call.CLEAR: clear,
}
"""Calls that need nothing but their row and the chat."""
