"""The unit of work: one transaction, what it knows, the effects it will write, the facts it has established.

It is opened in four places only (the inbound loop, a timer's entry point, a worker, a command of the command
line), and it alone commits.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Row

from core.breath import Breath
from core.facts import Fact
from storage.activity import ActivityStore
from storage.audit import AuditStore
from storage.check_ins import CheckInStore
from storage.cohorts import CohortStore
from storage.communities import ChatStore, CommunityStore
from storage.connection import Connection
from storage.failures import FAILURES, translated
from storage.flood_waits import FloodWaitStore
from storage.ids import IdSource
from storage.inbox import InboxStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.points import PointStore
from storage.questions import QuestionStore
from storage.records import Buffer, Journal
from storage.requests import RequestStore
from storage.restores import RestoreStore
from storage.runs import RunStore
from storage.schedules import ScheduleStore
from storage.scripts import ScriptStore
from storage.skips import SkipStore
from storage.sqlite import LoopConnection
from storage.staff import StaffStore
from storage.tags import TagStore
from storage.todos import TodoStore
from storage.uptime import UptimeStore
from storage.users import UserStore


class UnitOfWork:
    """One transaction. The attributes are the aggregates; `facts` is what the rules have established."""

    def __init__(self, connection: Connection, now: datetime, ids: IdSource) -> None:
        self.connection = connection
        self._ids = ids
        self.now = now
        self.journal = Journal()
        self.breath = Breath()
        """To be taken between the parts of long work, for SQLite never waits: it is called on the loop itself."""
        self.facts: list[Fact] = []
        self._settled = 0
        self.shared = False
        """Others are at work at the same time: only what was claimed may be written."""
        self.earliest_due: datetime | None = None
        self.outbox_touched = False
        self.requests_touched = False
        self.places_touched = False
        self.released = False
        """What a restored database held is let go."""
        self.communities = CommunityStore(self)
        self.chats = ChatStore(self)
        self.users = UserStore(self)
        self.members = MemberStore(self)
        self.staff = StaffStore(self)
        self.tags = TagStore(self)
        self.points = PointStore(self)
        self.check_ins = CheckInStore(self)
        self.activity = ActivityStore(self)
        self.cohorts = CohortStore(self)
        self.scripts = ScriptStore(self)
        self.runs = RunStore(self)
        self.outbox = OutboxStore(self)
        self.questions = QuestionStore(self)
        self.todos = TodoStore(self)
        self.schedules = ScheduleStore(self)
        self.requests = RequestStore(self)
        self.audit = AuditStore(self)
        self.inbox = InboxStore(self)
        self.uptime = UptimeStore(self)
        self.skips = SkipStore(self)
        self.restores = RestoreStore(self)
        self.flood_waits = FloodWaitStore(self)
        self._buffers = self._in_order_of_references()

    def new_id(self) -> int:
        """An id for a row that is still to be written."""
        return self._ids.next()

    def record(self, fact: Fact) -> None:
        """Establish a fact; the engine settles it after the handlers, in this transaction."""
        self.facts.append(fact)
        self.journal.note(self._forget_fact)

    def unsettled(self) -> list[Fact]:
        """The facts recorded since this was asked before, in order."""
        before, self._settled = self._settled, len(self.facts)

        def undo() -> None:
            self._settled = before

        self.journal.note(undo)
        return self.facts[before:]

    async def read(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Read rows to adopt into records; what is pending on them is kept, so nothing is written first."""
        try:
            result = await self.connection.execute(statement, parameters)
        except FAILURES as error:
            raise translated(error) from error
        return result.all()

    async def query(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Read with everything pending written first: for sums, searches and claims."""
        await self.flush()
        return await self.read(statement, parameters)

    async def count(self, statement: Executable) -> int:
        """The one number that a statement asks for, what is pending included."""
        return int((await self.query(statement))[0][0])

    async def survey(self, statement: Executable) -> Sequence[Row[Any]]:
        """Like `query`, for what walks over as many rows as a community has members: the loop goes on meanwhile."""
        if not isinstance(self.connection, LoopConnection):
            return await self.query(statement)
        await self.flush()
        try:
            return await self.connection.survey(statement)
        except FAILURES as error:
            raise translated(error) from error

    async def tally(self, statement: Executable) -> int:
        """The one number that a survey finds."""
        return int((await self.survey(statement))[0][0])

    async def earliest(self, statement: Executable) -> datetime | None:
        """The one instant that a statement asks for, what is pending included; None if there is none."""
        instant: datetime | None = (await self.query(statement))[0][0]
        return instant

    async def execute(self, statement: Executable) -> int:
        """Write directly, after what is pending; returns the number of rows changed.

        Records known before stay as they are.
        """
        return (await self._write(statement)).rowcount

    async def change(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """The same for a statement that returns the rows it changed, for their records to be renewed from."""
        return (await self._write(statement, parameters)).all()

    async def flush(self) -> None:
        """Write all pending effects, set-based."""
        try:
            for buffer in self._buffers:
                await buffer.write(self.connection)
                await self.breath.take()
        except FAILURES as error:
            raise translated(error) from error
        self.journal.written()

    def mark(self) -> int:
        """A point to cut back to when a handler fails."""
        return self.journal.mark()

    def can_cut(self, mark: int) -> bool:
        """Whether `cut` can undo what was done since `mark`: none of it was written meanwhile."""
        return self.journal.can_cut(mark)

    def cut(self, mark: int) -> None:
        """Undo all effects and facts since `mark`, without SQL."""
        self.journal.cut(mark)

    def undo_also(self, undo: Callable[[], None]) -> None:
        """Something outside the database remembers what was just done here: `undo` makes it forget.

        It is called when that is cut off, and when all is rolled back: then perhaps a second time.
        """
        self.journal.note_outside(undo)

    def rolled_back(self) -> None:
        """Nothing of this was written."""
        self.journal.rolled_back()

    def timed(self, at: datetime | None) -> None:
        """Something becomes due at this instant once this commits."""
        if at is not None and (self.earliest_due is None or at < self.earliest_due):
            self.earliest_due = at

    def planned(self) -> None:
        """Something leaves for Telegram once this commits."""
        self.outbox_touched = True

    def places_changed(self) -> None:
        """Where messages go, or whether they may go there, has changed once this commits."""
        self.places_touched = True

    def asked(self) -> None:
        """Something is to be asked of Telegram once this commits."""
        self.requests_touched = True

    async def _write(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        await self.flush()
        self.journal.note(lambda: None)
        self.journal.written()
        try:
            return await self.connection.execute(statement, parameters)
        except FAILURES as error:
            raise translated(error) from error

    def _forget_fact(self) -> None:
        self.facts.pop()

    def _in_order_of_references(self) -> tuple[Buffer, ...]:
        stores = (
            self.communities, self.chats, self.users, self.members, self.staff, self.tags, self.points,
            self.check_ins, self.activity, self.cohorts, self.scripts, self.runs, self.outbox, self.questions,
            self.todos, self.schedules, self.requests, self.audit, self.inbox, self.skips, self.restores,
        )  # fmt: skip
        return tuple(buffer for store in stores for buffer in cast("tuple[Buffer, ...]", store.buffers))
