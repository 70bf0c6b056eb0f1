"""The unit of work: one transaction, what it knows, the effects it will write, the facts it has established.

It is opened in four places only (the inbound loop, a timer's entry point, a worker, a command of the command
line), and it alone commits.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row

from core.breath import Breath
from core.facts import Fact
from storage.aggregates import Aggregates
from storage.connection import Connection
from storage.failures import FAILURES, translated
from storage.ids import IdSource
from storage.outgoing import Outgoing
from storage.reading import Reading
from storage.records import Journal
from storage.sqlite import LoopConnection


class UnitOfWork(Aggregates):
    """One transaction. The attributes are the aggregates; `facts` is what the rules have established."""

    def __init__(self, connection: Connection, now: datetime, ids: IdSource) -> None:
        super().__init__()
        self.connection = connection
        self._ids = ids
        self._first_id = ids.following
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
        self.to_send: list[Outgoing] = []
        """Once it has been committed: what it has planned, for now or later."""
        self.requests_touched = False
        self.places_touched = False
        self.released = False
        """What a restored database held is let go."""

    def new_id(self) -> int:
        """An id for a row that is still to be written."""
        return self._ids.next()

    def made_here(self, row_id: int) -> bool:
        """Whether this unit of work has made the row: then the database holds nothing yet that is about it."""
        return self._first_id <= row_id < self._ids.following

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
        self, asked: Executable | Reading, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Read rows to adopt into records; what is pending on them is kept, so nothing is written first."""
        try:
            if isinstance(asked, Reading):
                return await asked.rows(self.connection, parameters or {})
            return (await self.connection.execute(asked, parameters)).all()
        except FAILURES as error:
            raise translated(error) from error

    async def query(
        self, asked: Executable | Reading, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Read with everything pending written first: for sums, searches and what is locked."""
        await self.flush()
        return await self.read(asked, parameters)

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

    async def earliest(
        self, asked: Executable | Reading, parameters: Mapping[str, Any] | None = None
    ) -> datetime | None:
        """The one instant that is asked for, what is pending included; None if there is none."""
        instant: datetime | None = (await self.query(asked, parameters))[0][0]
        return instant

    async def execute(self, statement: Executable) -> int:
        """Write directly, after what is pending; returns the number of rows changed.

        Records known before stay as they are.
        """
        await self._before_writing()
        try:
            return (await self.connection.execute(statement)).rowcount
        except FAILURES as error:
            raise translated(error) from error

    async def change(self, asked: Reading, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """The same for a statement that returns the rows it changed, for their records to be renewed from."""
        await self._before_writing()
        try:
            return await asked.rows(self.connection, parameters or {})
        except FAILURES as error:
            raise translated(error) from error

    async def flush(self) -> None:
        """Write all pending effects, set-based."""
        try:
            for buffer in self.buffers():
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
        """Nothing of this was written, and nothing of it is to be sent."""
        self.journal.rolled_back()
        self.close()

    def end(self) -> None:
        """It is committed, or was rolled back: let go of what it knows.

        Its stores and it refer to one another, so that thousands of rows would stay, and be looked through, until
        the garbage collector comes to them.
        """
        if self.outbox_touched and not self.over:
            self.to_send = self.outbox.planned_rows()
        self.close()

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

    async def _before_writing(self) -> None:
        """Write what is pending; what was done so far cannot be cut off any more."""
        await self.flush()
        self.journal.note(lambda: None)
        self.journal.written()

    def _forget_fact(self) -> None:
        self.facts.pop()
