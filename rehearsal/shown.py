"""What the bot says in a rehearsal, as the people see it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.message import Button, Kind, Picture, Rows

if TYPE_CHECKING:
    from rehearsal.people import Person

_TAG = re.compile(r"<[^>]*>")
_MENTIONED = re.compile(r'href="tg://user\?id=(\d+)"')


def without_marks(text: str) -> str:
    """HTML as it reads."""
    return html.unescape(_TAG.sub("", text))


@dataclass(eq=False, slots=True)
class Place:
    """A group, or somebody's private chat with the bot (then `person` is set)."""

    telegram_id: int
    title: str
    kind: str = "supergroup"
    person: Person | None = None
    staff: bool = False
    """The chat of those who run the community."""
    messages: int = 0
    """How many messages were written here, by anybody: the next one's id is one more."""

    def next_message_id(self) -> int:
        """The id of the next message here."""
        self.messages += 1
        return self.messages

    def __str__(self) -> str:
        return self.title


@dataclass(eq=False, slots=True)
class Shown:
    """A message from the bot."""

    at: datetime
    place: Place
    message_id: int
    html: str
    rows: Rows
    kind: Kind
    run_id: int | None = None
    member_id: int | None = None
    """Whom it is about, by our id."""
    source: str | None = None
    """Which effect of which run said it."""
    picture: Picture | None = None
    """What is drawn in it."""
    only_for: int | None = None
    """The Telegram id of the one who alone sees it."""
    answers: int | None = None
    """The id of the message that it replies to."""
    edited_at: datetime | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """As it reads."""
        return without_marks(self.html)

    @property
    def buttons(self) -> Iterator[Button]:
        """All buttons below it."""
        return (button for row in self.rows for button in row)

    @property
    def labels(self) -> list[str]:
        """The words on the buttons."""
        return [button.text for button in self.buttons]

    @property
    def mentioned(self) -> set[int]:
        """The Telegram ids of the people it mentions."""
        return {int(found) for found in _MENTIONED.findall(self.html)}

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press, over the chat."""

    at: datetime
    person: Person
    text: str
    alert: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote; others may reply or react to it."""

    at: datetime
    person: Person
    place: Place
    message_id: int
    text: str
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody came into a group, or went."""

    at: datetime
    person: Person
    place: Place
    inside: bool
    message_id: int
    """Of the line that Telegram shows of it."""


class Impossible(Exception):
    """A person cannot do that now: Telegram would not offer it."""
