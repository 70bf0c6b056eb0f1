"""Due steps through the real engine, many runs waiting, against a loop written by hand in SQLAlchemy Core.

A step: claim, decide, one outbox row, one trace row, reschedule; 500 a transaction, in SQLite.
"""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from benchmarks.rounds import ROUNDS, Comparison, compare
from config.policies import read_policies
from core.clock import InventedClock
from sop.decide import begin, decide
from sop.engine import Engine
from sop.library import Library
from sop.state import Cause, Started, World
from storage.communities import Chat, Community
from storage.database import Database, open_database
from storage.members import Member
from storage.outbox import outbox
from storage.runs import Run, runs
from storage.scripts import traces
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

DUE_A_ROUND = 3_000
A_TRANSACTION = 500
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")

SCRIPT = """\
sop: daily
steps:
  - id: daily
    each: {day: 2..300, at: "09:00"}
    do:
      - say: {to: private, else: skip, text: "第 {{ day }} 天，早上好！"}
"""


async def measure(folder: Path, waiting: int) -> Comparison:
    """Steps a second with this many runs waiting besides those that are due."""
    engine_side = await _EngineSide.build(folder / f"engine{waiting}", waiting)
    hand_side = await _HandSide.build(folder / f"hand{waiting}", waiting)
    try:
        return await compare(
            f"Due steps, {waiting:,} runs waiting", "steps/s", "a loop by hand in SQLAlchemy Core",
            hand_side.round, engine_side.round,
        )  # fmt: skip
    finally:
        await engine_side.database.close()
        await hand_side.engine.dispose()


@dataclass
class _EngineSide:
    """The engine on a database with runs due at 09:00 of day after day, and others that wait for long."""

    database: Database
    clock: InventedClock
    engine: Engine

    @classmethod
    async def build(cls, folder: Path, waiting: int) -> "_EngineSide":
        scripts = folder / "scripts"
        scripts.mkdir(parents=True)
        (scripts / "daily.yaml").write_text(SCRIPT, encoding="utf-8")
        clock = InventedClock(START)
        database = await open_database(f"sqlite+aiosqlite:///{folder / 'engine.db'}", clock)
        library = Library(scripts)
        library.refresh()

        async def report(uow: UnitOfWork, code: str, **particulars: object) -> None:
            raise AssertionError(f"{code} {particulars}")

        engine = Engine(library, read_policies(), frozenset(), report)
        side = cls(database, clock, engine)
        await side._people(library, DUE_A_ROUND, START)
        await side._people(library, waiting, START + timedelta(days=200))
        return side

    async def round(self) -> int:
        """The next morning: everybody who is due."""
        self.clock.set(self.clock.now().replace(hour=1) + timedelta(days=1))
        done = 0
        while True:
            async with self.database.begin() as uow:
                moved = await self.engine.tick(uow, A_TRANSACTION)
            if not moved:
                return done
            done += moved

    async def _people(self, library: Library, count: int, first_day: datetime) -> None:
        program = library.program("zh", "daily")
        assert program is not None
        for numbers in _chunks(count):
            async with self.database.begin() as uow:
                community = await self._community(uow)
                await library.pin(uow, program)
                for _ in numbers:
                    user = uow.users.put(
                        User(key := uow.new_id(), key, "成员", reach=Reach.OPEN, written_to_at=START)
                    )
                    member = uow.members.put(Member(uow.new_id(), community.id, user.id, "inside", START))
                    run_id = uow.new_id()
                    state = begin(run_id, first_day, ZONE)
                    state = decide(program, state, Started(Cause.CLOCK), first_day, World(ZONE)).run
                    uow.runs.put(
                        Run(
                            run_id, community.id, program.sop, program.version, "member", "active", first_day,
                            state.generation, state.to_json(), member_id=member.id, due_at=state.due_at,
                        )
                    )  # fmt: skip

    async def _community(self, uow: UnitOfWork) -> Community:
        known = await uow.communities.all()
        if known:
            return known[0]
        community = uow.communities.put(Community(uow.new_id(), "营", "Asia/Shanghai", "zh", "09:00", START))
        uow.chats.put(Chat(uow.new_id(), -100, community.id, "main", "supergroup", "营", "administrator"))
        return community


@dataclass
class _HandSide:
    """What one would write by hand for this one purpose: claim, insert, insert, update; no rules, no script."""

    engine: AsyncEngine
    now: datetime = START
    _ids: Any = None

    @classmethod
    async def build(cls, folder: Path, waiting: int) -> "_HandSide":
        folder.mkdir(parents=True)
        url = f"sqlite+aiosqlite:///{folder / 'hand.db'}"
        clock = InventedClock(START)
        database = await open_database(url, clock)
        await database.close()
        engine = create_async_engine(url)
        side = cls(engine, _ids=itertools.count(1))
        async with engine.begin() as connection:
            await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            await connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            for due_at, count in (
                (START + timedelta(hours=1), DUE_A_ROUND),
                (START + timedelta(days=200), waiting),
            ):
                for numbers in _chunks(count):
                    await connection.execute(insert(runs), [side._run(due_at) for _ in numbers])
        return side

    async def round(self) -> int:
        """The next morning."""
        self.now = self.now.replace(hour=1) + timedelta(days=1)
        done = 0
        while moved := await self._batch():
            done += moved
        return done

    async def _batch(self) -> int:
        async with self.engine.begin() as connection:
            due = (
                await connection.execute(
                    select(runs.c.id, runs.c.member_id, runs.c.state)
                    .where(runs.c.due_at <= self.now)
                    .order_by(runs.c.due_at)
                    .limit(A_TRANSACTION)
                )
            ).all()
            if not due:
                return 0
            tomorrow = self.now + timedelta(days=1)
            await connection.execute(insert(outbox), [self._outgoing(row) for row in due])
            await connection.execute(insert(traces), [self._trace(row) for row in due])
            await connection.execute(
                update(runs)
                .where(runs.c.id == bindparam("key"))
                .values(due_at=bindparam("at"), state=bindparam("new")),
                [{"key": row.id, "at": tomorrow, "new": row.state} for row in due],
            )
            return len(due)

    def _run(self, due_at: datetime) -> dict[str, Any]:
        key = next(self._ids)
        state = json.dumps(
            {"id": key, "places": [["daily", "head", int(due_at.timestamp()), 0, 0, 0, "clock"]]}
        )
        return {
            "id": key, "community_id": 1, "sop": "daily", "version": "0" * 64, "subject": "member",
            "member_id": key, "status": "active", "started_at": START, "due_at": due_at, "generation": 1,
            "state": state,
        }  # fmt: skip

    def _outgoing(self, row: Any) -> dict[str, Any]:
        return {
            "id": next(self._ids), "community_id": 1, "user_id": row.member_id, "call": "send", "kind": "step",
            "priority": 30, "state": "planned", "payload": {"text": "第 2 天，早上好！", "kind": "step", "buttons": []},
            "source": f"run:{row.id}:daily[2]/1", "run_id": row.id, "member_id": row.member_id,
            "created_at": self.now, "not_before": self.now, "expires_at": self.now + timedelta(hours=6),
            "attempts": 0,
        }  # fmt: skip

    def _trace(self, row: Any) -> dict[str, Any]:
        return {
            "id": next(self._ids), "community_id": 1, "run_id": row.id, "sop": "daily", "member_id": row.member_id,
            "path": "daily[2]/1", "what": "said", "detail": {}, "at": self.now,
        }  # fmt: skip


def _chunks(count: int) -> list[range]:
    return [range(first, min(first + 1_000, count)) for first in range(0, count, 1_000)]


assert ROUNDS < 100, "the runs that wait are due on day 200"
