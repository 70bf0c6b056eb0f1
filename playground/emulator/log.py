"""Everything that happened, in order: for tests to look at and for a demo to print as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from playground.emulator.clock import Bell

if TYPE_CHECKING:
    from playground.emulator.messages import Message


@dataclass(frozen=True)
class Happening:
    """One line of the story.

    `kind` is said, edited, deleted, pinned, unpinned, reacted, pressed, answered, action (typing and
    the like), joined, left, added, removed, promoted, demoted, silenced, blocked, unblocked, gone, migrated;
    `method` the Bot API method if the bot did it.
    """

    at: datetime
    kind: str
    who: str
    where: str
    text: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    method: str | None = None
    message: Message | None = None

    def __str__(self) -> str:
        words = f"{self.at:%m-%d %H:%M:%S} [{self.where}] {self.who} {self.kind}"
        rows = "".join("\n    " + "  ".join(f"[{label}]" for label in row) for row in self.buttons)
        return (f"{words}: {self.text}" if self.text else words) + rows


class Log:
    """A list of happenings that tells its subscribers of each new one."""

    def __init__(self) -> None:
        self._happenings: list[Happening] = []
        self._subscribers: list[Callable[[Happening], None]] = []
        self.changed = Bell()

    def add(self, happening: Happening) -> None:
        self._happenings.append(happening)
        for subscriber in self._subscribers:
            subscriber(happening)
        self.changed.ring()

    def __getstate__(self) -> dict[str, object]:
        """What happened is saved, without who was told of it."""
        return {**self.__dict__, "_subscribers": []}

    def subscribe(self, subscriber: Callable[[Happening], None]) -> None:
        """`subscriber` is called for each happening from now on."""
        self._subscribers.append(subscriber)

    def of(self, kind: str) -> list[Happening]:
        return [happening for happening in self._happenings if happening.kind == kind]

    def __iter__(self) -> Iterator[Happening]:
        return iter(self._happenings)

    def __len__(self) -> int:
        return len(self._happenings)

    def __getitem__(self, index: int) -> Happening:
        return self._happenings[index]
