"""The sender: takes due rows from the outbox, marks those that may go as `sending`, calls, records.

One turn is one transaction: it records what the calls since the last turn came to, loads what is due, and
claims what goes next; the calls start after its commit. So a kill leaves at most `IN_FLIGHT` rows of which
nobody knows whether they were sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import Bot

from core.clock import Bell, Clock
from core.errors import BadWorld
from core.message import Message
from core.nursery import Nursery
from delivery.caller import Caller
from delivery.claiming import claim
from delivery.enclosures import Draw, draws_nothing
from delivery.job import Job, with_said_parts
from delivery.limiter import Limiter
from delivery.loading import Loader
from delivery.outcomes import Outcome, Verdict
from delivery.queue import Queue, pause_after
from delivery.recording import Finished, Lost, Recorder, repeated
from delivery.reports import Report
from storage import sending
from storage.database import Database
from storage.failures import WritingRefused
from storage.outgoing import OutboxState, Outgoing, outgoing
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

IN_FLIGHT = 10
"""Calls at the same time."""

GATHERING = 12
"""Rounds of the event loop in which a turn waits for more answers while calls are on their way."""


@dataclass(frozen=True, slots=True)
class Upwards:
    """What the sender tells the program above it.

    `settle` deals with the facts of a unit of work before its commit; `report` tells the owners of what
    somebody must mend; `lost` hears of a chat that turned out to have lost the bot; `committed` is called
    after each commit, to wake whoever was given work in it, the sender itself (`heed`) included; `draw` is
    asked for pictures.
    """

    settle: Callable[[UnitOfWork], Awaitable[None]]
    report: Report
    lost: Lost
    committed: Callable[[UnitOfWork], None] = lambda uow: None
    draw: Draw = draws_nothing


class Sender:
    """`bell = nursery.start("sender", sender.work)`; ring the bell when something was planned."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        limiter: Limiter,
        nursery: Nursery,
        upwards: Upwards,
        *,
        paid: bool = False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._limiter = limiter
        self._nursery = nursery
        self._upwards = upwards
        self._queue = Queue(limiter, clock)
        self._loader = Loader(self._queue, clock)
        self._caller = Caller(bot, clock, limiter, upwards.draw, paid=paid)
        self._recorder = Recorder(upwards.report, upwards.lost)
        self._said = 0
        self._spoken: dict[int, Outgoing] = {}
        self._in_flight: dict[int, Job] = {}
        self._finished: list[Finished] = []
        self._bell: Bell | None = None
        self._failures = 0
        self._closing = False
        self._ended = asyncio.Event()
        self.counts = self._recorder.counts
        """How many calls ended in which way since the start, by `Verdict` in lower case; `plain`: texts that
        Telegram could not parse."""

    def say(self, message: Message) -> None:
        """Send a message from memory, in its turn: for plain private replies, after the commit.

        It is lost if the program ends before, and it cannot be edited.
        """
        self._said += 1
        row = outgoing(message, -self._said, self._clock.now())
        self._spoken[row.id] = row
        self._loader.hear([row])
        self._ring()

    def heed(self, uow: UnitOfWork) -> None:
        """After the commit of any unit of work in this process: what it planned is to be sent.

        Where chats or people changed, what is in memory is weeded anew.
        """
        if uow.places_touched:
            self._loader.invalidate()
        if uow.outbox_touched:
            self._loader.hear(uow.to_send)
            self._ring()

    async def work(self, bell: Bell) -> None:
        """The worker: one turn after another; a bad world is waited out."""
        self._bell = bell
        self._loader.invalidate()
        self._ended.clear()
        try:
            await self._work(bell)
        finally:
            self._ended.set()

    def look_again(self) -> None:
        """Another process may have planned something."""
        self._loader.invalidate()
        self._ring()

    async def _work(self, bell: Bell) -> None:
        recovered = False
        while not (self._closing and not self._in_flight):
            try:
                if not recovered:
                    await self._recover()
                    recovered = True
                until = await self._attempt()
                self._failures = 0
            except (BadWorld, WritingRefused):
                self._failures += 1
                self._loader.invalidate()
                until = self._clock.now() + pause_after(self._failures)
                log.exception("the outbox cannot be worked on before %s", until)
            await bell.rest(until)
            await self._gather()

    async def _gather(self) -> None:
        """Let answers that have come in already land first: the more a turn records, the fewer turns there are.

        Where calls take their time nothing lands meanwhile, and this costs nothing.
        """
        for _ in range(GATHERING):
            if len(self._finished) >= len(self._in_flight):
                return
            await asyncio.sleep(0)  # noqa: TID251 - a turn for others; no time passes

    async def close(self, patience: float = 10) -> None:
        """Claim nothing more and record what is on its way; `patience` in real seconds."""
        self._closing = True
        if self._bell is None:
            return
        self._bell.ring()
        try:
            async with asyncio.timeout(patience):
                await self._ended.wait()
        except TimeoutError:
            log.warning("%s calls were still on their way at the end", len(self._in_flight))

    async def _recover(self) -> None:
        """Rows left `sending` by a program that was killed: repeated, or of unknown outcome for ever.

        What this process has on its way itself it waits for, unless another copy has dealt with it meanwhile.
        """
        async with self._database.begin() as uow:
            self._limiter.restore(await uow.flood_waits.all())
            left = {row.id: row for row in await sending.in_state(uow, OutboxState.SENDING)}
            mine = {
                key: job
                for key, job in self._in_flight.items()
                if key < 0 or (key in left and left[key].attempts == job.row.attempts)
            }
            for row in left.values():
                if row.id not in mine:
                    state = OutboxState.PLANNED if repeated(row) else OutboxState.UNKNOWN
                    uow.outbox.put(replace(row, state=state, error="the program ended while this was sent"))
        self._in_flight = mine
        self._finished = [one for one in self._finished if mine.get(one.job.row.id) is one.job]

    async def _attempt(self) -> datetime | None:
        """A turn; if the database refuses what is to be recorded, that is recorded one by one first."""
        try:
            return await self._turn()
        except WritingRefused:
            if not self._finished:
                raise
            await self._record_singly()
            self._loader.invalidate()
            return await self._turn()

    async def _turn(self) -> datetime | None:
        """Record, load, claim, commit, start the calls; returns when the next turn is due."""
        finished = tuple(self._finished)
        self._heed_spoken(finished)
        landed = {one.job.row.id for one in finished}
        flying = {row_id: job for row_id, job in self._in_flight.items() if row_id not in landed}
        if any(one.again for one in finished):
            self._loader.invalidate()
        async with self._database.begin() as uow:
            await self._recorder.record(uow, finished)
            if uow.places_touched:
                self._loader.invalidate()
            if waits := dict(self._limiter.unsaved):
                await uow.flood_waits.keep(waits)
            spoken = [row for row_id, row in self._spoken.items() if row_id not in flying]
            await self._loader.refresh(uow, spoken)
            slots = 0 if self._closing else IN_FLIGHT - len(flying)
            chosen = self._queue.pick(slots, {job.row.place for job in flying.values()})
            jobs = await claim(uow, self._queue, chosen)
            if uow.facts:
                await self._upwards.settle(uow)
        self._limiter.saved(waits)
        self._forget(finished)
        self._start(jobs)
        self._upwards.committed(uow)
        if len(jobs) < len(chosen) or self._loader.wants_more:
            self._ring()
        return _earliest(self._queue.wake, self._loader.next_due)

    def _start(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._in_flight[job.row.id] = job
            self._nursery.start_once(f"send {job.row.id}", self._carry_out(job))

    async def _carry_out(self, job: Job) -> None:
        outcome = await self._caller.carry_out(job)
        self._heed(job, outcome)
        if self._in_flight.get(job.row.id) is job:
            self._finished.append(Finished(job, outcome))
        self._ring()

    def _heed(self, job: Job, outcome: Outcome) -> None:
        """What an outcome means for the calls after it."""
        match outcome.verdict:
            case Verdict.WAIT:
                self._limiter.refused(job.chat_id, outcome.wait)
                return
            case Verdict.UNKNOWN | Verdict.NOT_SENT:
                self._queue.hold(job.row.place, self._clock.now() + pause_after(job.row.attempts))
                self._queue.pause()
                return
        self._limiter.accepted(job.begun)
        self._queue.resume()

    def _heed_spoken(self, finished: Sequence[Finished]) -> None:
        for one in finished:
            row = one.job.row
            if row.id < 0 and one.again:
                again = replace(row, state=OutboxState.PLANNED)
                self._spoken[row.id] = with_said_parts(again, one.outcome.parts)
            else:
                self._spoken.pop(row.id, None)
        now = self._clock.now()
        for row in list(self._spoken.values()):
            if row.expires_at is not None and row.expires_at <= now:
                del self._spoken[row.id]

    def _forget(self, finished: Sequence[Finished]) -> None:
        for one in finished:
            del self._in_flight[one.job.row.id]
        del self._finished[: len(finished)]

    async def _record_singly(self) -> None:
        """Record each outcome in a transaction of its own; one whose facts are refused, without them."""
        for one in tuple(self._finished):
            try:
                await self._record_alone(one, settle=True)
            except WritingRefused:
                log.exception("what follows from row %s of the outbox is refused", one.job.row.id)
                await self._record_alone(one, settle=False)
            self._forget([one])

    async def _record_alone(self, one: Finished, *, settle: bool) -> None:
        async with self._database.begin() as uow:
            await self._recorder.record(uow, [one])
            if settle and uow.facts:
                await self._upwards.settle(uow)
        self._upwards.committed(uow)

    def _ring(self) -> None:
        if self._bell is not None:
            self._bell.ring()


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)
