"""The program's own wiring against the Bot API emulator, in an invented week."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App
from bot.remote_clock import RemoteClock
from bot.studio import Studio
from config.settings import Settings
from core.message import Picture
from playground.emulator import Emulator, FloodLimits, Group, Person
from tests.e2e.shipped import Shipped, open_community
from views import pictures

OWNER = 5_100_000_001
SHIPPED_SCRIPTS = Path("sop_scripts")


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
            "sop_dir": SHIPPED_SCRIPTS,
            "timezone": "Asia/Shanghai",
            "locale": "zh",
        }
        return Settings(_env_file=None, **{**values, **self.settings})  # type: ignore[arg-type]


@pytest.fixture(scope="module", autouse=True)
def quick_starts(read_once: None) -> None:
    """The program is started for each test."""


@pytest.fixture
def every_picture() -> None:
    """For tests that look at pictures: each is drawn, by the child process that does so in earnest."""


@pytest.fixture(scope="module")
def drawings() -> dict[str, bytes]:
    """The first picture of each kind in a file of tests."""
    return {}


@pytest.fixture(autouse=True)
def one_picture_for_all(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, drawings: dict[str, bytes]
) -> None:
    """Drawing takes longer than most stories: the first of a kind stands for the others of its file.

    Behind its end stands the recipe: pictures of different things are different files.
    """
    if "every_picture" in request.fixturenames:
        return

    async def draw(_studio: Studio, picture: Picture) -> bytes:
        recipe = json.dumps([picture.kind, picture.data])
        if picture.kind not in drawings:
            drawings[picture.kind] = pictures.draw(*json.loads(recipe))
        return drawings[picture.kind] + recipe.encode()

    monkeypatch.setattr(Studio, "draw", draw)


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
