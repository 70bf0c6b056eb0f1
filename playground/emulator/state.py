"""The state of the emulator as a file that may be passed between strangers: plain JSON, from which only data is made.

`{"emulator": VERSION, "token", "lenient", "objects": [[kind, {attribute: value}], …]}`; the first object is the
world. A value is itself, or `{"$": …}` for what JSON lacks: `{"$": 7}` is object 7, the others name their kind.
Reading calls nothing of what the file names: it fills instances of the classes below with data.
"""

import base64
import binascii
import json
from collections import deque
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from playground.emulator import chats, files, limits, log, updates, world
from playground.emulator.clock import Bell, Clock, RestReport
from playground.emulator.errors import Json
from playground.emulator.faults import Faults
from playground.emulator.members import Account, Membership
from playground.emulator.messages import Message
from playground.emulator.people import Person
from playground.emulator.presses import Press

VERSION = 1
"""Grows when the file is written in another way. Attributes that came or went are noticed by themselves."""

KINDS: dict[str, type] = {
    kind.__name__.strip("_"): kind
    for kind in (
        world.World, world.Refusal, world.Webhook, Account, Person, chats.Group, chats.PrivateChat,
        Membership, Message, Press, files.FileStore, files.StoredFile, log.Log, log.Happening, Clock,
        RestReport, Bell, Faults, updates.UpdateQueue, updates.Queued, limits.Floodgate, limits.FloodLimits,
        limits.Bucket, limits.Window,
    )
}  # fmt: skip
"""Everything that a state may consist of."""

_NAMES = {kind: name for name, kind in KINDS.items()}
_PLAIN = (str, int, float, bool, type(None))


class StateError(ValueError):
    """The file is no state of an emulator, one of another version, or damaged."""


def written(token: str, lenient: bool, root: world.World) -> bytes:
    """The world and everything that hangs on it."""
    objects = _Writer().objects(root)
    document = {"emulator": VERSION, "token": token, "lenient": lenient, "objects": objects}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def read(state: bytes) -> tuple[str, bool, world.World]:
    """Token, lenience and the world again; raises StateError."""
    document = _document(state)
    try:
        root = _Reader(document["objects"]).root()
        token, lenient = document["token"], document["lenient"]
    except (
        AttributeError,
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        OverflowError,
        RecursionError,
    ) as wrong:
        raise StateError(f"the state is damaged, or of another version: {wrong}") from None
    if not isinstance(root, world.World) or not isinstance(token, str) or not isinstance(lenient, bool):
        raise StateError("the state is damaged, it does not hold a world")
    return token, lenient, root


def _document(state: bytes) -> Json:
    try:
        document = json.loads(state)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or "emulator" not in document:
        raise StateError("this is not a state that an emulator has saved")
    if document["emulator"] != VERSION:
        raise StateError(
            f"the state is of version {document['emulator']!r}, and this emulator reads version {VERSION}"
        )
    return document


class _Writer:
    """Numbers the objects in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._met: list[object] = []

    def objects(self, root: object) -> list[list[Any]]:
        self._number(root)
        rows = []
        # The list grows while it is walked along: attributes name further objects.
        for thing in self._met:
            attributes = {name: self._value(value) for name, value in _state(thing).items()}
            rows.append([_NAMES[type(thing)], attributes])
        return rows

    def _number(self, thing: object) -> int:
        if type(thing) not in _NAMES:
            raise TypeError(f"{type(thing).__name__} is no part of a state: {thing!r}")
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self._met)
            self._met.append(thing)
        return self._numbers[id(thing)]

    def _value(self, value: Any) -> Any:
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return self._dict(value)
        if isinstance(value, tuple | deque):
            name = "tuple" if isinstance(value, tuple) else "deque"
            return {"$": name, "of": [self._value(item) for item in value]}
        if isinstance(value, datetime):
            return {"$": "instant", "of": value.isoformat()}
        if isinstance(value, timedelta):
            return {"$": "seconds", "of": value.total_seconds()}
        if isinstance(value, bytes):
            return {"$": "bytes", "of": base64.b64encode(value).decode()}
        return {"$": self._number(value)}

    def _dict(self, value: dict[Any, Any]) -> Json:
        if all(isinstance(key, str) for key in value) and "$" not in value:
            return {key: self._value(item) for key, item in value.items()}
        return {"$": "dict", "of": [[self._value(key), self._value(item)] for key, item in value.items()]}


class _Reader:
    """Makes every object empty first, so that they may name one another, and fills them then."""

    def __init__(self, rows: list[tuple[str, Json]]) -> None:
        self._rows = rows
        self._made: list[Any] = [_empty(name) for name, _ in rows]

    def root(self) -> object:
        for thing, (_, attributes) in zip(self._made, self._rows, strict=True):
            filled = {name: self._value(value) for name, value in attributes.items()}
            _require_fitting(type(thing), filled)
            thing.__dict__.update(filled)
        return self._made[0]

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$" not in value:
            return {key: self._value(item) for key, item in value.items()}
        named = value["$"]
        if isinstance(named, int):
            return self._object(named)
        return _MADE_FROM[named](self._value(value["of"]))

    def _object(self, number: int) -> Any:
        if not 0 <= number < len(self._made):
            raise ValueError(f"there is no object {number}")
        return self._made[number]


def _empty(name: str) -> Any:
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"a state holds no {name!r}")
    return Bell() if kind is Bell else object.__new__(kind)


def _require_fitting(kind: type, attributes: Json) -> None:
    """Exactly the attributes that such a thing has, of their types: none is missing, and none hides a method."""
    expected = _attributes()[kind]
    wrong = expected.keys() ^ attributes.keys()
    if wrong:
        raise ValueError(f"a {_NAMES[kind]} with or without {', '.join(sorted(wrong))}")
    for name, allowed in expected.items():
        if not isinstance(attributes[name], allowed):
            raise TypeError(f"{name} of a {_NAMES[kind]} is a {type(attributes[name]).__name__}")


@cache
def _attributes() -> dict[type, dict[str, tuple[type, ...]]]:
    """What things have, and of which types; of those that are no dataclasses, as in fresh ones."""
    bot = Account(1, "bot", is_bot=True)
    clock = Clock(datetime.fromtimestamp(0, UTC))
    fresh = world.World(clock, bot, privacy=True, limits=limits.FloodLimits())
    things = [
        fresh, clock, fresh.report, fresh.updates, fresh.floodgate, fresh.faults, fresh.files, fresh.log,
        chats.Group(fresh, -1, "", supergroup=False), chats.PrivateChat(bot), limits.Bucket(1, 1, clock.now),
        limits.Window(1, timedelta(1)), Bell(),
    ]  # fmt: skip
    found: dict[type, dict[str, tuple[type, ...]]]
    found = {kind: _declared(kind) for kind in KINDS.values() if is_dataclass(kind)}
    for thing in things:
        found[type(thing)] = {name: _like(value) for name, value in _state(thing).items()}
    found[Person]["world"] = (world.World,)
    return found


def _declared(kind: Any) -> dict[str, tuple[type, ...]]:
    """Types of a dataclass's fields; of `dict[str, bool] | None` it is told that it is a dict, or nothing."""
    hints = get_type_hints(kind, localns={**KINDS, "Chat": chats.Chat})
    return {field.name: _outer(hints[field.name]) for field in fields(kind)}


def _outer(hint: Any) -> tuple[type, ...]:
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return tuple(outer for part in get_args(hint) for outer in _outer(part))
    outer = get_origin(hint) or hint
    return (int, float) if outer is float else (outer,)


def _like(value: object) -> tuple[type, ...]:
    """The types that may stand where a fresh thing has the value."""
    if value is None:
        return (object,)
    return (int, float) if isinstance(value, int | float) else (type(value),)


def _state(thing: object) -> Json:
    """What is saved of it: its attributes, unless it says otherwise."""
    state: Any = thing.__getstate__()
    return state or {}


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return instant


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as wrong:
        raise ValueError(f"not base64: {wrong}") from None


_MADE_FROM: dict[str, Callable[[Any], Any]] = {
    "tuple": tuple,
    "deque": deque,
    "dict": dict,
    "instant": _instant,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "bytes": _bytes,
}
