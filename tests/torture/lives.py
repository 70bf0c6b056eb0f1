"""The program's lives: started again whenever it dropped dead, in this process or as a process of its own.

Dropping dead in process: from that moment on none of the program's tasks executes a statement, commits or calls; they
are cancelled, the transaction is rolled back, connections are closed, as the operating system would close them. The
emulator lives on in the same event loop, which makes the order of what happens the same each time.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, cast
from weakref import WeakSet

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import Settings
from playground.emulator import Emulator
from tests.forge import Forge
from tests.forge import Life as Process
from tests.torture.points import Point, Watch, watch_calls, watched_commits
from tests.torture.story import OWNER_ID

_current: ContextVar["Life | None"] = ContextVar("life", default=None)


class Killed(asyncio.CancelledError):
    """Raised where the program drops dead; nothing of the program catches it."""


class EndedByItself(Exception):
    """The program stopped though nobody killed it; says why."""


class Life:
    """The tasks that belong to one life of the program, and whether it is over."""

    def __init__(self) -> None:
        self.tasks = WeakSet[asyncio.Task[Any]]()
        self.dead = False

    def die(self) -> None:
        """Nothing more is done by any task of this life."""
        self.dead = True
        for task in list(self.tasks):
            task.cancel()


def _refuse_the_dead(*_: Any) -> None:
    life = _current.get()
    if life is not None and life.dead:
        raise Killed


def _new_task(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **how: Any
) -> asyncio.Task[Any]:
    task = asyncio.Task(work, loop=loop, **how)
    context = how.get("context")
    life = _current.get() if context is None else context.get(_current)
    if life is not None:
        life.tasks.add(task)
    return task


def settings_of(telegram: Emulator, database: Path, scripts: Path) -> Settings:
    """The settings of each life."""
    values: dict[str, Any] = {
        "bot_token": telegram.token,
        "bot_api_url": telegram.url,
        "database_url": f"sqlite+aiosqlite:///{database}",
        "owner_ids": frozenset({OWNER_ID}),
        "sop_dir": scripts,
        "timezone": "Asia/Shanghai",
        "locale": "zh",
    }
    return Settings(_env_file=None, **values)


@contextlib.asynccontextmanager
async def in_process(
    telegram: Emulator, database: Path, scripts: Path, watch: Watch
) -> AsyncIterator["Lives"]:
    """The program in this event loop, dying where the watch strikes."""
    lives = Lives(telegram, settings_of(telegram, database, scripts), watch)
    loop = asyncio.get_running_loop()
    factory = loop.get_task_factory()
    loop.set_task_factory(cast("Any", _new_task))
    event.listen(Engine, "before_cursor_execute", _refuse_the_dead)
    watch_calls(telegram, watch, lives.drop_dead)
    try:
        with watched_commits(watch, lives.drop_dead_here):
            async with lives:
                yield lives
    finally:
        event.remove(Engine, "before_cursor_execute", _refuse_the_dead)
        loop.set_task_factory(factory)


class Lives:
    """Keeps the program alive; `keeper` ends only when the program ended by itself."""

    def __init__(self, telegram: Emulator, settings: Settings, watch: Watch) -> None:
        self._telegram = telegram
        self._settings = settings
        self._watch = watch
        self._life = Life()
        self.died_at: list[datetime] = []
        self.keeper: asyncio.Task[NoReturn]

    async def __aenter__(self) -> "Lives":
        self.keeper = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.keeper.cancel()
        self._life.die()
        await asyncio.wait([self.keeper])

    def drop_dead_here(self) -> NoReturn:
        """Called in the program's own code."""
        self._die()
        raise Killed

    async def drop_dead(self) -> None:
        """Called while the emulator deals with a call; the call breaks off."""
        self._die()
        await asyncio.Event().wait()

    def _die(self) -> None:
        self._life.die()
        self._telegram.world.report.forget()

    async def _keep_alive(self) -> NoReturn:
        while True:
            life = self._life = Life()
            task = asyncio.create_task(self._live(life))
            await asyncio.wait([task])
            if not life.dead:
                raise EndedByItself("cancelled" if task.cancelled() else repr(task.exception()))
            if life.tasks - {task}:
                await asyncio.wait(life.tasks)
            self.died_at.append(self._telegram.now)
            self._watch.succeeded()

    async def _live(self, life: Life) -> None:
        _current.set(life)
        task = asyncio.current_task()
        assert task is not None
        life.tasks.add(task)
        clock = await RemoteClock.connect(self._telegram.clock_url)
        try:
            app = await App.start(self._settings, clock)
            try:
                await app.nursery.failed
            finally:
                await app.abandon()
        finally:
            await clock.close()


@contextlib.asynccontextmanager
async def as_process(
    forge: Forge, telegram: Emulator, database: Path, scripts: Path, point: Point | None
) -> AsyncIterator["Children"]:
    """The program as a process, which is really killed: by itself at a commit, from here at a call."""
    settings = settings_of(telegram, database, scripts)
    environment = {
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": settings.bot_api_url,
        "DATABASE_URL": settings.database_url,
        "OWNER_IDS": str(OWNER_ID),
        "SOP_DIR": str(scripts),
        "SOPBOT_TEST_CLOCK": telegram.clock_url,
    }
    children = Children(forge, telegram, database.parent, environment, point)
    watch_calls(telegram, Watch(point), children.kill)
    async with children:
        yield children


class Children:
    """The same for processes."""

    def __init__(
        self, forge: Forge, telegram: Emulator, folder: Path, environment: dict[str, str], point: Point | None
    ) -> None:
        self._forge = forge
        self._telegram = telegram
        self._folder = folder
        self._environment = environment
        self._point = point
        self._process: Process | None = None
        self._ending = False
        self.died_at: list[datetime] = []
        self.keeper: asyncio.Task[None]

    async def __aenter__(self) -> "Children":
        self.keeper = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Also in the middle of a start, of which the forge is still to tell."""
        self._ending = True
        self._end()
        await asyncio.wait([self.keeper])

    async def kill(self) -> None:
        """kill -9, while the emulator deals with a call; the call breaks off."""
        self._end()
        await asyncio.Event().wait()

    def _end(self) -> None:
        if self._process is not None:
            self._process.send(signal.SIGKILL)

    async def _keep_alive(self) -> None:
        while True:
            point = str(self._point) if self._point and not self.died_at else None
            process = self._process = await self._forge.start(
                self._folder, self._environment, kill_at_point=point
            )
            if self._ending:
                self._end()
            code = await process.exit_code()
            self._process = None
            if self._ending:
                return
            if code != -signal.SIGKILL:
                raise EndedByItself(f"exit code {code}: {process.log.read_text()[-2000:]}")
            self._telegram.world.report.forget()
            self.died_at.append(self._telegram.now)
