"""Messages and buttons as the plain data of an outbox row's payload, and back."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from core.message import Button, Kind, Merge, Message, Rows, Target

_OPTIONAL = ("reply_to", "silent", "community_id", "source", "run_id", "member_id", "reports", "extra")


def plain_message(message: Message) -> dict[str, Any]:
    """A message as JSON; instants and policy are columns."""
    plain: dict[str, Any] = {
        "text": message.text,
        "kind": message.kind,
        "buttons": plain_rows(message.buttons),
        "to": _given(message.to),
    }
    for name in _OPTIONAL:
        value = getattr(message, name)
        if value:
            plain[name] = value
    if message.merge:
        plain["merge"] = dataclasses.asdict(message.merge)
    if message.fallback:
        plain["fallback"] = plain_message(message.fallback)
    return plain


def read_message(plain: dict[str, Any]) -> Message:
    """The message back from plain data."""
    values = dict(plain)
    values["kind"] = Kind(values["kind"])
    values["to"] = Target(**values["to"])
    values["buttons"] = read_rows(values["buttons"])
    if "merge" in values:
        values["merge"] = Merge(**values["merge"])
    if "fallback" in values:
        values["fallback"] = read_message(values["fallback"])
    return Message(**values)


def plain_rows(rows: Iterable[Iterable[Button]]) -> list[list[dict[str, str]]]:
    """Buttons as JSON."""
    return [[_given(button) for button in row] for row in rows]


def read_rows(plain: Iterable[Iterable[dict[str, str]]]) -> Rows:
    """Buttons back from plain data."""
    return tuple(tuple(Button(**button) for button in row) for row in plain)


def _given(part: Target | Button) -> dict[str, Any]:
    """The fields that are set; `dataclasses.asdict` copies deeply, which is slow for every message."""
    values = ((name, getattr(part, name)) for name in part.__slots__)
    return {name: value for name, value in values if value is not None}
