"""Puts up the stage, starts the program as it would run for a community, plays the story, and clears up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import LOCALES, Settings
from core.clock import SystemClock
from playground.demo import story
from playground.demo.cast import OWNER_ID, gather
from playground.demo.chronicle import Chronicle
from playground.demo.play import Play
from playground.demo.screen import Screen
from playground.demo.summary import keep_pictures, sum_up
from playground.demo.words import Words
from playground.emulator import Emulator, StoryError

__all__ = ["LOCALES", "perform"]

ZONE = "Asia/Shanghai"
SCRIPTS = Path(__file__).parents[2] / "sop_scripts"


async def perform(locale: str, console: Console | None = None, pictures: Path | None = None) -> bool:
    """Play the week in this language; whether every expectation of the story was met.

    The digests' pictures are kept in the folder `pictures`, if one is given.
    """
    words = Words(locale)
    screen = Screen(words, ZoneInfo(ZONE), SystemClock(), console)
    async with _running(words, screen) as play:
        cast = gather(play)
        try:
            await story.week(play, cast)
        except (StoryError, TimeoutError) as broken:
            play.expect(f"故事讲不下去了：{broken}", f"The story cannot go on: {broken}", False)
        await sum_up(play, cast)
        if pictures is not None:
            keep_pictures(play, cast, pictures)
        return not play.unmet


@asynccontextmanager
async def _running(words: Words, screen: Screen) -> AsyncIterator[Play]:
    """The program with its own wiring and a database of its own, at the emulator, flood limits and all."""
    with TemporaryDirectory(prefix="sopbot-demo-") as folder:
        async with Emulator() as telegram:
            telegram.bot.first_name = words("小助手", "Helper")
            clock = await RemoteClock.connect(telegram.clock_url)
            settings = Settings(
                _env_file=None,
                bot_token=telegram.token,
                bot_api_url=telegram.url,
                database_url=f"sqlite+aiosqlite:///{Path(folder) / 'sopbot.db'}",
                owner_ids=frozenset({OWNER_ID}),
                sop_dir=SCRIPTS,
                timezone=ZONE,
                locale=words.locale,
                webhook_url=None,
            )
            app = await App.start(settings, clock)
            try:
                yield Play(words, telegram, app, screen, Chronicle(words))
            finally:
                await app.stop()
                await clock.close()
