"""One sandbox: the emulator, the program as it would run for a community, its files, and its time."""

import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, time
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

from bot.app import App
from config.settings import Settings
from core.clock import SystemClock
from core.nursery import Nursery
from playground.emulator import MONDAY, Emulator, Group, Person
from playground.sandbox.clock import SharedClock
from playground.sandbox.crowd import Crowd
from playground.sandbox.names import LANGUAGES, invented_name
from playground.sandbox.ready import READY
from playground.sandbox.time import Time
from storage import throwaway

ZONE = "Asia/Shanghai"
SHIPPED_SCRIPTS = Path(__file__).parents[2] / "sop_scripts"


class Sandbox:
    """Made by `open`, ended by `close`. An opener of `ready` puts people into it and starts the program."""

    def __init__(self, ready: str, locale: str, folder: Path, telegram: Emulator) -> None:
        self.ready = ready
        self.locale = locale
        self.zone = ZoneInfo(ZONE)
        self.folder = folder
        self.scripts = folder / "scripts"
        """The copy that is worked on, with a folder for each language."""
        self.database_file = folder / "sopbot.db"
        self.telegram = telegram
        self.first_day = telegram.now
        """When it was opened: the first of the days that the page counts."""
        self.owner: Person
        self.group: Group
        """The community's group."""
        self.staff: Group | None = None
        self.assistant: Person | None = None
        self.anonymous: set[int] = set()
        """Telegram ids of admins who stay anonymous."""
        self.played: set[int] = set()
        """Telegram ids of those whom a visitor has played: they do nothing by themselves any more."""
        self.lively: dict[int, str] = {}
        """Whom a visitor lets live by themselves: the name of a behaviour by Telegram id."""
        self.crowd: Crowd
        self.app: App
        self.clock = SharedClock(telegram)
        self.nursery = Nursery(SystemClock())
        """What the sandbox itself does in the background, in real time."""
        self.time = Time(self)
        self._dice = Random(2026)

    @classmethod
    async def open(cls, ready: str, locale: str, folder: Path | None = None) -> "Sandbox":
        """A ready community, from the beginning. KeyError for one that is not there.

        `folder` is a new one unless it is given; it is removed at the end.
        """
        opener = READY[ready].opener
        folder = folder or Path(mkdtemp(prefix="sopbot-playground-"))
        telegram = Emulator(start=_nine_on_monday())
        telegram.bot.first_name = {"zh": "小助手", "en": "Helper"}[locale]
        sandbox = cls(ready, locale, folder, telegram)
        shutil.copytree(SHIPPED_SCRIPTS, sandbox.scripts)
        await sandbox.opened_by(opener)
        return sandbox

    async def opened_by(self, opener: Callable[["Sandbox"], Awaitable[None]]) -> None:
        """Start Telegram, and have the opener do the rest; gives everything back if that fails."""
        await self.telegram.__aenter__()
        try:
            await opener(self)
            self.time.habits = self.crowd = Crowd(self, READY[self.ready].behaviour)
        except BaseException:
            await self.close()
            raise

    async def begin(self, owner: Person) -> None:
        """Start the program, which knows this owner. Whatever it should find there is there by now."""
        self.owner = owner
        if not self.database_file.exists():
            throwaway.make(self.database_file)
        settings = Settings(
            _env_file=None,
            bot_token=self.telegram.token,
            bot_api_url=self.telegram.url,
            database_url=f"sqlite+aiosqlite:///{self.database_file}",
            owner_ids=frozenset({owner.id}),
            sop_dir=self.scripts,
            timezone=str(self.zone),
            locale=self.locale,
            webhook_url=None,
        )
        self.app = await App.start(settings, self.clock)
        inbound = self.app.inbound
        self.clock.handled = lambda: inbound.last_handled if inbound else 0
        self.nursery.tend("clock", self.clock.follow())

    def newcomer(self, name: str | None = None, username: str | None = None) -> Person:
        """Somebody who is not in any group yet; invents a name unless one is given."""
        name = name or invented_name(self.locale, {one.name for one in self.telegram.people}, self._dice)
        first, _, last = name.partition(" ")
        return self.telegram.person(
            first, last_name=last or None, username=username, language_code=LANGUAGES[self.locale]
        )

    async def close(self) -> None:
        """End the program and Telegram, and remove the folder."""
        await self.nursery.close()
        if hasattr(self, "app"):
            await self.app.stop()
        await self.telegram.__aexit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)


def _nine_on_monday() -> datetime:
    return datetime.combine(MONDAY.astimezone(ZoneInfo(ZONE)).date(), time(9), ZoneInfo(ZONE))
