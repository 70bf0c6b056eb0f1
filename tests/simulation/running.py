"""The simulation from its beginning to its report."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import Settings
from playground.emulator import Emulator, FloodLimits
from tests.simulation.crowd import SCRIPT, Crowd, Size, gather, plan_backlog
from tests.simulation.promises import Promise, judge
from tests.simulation.story import DUE, Story
from tests.simulation.strictness import LIMITS, Shut, judge_strict

OWNER = 5_100_000_001


FULL = Size(members=11_000, groups=5, joiners=90, joining=60, backlog=60)
SMALL = Size(members=450, groups=2, joiners=12, joining=8, backlog=12)

STRICT = Size(members=1_500, groups=2, joiners=12, joining=30, backlog=12, a_minute=14)
STRICT_SMALL = Size(members=400, groups=2, joiners=6, joining=20, backlog=12, a_minute=14)


async def simulate(folder: Path, size: Size, seed: int = 1) -> list[Promise]:
    """The program's own wiring against the emulator with its limits on; returns what was promised."""
    async with _stage(folder, size, FloodLimits()) as (telegram, crowd):
        story = Story(telegram, crowd, size, seed)
        await story.play(longest=60 + 2 * size.members / 30)
        return judge(telegram, story, size.backlog)


async def simulate_strict(folder: Path, size: Size, seed: int = 1) -> list[Promise]:
    """The same with stricter limits than the program knows of."""
    async with _stage(folder, size, LIMITS) as (telegram, crowd):
        story, shut = Story(telegram, crowd, size, seed), Shut(telegram)
        await story.play(longest=60 + 3 * size.members / LIMITS.overall_per_second)
        return judge_strict(telegram, story, shut, size.backlog)


@asynccontextmanager
async def _stage(folder: Path, size: Size, limits: FloodLimits) -> AsyncIterator[tuple[Emulator, Crowd]]:
    """Everybody is there, and in a moment the broadcast is due."""
    scripts = folder / "scripts" / "zh"
    scripts.mkdir(parents=True)
    (scripts / "daily.yaml").write_text(SCRIPT, "utf-8")
    shutil.copy("sop_scripts/zh/welcome.yaml", scripts)
    async with Emulator(limits=limits) as telegram:
        clock = await RemoteClock.connect(telegram.clock_url)
        app = await App.start(_settings(telegram, folder), clock)
        try:
            owner = telegram.person("群主", username="owner", id=OWNER)
            crowd = await gather(telegram, app, owner, size)
            await telegram.advance_to(DUE - timedelta(milliseconds=1))
            await plan_backlog(app, crowd, size.backlog)
            yield telegram, crowd
        finally:
            await app.stop()
            await clock.close()


def _settings(telegram: Emulator, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        bot_token=telegram.token,
        bot_api_url=telegram.url,
        database_url=f"sqlite+aiosqlite:///{folder / 'simulation.db'}",
        owner_ids=frozenset({OWNER}),
        sop_dir=folder / "scripts",
    )
