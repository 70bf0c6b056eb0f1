"""Fault points: each commit and each outgoing call of the program has a name, by which one of them can be chosen.

A commit is named for the tables that it wrote, a call for its method, its chat and the first words it says. Before a
commit nothing of it is there; after it the program has not done anything else yet. Before a call Telegram knows nothing
of it; after it Telegram has done it, and nobody was told. Commits that wrote nothing are no points.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from playground.emulator import CallSeen, Emulator

STAGES = ("before", "after")
_WRITES = re.compile(
    r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|CREATE (?:UNIQUE )?(?:TABLE|INDEX)) \"?(\w+)"
)
_MARKUP = re.compile(r"<[^>]+>")
_UNSPEAKABLE = re.compile(r"[^\w+ ]+")
_WORDS = 24
"""Characters of a call's text that are part of its name."""

COMMIT = "commit"


@dataclass(frozen=True, order=True)
class Point:
    """The `number`-th time, from 1, that a life or the lives after it pass a point of that name and stage."""

    name: str
    stage: str
    number: int = 1

    def __str__(self) -> str:
        return f"{self.stage}:{self.name}:{self.number}"

    @classmethod
    def read(cls, text: str) -> "Point":
        """Raises ValueError when the text was not written by `str`."""
        stage, name, number = text.split(":")
        if stage not in STAGES:
            raise ValueError(f"{stage!r} is neither before nor after")
        return cls(name, stage, int(number))

    @property
    def kind(self) -> str:
        """Under which it is counted: "before commit", "after call" …"""
        return f"{self.stage} {COMMIT if self.name.startswith(COMMIT) else 'call'}"


class Watch:
    """Counts the points passed; says when the wanted one has come, once, and once more `again` points after that
    life's successor began."""

    def __init__(self, wanted: Point | None = None, again: int = 0) -> None:
        self.passed: list[Point] = []
        self.struck = False
        self._wanted = wanted
        self._again = again
        self._recovered: int | None = None
        """Points passed since the life after the strike began."""
        self._counts = Counter[tuple[str, str]]()

    def strikes(self, name: str, stage: str) -> bool:
        """A point is passed; whether it is the one."""
        self._counts[name, stage] += 1
        point = Point(name, stage, self._counts[name, stage])
        self.passed.append(point)
        if self._recovered is not None:
            self._recovered += 1
            return self._recovered == self._again
        if self.struck:  # a call of the dead one's was still on its way
            return False
        self.struck = point == self._wanted
        return self.struck

    def succeeded(self) -> None:
        """The life that was struck is over, and another begins."""
        if self._recovered is None:
            self._recovered = 0


@contextmanager
def watched_commits(watch: Watch, strike: Callable[[], None]) -> Iterator[None]:
    """Count the commits of this process; `strike` never returns, by whatever means."""
    written: set[str] = set()

    def look(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        writes = _WRITES.match(statement)
        if writes:
            written.add(writes[1])

    def forget(_connection: Connection) -> None:
        written.clear()

    def commit(connection: Connection) -> None:
        if not written:
            return
        name = " ".join([COMMIT, *sorted(written)]) if len(written) < 20 else f"{COMMIT} of all tables"
        written.clear()
        if watch.strikes(name, "before"):
            strike()
        if watch.strikes(name, "after"):
            connection.dialect.do_commit(connection.connection)
            strike()

    listeners = (("before_cursor_execute", look), ("rollback", forget), ("commit", commit))
    for what, listener in listeners:
        event.listen(Engine, what, listener)
    try:
        yield
    finally:
        for what, listener in listeners:
            event.remove(Engine, what, listener)


def watch_calls(telegram: Emulator, watch: Watch, strike: Callable[[], Awaitable[None]]) -> None:
    """Count the calls that reach the emulator; `strike` never returns: its caller is gone."""

    async def hook(call: CallSeen) -> None:
        if watch.strikes(named(telegram, call), call.stage):
            await strike()

    telegram.on_call(hook)


def named(telegram: Emulator, call: CallSeen) -> str:
    """The name of a call."""
    chat_id = call.parameters.get("chat_id")
    world = telegram.world
    chat = world.groups.get(chat_id) or world.private.get(chat_id) if chat_id is not None else None
    text = _MARKUP.sub("", call.parameters.get("text") or call.parameters.get("caption") or "")
    words = (call.method, chat.label if chat else "", text.replace("\n", " ")[:_WORDS])
    return " ".join(part for part in (_UNSPEAKABLE.sub("", word).strip() for word in words) if part)
