"""Due steps through the real engine, many runs waiting, against a loop written by hand in SQLAlchemy Core.

A step: claim, decide, one outbox row, one trace row, reschedule, in SQLite; 500 a transaction by hand, and as many
as the program takes by the engine.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.by_apscheduler import SchedulerSide
from benchmarks.by_hand import HandSide
from benchmarks.due import A_TRANSACTION, DUE_A_ROUND, START, add_waiting
from benchmarks.rounds import Comparison, Promise, compare
from bot.runs import RUNS_A_TRANSACTION
from config.policies import read_policies
from core.clock import InventedClock
from sop.decide import begin, decide
from sop.engine import Engine
from sop.library import Library
from sop.state import Cause, Started, World
from sop.state_text import text_of
from storage.communities import Chat, Community
from storage.database import Database, open_database
from storage.members import Member
from storage.runs import Run
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

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
    engine_side = await EngineSide.build(folder / f"engine{waiting}", waiting)
    hand_side = await HandSide.build(folder / f"hand{waiting}", waiting)
    try:
        return await compare(
            f"Due steps, {waiting:,} runs waiting", "steps/s", "a loop by hand in SQLAlchemy Core",
            hand_side.round, engine_side.round, Promise(0.4, 0.7),
        )  # fmt: skip
    finally:
        await engine_side.database.close()
        await hand_side.engine.dispose()


async def measure_against_apscheduler(folder: Path, waiting: int) -> Comparison:
    """The same against APScheduler, whose jobs wait in SQLite as well, a job for each step."""
    engine_side = await EngineSide.build(folder / f"engine_{waiting}", waiting)
    scheduler_side = await SchedulerSide.build(folder / f"apscheduler{waiting}", waiting)
    try:
        return await compare(
            f"Due steps, {waiting:,} waiting", "steps/s", "APScheduler's SQLite store, a job for each step",
            scheduler_side.round, engine_side.round, Promise(5, 10),
        )  # fmt: skip
    finally:
        await engine_side.database.close()
        await scheduler_side.close()


@dataclass
class EngineSide:
    """The engine on a database with runs due at 09:00 of day after day, and others that wait for long."""

    database: Database
    clock: InventedClock
    engine: Engine
    library: Library

    @classmethod
    async def build(cls, folder: Path, waiting: int) -> "EngineSide":
        side = await cls.open(folder, f"sqlite+aiosqlite:///{folder / 'engine.db'}")
        await side.add_people()
        async with side.database.begin() as uow:
            await add_waiting(uow.connection.exec_driver_sql, waiting)
        await side.database.checkpoint()
        return side

    @classmethod
    async def open(cls, folder: Path, url: str) -> "EngineSide":
        """The engine on a database as it is."""
        scripts = folder / "scripts"
        scripts.mkdir(parents=True, exist_ok=True)
        (scripts / "daily.yaml").write_text(SCRIPT, encoding="utf-8")
        clock = InventedClock(START)
        database = await open_database(url, clock)
        library = Library(scripts)
        library.refresh()

        async def report(uow: UnitOfWork, code: str, **particulars: object) -> None:
            raise AssertionError(f"{code} {particulars}")

        engine = Engine(library, read_policies(), frozenset(), report)
        return cls(database, clock, engine, library)

    async def round(self) -> int:
        """The next morning: everybody who is due."""
        self.clock.set(self.clock.now().replace(hour=1) + timedelta(days=1))
        done = 0
        while True:
            async with self.database.begin() as uow:
                moved = await self.engine.tick(uow, RUNS_A_TRANSACTION)
            if not moved:
                await self.database.checkpoint()
                return done
            done += moved

    async def add_people(self) -> None:
        """DUE_A_ROUND members whose run is due every morning."""
        program = self.library.program("zh", "daily")
        assert program is not None
        for _ in range(0, DUE_A_ROUND, A_TRANSACTION):
            async with self.database.begin() as uow:
                community = await self._community(uow)
                await self.library.pin(uow, program)
                for _ in range(A_TRANSACTION):
                    user = uow.users.put(
                        User(key := uow.new_id(), key, "成员", reach=Reach.OPEN, written_to_at=START)
                    )
                    member = uow.members.put(Member(uow.new_id(), community.id, user.id, "inside", START))
                    run_id = uow.new_id()
                    state = begin(run_id, START, ZONE)
                    state = decide(program, state, Started(Cause.CLOCK), START, World(ZONE)).run
                    uow.runs.put(
                        Run(
                            run_id, community.id, program.sop, program.version, "member", "active", START,
                            state.generation, text_of(state), member_id=member.id, due_at=state.due_at,
                        )
                    )  # fmt: skip

    async def _community(self, uow: UnitOfWork) -> Community:
        known = await uow.communities.all()
        if known:
            return known[0]
        community = uow.communities.put(Community(uow.new_id(), "营", "Asia/Shanghai", "zh", "09:00", START))
        uow.chats.put(Chat(uow.new_id(), -100, community.id, "main", "supergroup", "营", "administrator"))
        return community
