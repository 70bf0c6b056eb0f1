"""The list of commands that somebody can use where they ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.message import Button, Rows
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One command. `usage` and `summary` are msgids."""

    name: str
    usage: str
    summary: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Commands by whom they are for."""

    members: Sequence[Line]
    staff: Sequence[Line] = ()
    owner: Sequence[Line] = ()


def commands(texts: Texts, offer: Offer, community_id: int | None, *, in_group: bool) -> tuple[str, Rows]:
    """The list; in a group with a button to the private chat, where there is more."""
    groups = [
        (texts("<b>For everyone</b>"), offer.members),
        (texts("<b>For staff</b>"), offer.staff),
        (texts("<b>For the owner</b>"), offer.owner),
    ]
    shown = [(title, lines) for title, lines in groups if lines]
    if not shown:
        return texts("There is nothing I can do for you here yet."), ()
    blocks = []
    for title, lines in shown:
        block = [title] if len(shown) > 1 else []
        blocks.append("\n".join(block + [_line(texts, line) for line in lines]))
    buttons: Rows = ((Button(texts.plain("More in private"), start=f"c{community_id}"),),) if in_group else ()
    return "\n\n".join(blocks), buttons


def _line(texts: Texts, line: Line) -> str:
    summary = texts.plain(line.summary)
    if not line.usage:
        return texts("/{name} – {summary}", name=line.name, summary=summary)
    return texts(
        "/{name} {usage} – {summary}", name=line.name, usage=texts.plain(line.usage), summary=summary
    )
