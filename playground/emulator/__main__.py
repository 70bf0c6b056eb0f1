"""Runs the emulator alone: `python -m playground.emulator --port 8081`. Its clock follows real time.

`POST /control` plays people: `{"person": "小林", "act": "says", "group": "写作营", "text": "大家好"}`.
People are known by name and appear when first named; groups are made by `creates_group`.
"""

import argparse
import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from aiohttp import web

from playground.emulator.control import Control
from playground.emulator.limits import FloodLimits
from playground.emulator.stage import MONDAY, TOKEN, Emulator

TICK = 0.5
"""Real seconds between two moves of the clock."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="An emulator of the Telegram Bot API.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--start", type=datetime.fromisoformat, default=MONDAY, help="ISO time with a zone")
    parser.add_argument("--lenient", action="store_true", help="ignore unknown parameters, as Telegram does")
    parser.add_argument("--no-privacy", action="store_true", help="let the bot see every group message")
    parser.add_argument("--no-limits", action="store_true", help="no flood limits")
    return parser.parse_args()


async def run(arguments: argparse.Namespace) -> None:
    """Serve until interrupted, printing the chats as they happen."""
    telegram = Emulator(
        start=arguments.start,
        token=arguments.token,
        privacy=not arguments.no_privacy,
        lenient=arguments.lenient,
        limits=FloodLimits(enforced=not arguments.no_limits),
        port=arguments.port,
    )
    telegram.serve_also(web.post("/control", Control(telegram).serve))
    telegram.subscribe(print)
    async with telegram:
        print(f"Bot API at {telegram.url}, token {telegram.token}")
        while True:
            await asyncio.sleep(TICK)
            telegram.jump_to(telegram.now + timedelta(seconds=TICK))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(run(_arguments()))
