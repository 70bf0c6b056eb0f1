"""Messages and buttons as the plain data of an outbox row's payload, and back."""

import dataclasses
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from core.message import Attachment, Button, Kind, Merge, Message, Picture, Rows, Target

_CONTENT = ("reply_to", "silent", "reports", "extra", "only_for")
_OF_THE_ROW = ("community_id", "source", "run_id", "member_id", "todo_id")


def content(message: Message) -> dict[str, Any]:
    """What a row's columns don't hold of a message, as JSON; what is not set is left out."""
    plain: dict[str, Any] = {"text": message.text}
    if message.buttons:
        plain["buttons"] = plain_rows(message.buttons)
    for name in _CONTENT:
        value = getattr(message, name)
        if value:
            plain[name] = value
    if message.picture:
        plain["picture"] = plain_picture(message.picture)
    if message.attachment:
        plain["attachment"] = {"id": message.attachment.id, "name": message.attachment.name}
    if message.clear_after:
        plain["clear_after"] = message.clear_after.total_seconds()
    if message.merge:
        plain["merge"] = dataclasses.asdict(message.merge)
    if message.fallback:
        plain["fallback"] = _whole(message.fallback)
    return plain


def message_of(payload: dict[str, Any], kind: str, to: Target, **columns: Any) -> Message:
    """The message back from a row's payload and its columns."""
    values = {**payload, **columns, "kind": Kind(kind), "to": to}
    values["buttons"] = read_rows(payload.get("buttons", ()))
    if "picture" in payload:
        values["picture"] = Picture(**payload["picture"])
    if "attachment" in payload:
        values["attachment"] = Attachment(**payload["attachment"])
    if "clear_after" in payload:
        values["clear_after"] = timedelta(seconds=payload["clear_after"])
    if "merge" in payload:
        values["merge"] = Merge(**payload["merge"])
    if "fallback" in payload:
        values["fallback"] = _read_whole(payload["fallback"])
    return Message(**values)


def _whole(message: Message) -> dict[str, Any]:
    """A message that has no row of its own."""
    own = {name: getattr(message, name) for name in _OF_THE_ROW}
    return {**content(message), **own, "kind": message.kind, "to": _given(message.to)}


def _read_whole(plain: dict[str, Any]) -> Message:
    return message_of(plain, plain["kind"], Target(**plain["to"]))


def plain_picture(picture: Picture) -> dict[str, Any]:
    """A recipe as JSON."""
    return {"kind": picture.kind, "data": picture.data}


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
