"""A row that was claimed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from delivery.enclosures import Enclosure
from delivery.limiter import Draw
from storage.outgoing import Outgoing

SAID_PARTS = "said_parts"
"""In a message's `extra`: how many parts of a long text were said when it had to be left."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row marked `sending`, the Telegram id of the chat it goes to, and since when it may go."""

    row: Outgoing
    chat_id: int
    draw: Draw
    begun: datetime
    shown: Outgoing | None = None
    """The row whose message an edit changes."""
    enclosure: Enclosure | None = None
    only_for: int | None = None
    """The account that alone sees it in the group."""


def with_said_parts(row: Outgoing, count: int) -> Outgoing:
    """The row, knowing how many parts of its long text need not be said again."""
    if count == 0:
        return row
    extra = {**row.payload.get("extra", {}), SAID_PARTS: count}
    return replace(row, payload={**row.payload, "extra": extra})


def with_new_words(row: Outgoing, edit: Outgoing) -> Outgoing:
    """The row with the words of an edit, all of which are still to be said."""
    extra = {key: value for key, value in row.payload.get("extra", {}).items() if key != SAID_PARTS}
    words: dict[str, Any] = {
        name: edit.payload[name] for name in ("text", "buttons", "picture") if name in edit.payload
    }
    return replace(row, payload={**row.payload, **words, "extra": extra})


def said_before(row: Outgoing) -> int:
    """How many parts of its long text were said when it had to be left."""
    return int(row.payload.get("extra", {}).get(SAID_PARTS, 0))
