"""What the world came to: every row of the database without its ids, and everything that was said in the chats."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from playground.emulator import Emulator, Message

_NOT_COMPARED = frozenset(
    {"alembic_version", "flood_waits", "heartbeat", "id_blocks", "outages", "outbox", "uploads"}
)
"""What a restart may change: ids taken, beats, the time the program was away, how fast Telegram lets it send, which
pictures it is known to have. The outbox is looked at apart."""

_BOOKKEEPING = {
    "certificates": {"code"},
    "digests": {"figures"},
    "requests": {"attempts", "not_before"},
}
"""Columns that say how often something had to be tried, count messages, or nobody can guess."""

_PASSING = "clear_after"
"""In a message's payload: it is deleted after a while, if its id is known by then."""

_ASKED_AGAIN = frozenset({"requests"})
"""What a start asks for anew, so that it does not matter how often it is there."""

_OF_TELEGRAM = frozenset({"telegram_id", "update_id", "bot_id"})
_IDS = frozenset({"actor", "added_by", "after", "assignee", "by_user_id", "closed_by", "created_by", "id", "named_by",
                  "todo", "outbox", "entry", "undoes", "shown", "shown_in"})  # fmt: skip
_MESSAGE = re.compile(r"^(hand):-?\d+:\d+$")
"""A source that is a message: its id is one less if a message before it got lost."""
_SOURCE = re.compile(r"^([a-z_]+):(\d+)(?=:|$)")
_DIGEST = "📊"
_OUTAGE = "🔌"
"""How the owner is told that the program was away: it was."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")
_SECONDS = range(1_600_000_000, 2_000_000_000)
"""Numbers that are seconds since 1970."""

Row = tuple[Any, ...]


@dataclass(frozen=True, order=True)
class Instant:
    """In seconds. One that follows from when a message was sent may differ a little: see `comparison`."""

    seconds: float


@dataclass(frozen=True)
class Said:
    """A message of the bot's: where, and its first words as they were sent; a digest, whose figures may differ, by its
    head alone."""

    place: str
    text: str


@dataclass(frozen=True)
class Sent:
    """A row of the outbox, without what depends on when it was sent."""

    place: str
    call: str
    kind: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """Everything that can be compared."""

    rows: Mapping[str, Counter[Row]]
    """By table."""
    planned: Counter[Sent]
    states: Counter[str]
    """How many rows of the outbox are in which state."""
    unknown: Counter[tuple[str, str]]
    """Place and kind of what nobody knows whether it arrived."""
    said: Counter[Said]
    shown: Counter[tuple[Said, str, tuple[str, ...]]]
    """The same with the text and the buttons as they are now."""
    kinds: Mapping[Said, str]
    """Of messages from the outbox; the others went from memory."""
    reactions: Counter[tuple[str, str, str]]


def read(telegram: Emulator, database: Path) -> Outcome:
    """The outcome of a program that rests or has ended."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return _Reader(telegram, connection).outcome()


class _Reader:
    def __init__(self, telegram: Emulator, connection: sqlite3.Connection) -> None:
        self._telegram = telegram
        self._connection = connection
        self._names = self._all_names()

    def outcome(self) -> Outcome:
        everything = self._connection.execute("SELECT * FROM outbox")
        outbox = [
            row
            for row in everything
            if row["call"] != "clear" and _OUTAGE not in json.loads(row["payload"]).get("text", "")
        ]
        chats = [*self._telegram.groups, *self._telegram.world.private.values()]
        said = [
            message
            for chat in chats
            for message in chat.messages
            if message.author.is_bot and not message.service and _OUTAGE not in message.text
        ]
        by_place = {(message.chat.label, message.id): _said(message) for message in said}
        kinds, passing = {}, set()
        for row in outbox:
            message = by_place.get((self._place(row), row["message_id"]))
            if message is not None and row["call"] == "send":
                kinds[message] = row["kind"]
                if _PASSING in json.loads(row["payload"]):
                    passing.add(message)
        return Outcome(
            rows=self._tables(),
            planned=Counter(self._sent(row) for row in outbox),
            states=Counter(row["state"] for row in outbox),
            unknown=Counter((self._place(row), row["kind"]) for row in outbox if row["state"] == "unknown"),
            said=Counter(map(_said, said)),
            shown=Counter(
                _shown(message) for message in said if not message.deleted and _said(message) not in passing
            ),
            kinds=kinds,
            reactions=Counter(
                (chat.label, message.text, emoji)
                for chat in chats
                for message in chat.messages
                for emoji in message.reactions
            ),
        )

    def _tables(self) -> dict[str, Counter[Row]]:
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in names} - _NOT_COMPARED
        return {table: self._rows(table) for table in sorted(tables)}

    def _rows(self, table: str) -> Counter[Row]:
        without = {"id", *_BOOKKEEPING.get(table, ())}
        found = self._connection.execute(f"SELECT * FROM {table}")
        columns = [one[0] for one in found.description]
        rows = (
            tuple((name, self._plain(name, row[name])) for name in columns if name not in without)
            for row in found
        )
        return Counter(set(rows) if table in _ASKED_AGAIN else rows)

    def _sent(self, row: sqlite3.Row) -> Sent:
        payload = json.loads(row["payload"])
        words = _gist(str(payload.get("text", ""))) or self._plain("payload", row["payload"])
        return Sent(self._place(row), row["call"], row["kind"], str(words))

    def _place(self, row: sqlite3.Row) -> str:
        if row["chat_id"] is not None:
            return self._names.get(row["chat_id"], "?")
        return "@" + self._names.get(row["user_id"], "?")

    # Ids become names

    def _all_names(self) -> dict[int, str]:
        """What rows are called: they draw their ids from one source, so that an id is one row's alone."""
        names: dict[int, str] = {}
        for query, name in (
            ("SELECT id, title FROM communities", "{}"),
            ("SELECT id, title FROM chats", "{}"),
            ("SELECT id, trim(first_name || ' ' || last_name) FROM users", "{}"),
            (
                "SELECT members.id, trim(first_name || ' ' || last_name) FROM members JOIN users ON users.id = user_id",
                "{}",
            ),
            ("SELECT id, sop, member_id FROM runs", "run of {}"),
            ("SELECT id, text FROM todos", "to-do {}"),
        ):
            for row_id, words, *of in self._connection.execute(query):
                names[row_id] = " ".join([name.format(words), *(names.get(one, "") for one in of)])
        return names

    def _plain(self, column: str, value: Any) -> Any:
        """The value without ids, hashable."""
        if isinstance(value, int):
            if value in _SECONDS:
                return Instant(value)
            is_id = (column.endswith("_id") or column in _IDS) and column not in _OF_TELEGRAM
            return self._names.get(value, "#") if is_id else value
        if isinstance(value, str):
            value = _read(value)
        if isinstance(value, dict):
            return tuple((key, self._plain(key, inner)) for key, inner in sorted(value.items()))
        if isinstance(value, list):
            return tuple(self._plain(column, inner) for inner in value)
        if isinstance(value, str):
            value = _MESSAGE.sub(r"\1", value)
            return _SOURCE.sub(lambda found: f"{found[1]}:{self._names.get(int(found[2]), '#')}", value)
        return value


@lru_cache(maxsize=100_000)
def _read(text: str) -> Any:
    """What a text of the database stands for: JSON, an instant, or itself. Most are the same in all cases."""
    if text.startswith(("{", "[")):
        return json.loads(text)
    if _INSTANT.match(text):
        instant = datetime.fromisoformat(text)
        return Instant(instant.replace(tzinfo=instant.tzinfo or UTC).timestamp())
    return text


def _said(message: Message) -> Said:
    text = message.history[0] if message.history else message.text
    return Said(message.chat.label, _gist(text))


def _shown(message: Message) -> tuple[Said, str, tuple[str, ...]]:
    return _said(message), _gist(message.text), tuple(message.labels)


def _gist(text: str) -> str:
    return text.partition("\n")[0] if text.startswith(_DIGEST) else text
