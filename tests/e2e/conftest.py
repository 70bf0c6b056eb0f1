"""The program's own wiring against the Bot API emulator, in an invented week."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import Settings
from playground.emulator import Emulator, FloodLimits, Group, Person
from tests.e2e.shipped import Shipped, open_community

OWNER = 5_100_000_001


@dataclass
class Sopbot:
    """The running program, and how to start it with other settings, stop it and start it again."""

    telegram: Emulator
    folder: Path
    settings: dict[str, object] = field(default_factory=dict)
    app: App | None = None
    clock: RemoteClock | None = None

    async def start(self, **settings: object) -> None:
        """Start the program; what is set here stays set for later starts."""
        self.settings.update(settings)
        self.clock = await RemoteClock.connect(self.telegram.clock_url)
        self.app = await App.start(self._settings(), self.clock)

    async def stop(self) -> None:
        if self.app is not None:
            await self.app.stop()
        if self.clock is not None:
            await self.clock.close()
        self.app = self.clock = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @property
    def running(self) -> App:
        assert self.app is not None
        return self.app

    def _settings(self) -> Settings:
        values: dict[str, object] = {
            "bot_token": self.telegram.token,
            "bot_api_url": self.telegram.url,
            "owner_ids": frozenset({OWNER}),
            "sop_dir": Path("sop_scripts"),
            "timezone": "Asia/Shanghai",
            "locale": "zh",
        }
        return Settings(_env_file=None, **{**values, **self.settings})  # type: ignore[arg-type]


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    """An empty Telegram on Monday, nine o'clock in Shanghai, without flood limits."""
    async with Emulator(limits=FloodLimits(enforced=False)) as emulator:
        yield emulator


@pytest.fixture
async def stopped(telegram: Emulator, tmp_path: Path, database_url: str) -> AsyncIterator[Sopbot]:
    """The program before its start."""
    sopbot = Sopbot(telegram, tmp_path, {"database_url": database_url})
    yield sopbot
    await sopbot.stop()


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """The running program with the shipped scripts."""
    await stopped.start()
    return stopped


@pytest.fixture
def owner(telegram: Emulator) -> Person:
    """The owner of the settings, who has pressed Start."""
    person = telegram.person("群主", username="owner", id=OWNER)
    person.presses_start()
    return person


@pytest.fixture
async def community(sopbot: Sopbot, telegram: Emulator, owner: Person) -> Group:
    """A supergroup whose owner has added the bot as an admin."""
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    return group


@pytest.fixture(params=["zh", "en"])
async def shipped(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Shipped:
    """A community with the shipped scripts, once in each language."""
    return await open_community(stopped, telegram, owner, request.param)
