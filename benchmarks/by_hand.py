"""Due steps as one would write them by hand in SQLAlchemy Core: the floor for the engine."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from benchmarks.due import A_TRANSACTION, DUE_A_ROUND, START, add_waiting
from core.clock import InventedClock
from storage.database import open_database
from storage.outgoing import outbox
from storage.runs import runs
from storage.scripts import traces


@dataclass
class HandSide:
    """What one would write by hand for this one purpose: claim, insert, insert, update; no rules, no script."""

    engine: AsyncEngine
    now: datetime = START
    _ids: Any = None

    @classmethod
    async def build(cls, folder: Path, waiting: int) -> "HandSide":
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
            due_at = START + timedelta(hours=1)
            await connection.execute(insert(runs), [side._run(due_at) for _ in range(DUE_A_ROUND)])
            await add_waiting(connection.exec_driver_sql, waiting)
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
            await self._insert(connection, [(row.id, row.member_id) for row in due])
            await connection.execute(
                update(runs)
                .where(runs.c.id == bindparam("key"))
                .values(due_at=bindparam("at"), state=bindparam("new")),
                [{"key": row.id, "at": tomorrow, "new": row.state} for row in due],
            )
            return len(due)

    async def _insert(self, connection: AsyncConnection, said: Sequence[tuple[int, int]]) -> None:
        """For each run and member."""
        await connection.execute(insert(outbox), [self.outgoing(*one) for one in said])
        await connection.execute(insert(traces), [self.trace(*one) for one in said])

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

    def outgoing(self, run_id: int, member_id: int) -> dict[str, Any]:
        """What the run says."""
        return {
            "id": next(self._ids), "community_id": 1, "user_id": member_id, "call": "send", "kind": "step",
            "priority": 30, "state": "planned", "payload": {"text": "第 2 天，早上好！", "kind": "step", "buttons": []},
            "source": f"run:{run_id}:daily[2]/1", "run_id": run_id, "member_id": member_id,
            "created_at": self.now, "not_before": self.now, "expires_at": self.now + timedelta(hours=6),
            "attempts": 0,
        }  # fmt: skip

    def trace(self, run_id: int, member_id: int) -> dict[str, Any]:
        """Why."""
        return {
            "id": next(self._ids), "community_id": 1, "run_id": run_id, "sop": "daily", "member_id": member_id,
            "path": "daily[2]/1", "what": "said", "detail": {}, "at": self.now,
        }  # fmt: skip
