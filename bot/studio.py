"""Where pictures are drawn: a child process, so that the program's loop never waits for a drawing.

It is started for the first picture and given up when nothing was drawn for a while: it takes as much memory as
the program itself.
"""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from core.message import Picture
from delivery.enclosures import DrawingFailed

log = logging.getLogger(__name__)

IDLE_SECONDS = 600
"""Real seconds without a picture after which the child is given up."""

PATIENCE = 60
"""Real seconds that a drawing may take."""

_COMMAND = (sys.executable, "-m", "views.pictures")
_FOLDER = Path(__file__).parent.parent


class _ChildDied(Exception):
    """The child ended in the middle of its work."""


class Studio:
    """Draws one picture after another."""

    def __init__(self) -> None:
        self._child: Process | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None

    async def draw(self, picture: Picture) -> bytes:
        """The picture as PNG. A child that died or hangs is replaced once; raises DrawingFailed."""
        async with self._turn:
            for _ in range(2):
                try:
                    async with asyncio.timeout(PATIENCE):
                        return await self._drawn(picture)
                except (_ChildDied, TimeoutError, OSError) as error:
                    log.warning("the child that draws is given up: %r", error)
                    self.close()
                finally:
                    self._rest()
        raise DrawingFailed(f"{picture.kind}: nobody could draw it")

    def close(self) -> None:
        """Give up the child; the next picture starts another."""
        if self._idle is not None:
            self._idle.cancel()
        if self._child is not None and self._child.returncode is None:
            self._child.kill()
        self._child = self._idle = None

    async def end(self) -> None:
        """Give up the child, and wait until it is gone."""
        child = self._child
        self.close()
        if child is not None:
            await child.communicate()

    async def _drawn(self, picture: Picture) -> bytes:
        child = self._child
        if child is None or child.returncode is not None:
            child = self._child = await asyncio.create_subprocess_exec(
                *_COMMAND, stdin=PIPE, stdout=PIPE, cwd=_FOLDER
            )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps([picture.kind, picture.data]).encode() + b"\n")
        await child.stdin.drain()
        head = (await child.stdout.readline()).split()
        if len(head) != 2:
            raise _ChildDied
        try:
            content = await child.stdout.readexactly(int(head[1]))
        except asyncio.IncompleteReadError as error:
            raise _ChildDied from error
        if head[0] != b"ok":
            raise DrawingFailed(content.decode(errors="replace"))
        return content

    def _rest(self) -> None:
        """From now on it is idle."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)
