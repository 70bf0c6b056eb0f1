"""Runs the emulator alone, for any bot: `python -m playground.emulator --port 8081`; see its README."""

import argparse
import asyncio
import errno
import re
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playground.emulator.control import Control
from playground.emulator.limits import FloodLimits
from playground.emulator.log import Happening
from playground.emulator.stage import TOKEN, Emulator
from playground.emulator.state import StateError

TICK = 0.5
"""Real seconds between two moves of the clock."""

_REFUSED = 2
"""The exit code when it can't go on."""


def _token(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,16}:[A-Za-z0-9_-]+", text):
        raise argparse.ArgumentTypeError("a token is a number, a colon, and letters or digits")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write it as 2026-03-02T09:00+08:00") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def parser() -> argparse.ArgumentParser:
    """The options, which the README explains."""
    parser = argparse.ArgumentParser(
        prog="python -m playground.emulator",
        description="A Telegram Bot API on this machine, to try bots on.",
    )
    add = parser.add_argument
    add("--port", type=_port, default=8081, help="of 127.0.0.1 (8081); 0 takes a free one")
    add("--token", type=_token, default=TOKEN, help=f"any that the bot uses ({TOKEN})")
    add("--username", default="playground_bot", help="of the bot (playground_bot)")
    add("--name", default="Playground bot", help="of the bot, as people see it")
    add("--start", type=_instant, help="the time at the start, in ISO; now, unless given")
    add("--standing", action="store_true", help="the clock moves by /control alone")
    add(
        "--state",
        type=Path,
        metavar="FILE",
        help="go on from this file, if it exists, and save to it at the end",
    )
    add("--webhook-to", action="append", metavar="URL", help="where a webhook's updates are passed on to")
    add("--lenient", action="store_true", help="ignore unknown parameters, as Telegram does")
    add("--no-privacy", action="store_true", help="let the bot see every group message")
    add("--no-limits", action="store_true", help="no flood limits")
    return parser


def _emulator(arguments: argparse.Namespace) -> Emulator:
    """A new one, or that of the state file, where all but the port is kept as it was."""
    state: Path | None = arguments.state
    if state is not None and state.exists():
        return Emulator.restored(state.read_bytes(), port=arguments.port)
    return Emulator(
        start=arguments.start or datetime.now(UTC),
        token=arguments.token,
        username=arguments.username,
        name=arguments.name,
        privacy=not arguments.no_privacy,
        lenient=arguments.lenient,
        limits=FloodLimits(enforced=not arguments.no_limits),
        port=arguments.port,
    )


async def _serve(telegram: Emulator, arguments: argparse.Namespace) -> None:
    """Until interrupted, printing what happens."""
    telegram.serve_also(*Control(telegram).routes())
    telegram.subscribe(_print)
    async with telegram:
        if arguments.webhook_to:
            telegram.proxy(*arguments.webhook_to)
        _print(
            f"Bot API at {telegram.url}, token {telegram.token}; people are played at {telegram.url}/control"
        )
        if arguments.standing:
            await asyncio.Future()
        await _keep_time(telegram)


async def _keep_time(telegram: Emulator) -> None:
    """Let the emulator's time pass as quickly as real time does."""
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while True:
        await asyncio.sleep(TICK)
        passed, seen = loop.time() - seen, loop.time()
        telegram.jump_to(telegram.now + timedelta(seconds=passed))


def _print(line: Happening | str) -> None:
    print(line, flush=True)


def main(given: list[str] | None = None) -> int:
    """The exit code: 0 after Ctrl-C, 2 if it could not begin, or not save."""
    arguments = parser().parse_args(given)
    try:
        telegram = _emulator(arguments)
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(telegram, arguments))
        if arguments.state is not None:
            arguments.state.write_bytes(telegram.save())
    except (OSError, StateError) as wrong:
        taken = isinstance(wrong, OSError) and wrong.errno == errno.EADDRINUSE
        reason = f"port {arguments.port} is taken; choose another by --port" if taken else wrong
        print(f"The emulator can't go on: {reason}", file=sys.stderr)
        return _REFUSED
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
