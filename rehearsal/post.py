"""Delivery without Telegram: the program's own outbox, queue, limits and records; the calls are invented.

Time goes on while many messages leave at the pace that Telegram allows, so that what is learnt about load is
what would happen.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

from core.clock import InventedClock
from core.message import Message
from delivery.claiming import claim
from delivery.job import Job
from delivery.limiter import Limiter
from delivery.loading import Loader
from delivery.outcomes import Outcome, Verdict
from delivery.places import Waiting
from delivery.queue import Queue
from delivery.recording import Finished, Recorder
from delivery.reports import Report
from storage.communities import Chat
from storage.database import Database
from storage.outgoing import Call, Outgoing, outgoing
from storage.unit_of_work import UnitOfWork

A_PAGE = 50_000
"""Rows in memory: nobody else writes to this database, so what was loaded once is never loaded again."""

A_TURN = 500
"""Messages of one unit of work at most."""

SPAN = timedelta(seconds=10)
"""Of time that goes on within one unit of work at most, unless the rehearsal is coarser."""

CarryOut = Callable[[Job, datetime], Outcome]
"""Carries a job out among the invented people at an instant."""


class Load:
    """How hard delivery had to work."""

    def __init__(self) -> None:
        self.per_minute: Counter[tuple[int, datetime]] = Counter()
        """Calls by Telegram id of the chat and minute."""
        self.waiting: dict[datetime, int] = {}
        """The most that waited to be sent, due already, by minute."""
        self.sent = 0

    def note(self, chat_id: int, at: datetime) -> None:
        """A call went out."""
        self.sent += 1
        self.per_minute[chat_id, _minute(at)] += 1

    def note_waiting(self, count: int, at: datetime) -> None:
        """So many were due at an instant, and not sent yet."""
        minute = _minute(at)
        if count > self.waiting.get(minute, -1):
            self.waiting[minute] = count


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


class Post:
    """Sends what is planned, in turns."""

    def __init__(
        self,
        database: Database,
        clock: InventedClock,
        settle: Callable[[UnitOfWork], Awaitable[None]],
        report: Report,
        carry_out: CarryOut,
        span: timedelta = SPAN,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settle = settle
        self._carry_out = carry_out
        self._span = max(span, SPAN)
        self._queue = Queue(Limiter(clock), clock)
        self._loader = Loader(self._queue, clock, page=A_PAGE, fresh_for=timedelta.max)
        self._recorder = Recorder(report, _never_lost)
        self._spoken: dict[int, Outgoing] = {}
        self._said = 0
        self._due: Counter[datetime] = Counter()
        self._ready = 0
        """Rows that are due and not dealt with."""
        self._later: list[tuple[datetime, int, Outgoing]] = []
        self._rung = True
        self.load = Load()

    def heed(self, uow: UnitOfWork) -> None:
        """After a commit: what it planned is to be sent. Who cannot be reached any more is found out by the call."""
        if uow.outbox_touched:
            self._hear(uow.to_send)

    def _hear(self, rows: Sequence[Outgoing]) -> None:
        """What is due goes into the queue; what is planned for later waits for its time here."""
        now = self._clock.now()
        due = [row for row in rows if row.not_before <= now]
        for row in rows:
            if row.not_before > now:
                heappush(self._later, (row.not_before, row.id, row))
        if due:
            self._loader.hear(due)
            self._rung = True

    def say(self, message: Message) -> None:
        """A plain private reply, from memory."""
        self._said += 1
        row = outgoing(message, -self._said, self._clock.now())
        self._spoken[row.id] = row
        self._loader.hear([row])
        self._rung = True

    @property
    def next_instant(self) -> datetime | None:
        """When the next turn is due."""
        if self._rung:
            return self._clock.now()
        instants = [
            at for at in (self._queue.wake, self._later[0][0] if self._later else None) if at is not None
        ]
        return min(instants, default=None)

    async def deliver(self, until: datetime, committed: Callable[[UnitOfWork], None]) -> None:
        """Send what may go, letting time go on to `until` at most while the rest has to wait for its turn."""
        while (at := self.next_instant) is not None and at <= until:
            if at > self._clock.now():
                self._clock.set(at)
            self._hear([heappop(self._later)[2] for _ in range(self._come_due())])
            uow = await self._turn(until)
            if uow.outbox_touched or uow.earliest_due is not None:
                committed(uow)
                if uow.earliest_due is not None and uow.earliest_due <= self._clock.now():
                    return

    def _come_due(self) -> int:
        """How many rows that waited for their time are due."""
        now = self._clock.now()
        return sum(at <= now for at, _, _ in self._later) if self._later and self._later[0][0] <= now else 0

    async def _turn(self, until: datetime) -> UnitOfWork:
        self._rung = False
        until = min(until, self._clock.now() + self._span)
        async with self._database.begin() as uow:
            await self._loader.refresh(uow, list(self._spoken.values()))
            sent = 0
            gathered: list[tuple[Waiting, datetime]] = []
            while sent + len(gathered) < A_TURN:
                self.load.note_waiting(len(self._queue), self._clock.now())
                chosen = self._queue.pick(1, set())
                gathered += ((one, self._clock.now()) for one in chosen)
                if not chosen and not self._goes_on(until):
                    break
                if chosen and _goes_now(chosen[0].row, gathered):
                    sent += await self._send(uow, gathered)
            sent += await self._send(uow, gathered)
            if uow.facts:
                await self._settle(uow)
        self._rung = self._rung or (sent > 0 and self._loader.wants_more) or sent >= A_TURN
        return uow

    def _goes_on(self, until: datetime) -> bool:
        """Nothing may go now: on to when something may, if that is soon."""
        if self._queue.wake is None or self._queue.wake > until:
            return False
        self._clock.set(max(self._queue.wake, self._clock.now()))
        return True

    async def _send(self, uow: UnitOfWork, gathered: list[tuple[Waiting, datetime]]) -> int:
        """Carry out what was chosen so far; returns how many there were."""
        count = len(gathered)
        times = {waiting.row.id: at for waiting, at in gathered}
        finished = []
        for job in await claim(uow, self._queue, [waiting for waiting, _ in gathered]):
            outcome = self._carry_out(job, times[job.row.id])
            if outcome.verdict is Verdict.SENT:
                self.load.note(job.chat_id, times[job.row.id])
            self._spoken.pop(job.row.id, None)
            finished.append(Finished(job, outcome))
        await self._recorder.record(uow, finished)
        gathered.clear()
        return count


def _goes_now(chosen: Outgoing, gathered: Sequence[tuple[Waiting, datetime]]) -> bool:
    """Whether all that is gathered, this included, is sent before more is chosen: it takes others along that wait at
    its place, ends what can be sent there, or is the edit of a message that is gathered too and claimed with it.
    """
    if chosen.call == Call.EDIT:
        return any(one.row.id == chosen.payload["outbox_id"] for one, _ in gathered)
    return chosen.call == Call.LEAVE or "merge" in chosen.payload


async def _never_lost(uow: UnitOfWork, chat: Chat) -> None:
    """No invented group throws the bot out behind its back."""
