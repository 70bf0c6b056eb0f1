"""Messages of the same words to many people become one: up to five mentions, then how many others."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.message import MEMBERS_PLACEHOLDER, Merge
from storage.outgoing import Outgoing

MENTIONED = 5
"""Telegram notifies about five people of those mentioned in one message."""


def merged(rows: Sequence[Outgoing]) -> Outgoing:
    """The first row with the words for all of them; it merges no further.

    The rows are messages with the same merge key. A single one gets its own mention.
    """
    first = rows[0]
    merges = [merge for row in rows if (merge := row.message().merge) is not None]
    payload = {key: value for key, value in first.payload.items() if key != "merge"}
    payload["text"] = payload["text"].replace(MEMBERS_PLACEHOLDER, _people(merges))
    if "picture" in payload:
        payload["picture"] = _picture([row.payload["picture"] for row in rows if "picture" in row.payload])
    return replace(first, payload=payload, merge_key=None)


def _picture(pictures: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The first with the rows of all, each once."""
    first = pictures[0]
    rows: list[Any] = []
    for picture in pictures:
        rows += [row for row in picture["data"].get("rows", ()) if row not in rows]
    return {**first, "data": {**first["data"], "rows": rows}} if rows else first


def _people(merges: Sequence[Merge]) -> str:
    """Everybody once, though they may have come twice."""
    mentions = list(dict.fromkeys(merge.mention for merge in merges))
    people = merges[0].separator.join(mentions[:MENTIONED])
    if len(mentions) > MENTIONED:
        people += merges[0].others.replace("{count}", str(len(mentions) - MENTIONED))
    return people
