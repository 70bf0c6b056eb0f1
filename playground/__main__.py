"""`python -m playground`: a community to play with, on a page that only this machine can open."""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from argparse import Namespace
from pathlib import Path

from config.settings import LOCALES
from playground.page.server import Page
from playground.sandbox import Sandbox
from playground.sandbox.ready import READY
from playground.sandbox.saving import Unusable, load
from playground.sandbox.shelf import Shelf
from views import playground as views
from views.texts import texts_for

PORT = 8765
SHELF = Path("data/playground")


def main() -> int:
    """Serves until Ctrl-C. 0: told to stop; 2: it could not start, and says why."""
    arguments = _arguments()
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it complains of what is closed meanwhile
    try:
        asyncio.run(_play(arguments))
    except Unusable as error:
        sys.stderr.write(f"{arguments.open}: {views.unusable(texts_for(arguments.locale), error.code)}\n")
        return 2
    except OSError as error:
        sys.stderr.write(
            f"The page cannot be opened at port {arguments.port}: {os.strerror(error.errno or 0)}. "
            "Is it open already? Another port: --port 8766\n"
        )
        return 2
    return 0


def _arguments() -> Namespace:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="of 127.0.0.1; 0 takes a free one")
    parser.add_argument("--locale", choices=LOCALES, default="zh", help="the community's language")
    parser.add_argument("--ready", choices=READY, default="newcomers", help="the community to start from")
    parser.add_argument("--open", type=Path, metavar="FILE", help="a state that was saved on the page")
    arguments = parser.parse_args()
    if arguments.open is not None and not arguments.open.is_file():
        parser.error(f"there is no file {arguments.open}")
    return arguments


async def _play(arguments: Namespace) -> None:
    socket.create_server(
        ("127.0.0.1", arguments.port)
    ).close()  # a taken port shows before anything is opened
    shelf = Shelf(SHELF)
    page = Page(await _sandbox(arguments, shelf), shelf)
    try:
        await page.start(arguments.port)
        sys.stdout.write(f"{page.address}\n")
        sys.stdout.flush()
        await _told_to_stop()
    finally:
        await page.stop()


async def _sandbox(arguments: Namespace, shelf: Shelf) -> Sandbox:
    if arguments.open is None:
        if shelf.takes_a_while(arguments.ready, arguments.locale):
            sys.stderr.write(views.living_through(texts_for(arguments.locale)) + "\n")
        return await shelf.open(arguments.ready, arguments.locale)
    return await load(arguments.open.read_bytes())


async def _told_to_stop() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
