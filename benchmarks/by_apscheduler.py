"""The same steps as jobs of APScheduler's SQLite store, one for each, each of which writes what its step says."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_PAUSED, STATE_RUNNING
from sqlalchemy import Engine, create_engine, insert

from benchmarks.by_hand import HandSide
from benchmarks.due import START
from storage.outgoing import outbox
from storage.scripts import traces

JOBS_A_ROUND = 500
_WAITING = """\
INSERT INTO apscheduler_jobs (id, next_run_time, job_state)
WITH RECURSIVE waiting(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM waiting WHERE number < {count})
SELECT
    'waiting' || number, strftime('%s', '2026-09-01') + number,
    (SELECT job_state FROM apscheduler_jobs WHERE id = 'job0')
FROM waiting
"""

_hand: list[HandSide] = []
"""Makes the rows that the jobs write: their function is stored by name, so it is handed nothing but numbers."""
_engines: list[Engine] = []
_written: list[int] = []
"""Numbers of the jobs that are through."""


async def step(number: int) -> None:
    """What a job does: its outbox row and its trace row, in a transaction of its own, by the quickest Core there is."""
    with _engines[-1].begin() as connection:
        connection.execute(insert(outbox), _hand[-1].outgoing(number, number))
        connection.execute(insert(traces), _hand[-1].trace(number, number))
    _written.append(number)


class _Present(datetime):
    """What APScheduler takes for the present."""

    at = START

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # a datetime is all that it needs
        return cls.at


@dataclass
class SchedulerSide:
    """A scheduler that is told what time it is, and asked to look for due jobs by hand."""

    scheduler: AsyncIOScheduler

    @classmethod
    async def build(cls, folder: Path, waiting: int) -> "SchedulerSide":
        """Jobs due each day from START on, and others that wait."""
        _hand.append(await HandSide.build(folder, 0))
        _engines.append(create_engine(f"sqlite:///{folder / 'hand.db'}"))
        store = SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.db'}")
        with store.engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        scheduler = AsyncIOScheduler(timezone="UTC", jobstores={"default": store})
        side = cls(scheduler)
        with patch("apscheduler.schedulers.base.datetime", _Present):
            scheduler.start(paused=True)
            for number in range(JOBS_A_ROUND):
                scheduler.add_job(
                    step, "interval", days=1, args=[number], id=f"job{number}",
                    next_run_time=START, misfire_grace_time=None,
                )  # fmt: skip
        with store.engine.begin() as connection:
            connection.exec_driver_sql(_WAITING.format(count=waiting))
        return side

    async def round(self) -> int:
        """The next day."""
        _Present.at += timedelta(days=1)
        _written.clear()
        _hand[-1].now = _Present.at
        with patch("apscheduler.schedulers.base.datetime", _Present):
            self.scheduler.state = STATE_RUNNING  # it is never left to look by itself
            self.scheduler._process_jobs()
            self.scheduler.state = STATE_PAUSED
        while len(_written) < JOBS_A_ROUND:  # noqa: ASYNC110 - nothing tells when they are done
            await asyncio.sleep(0)  # noqa: TID251 - the jobs are tasks of the scheduler's own
        return JOBS_A_ROUND

    async def close(self) -> None:
        """Stop it."""
        self.scheduler.shutdown(wait=False)
        _engines.pop().dispose()
        await _hand.pop().engine.dispose()
