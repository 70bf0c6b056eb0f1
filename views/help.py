"""The list of commands that somebody can use where they ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.message import Button, Rows
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Line:
    """One command. `usage` and `summary` are msgids; `usage` has a line for each way to use it."""

    name: str
    usage: str
    summary: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Commands by whom they are for."""

    members: Sequence[Line]
    staff: Sequence[Line] = ()
    owner: Sequence[Line] = ()


def commands(texts: Texts, offer: Offer, community_id: int | None) -> tuple[str, Rows]:
    """The list. `community_id`: asked in a group of it, so a button leads to the private chat."""
    groups = [
        (texts("<b>For everyone</b>"), offer.members),
        (texts("<b>For staff</b>"), offer.staff),
        (texts("<b>For the owner</b>"), offer.owner),
    ]
    shown = [(title, lines) for title, lines in groups if lines]
    blocks = []
    for title, lines in shown:
        heading = [title] if len(shown) > 1 else []
        blocks.append("\n".join([*heading, *(_line(texts, line) for line in lines)]))
    if community_id is None:
        return "\n\n".join(blocks), ()
    more = Button(texts.plain("More in private"), start=f"c{community_id}")
    return "\n\n".join(blocks), ((more,),)


def _line(texts: Texts, line: Line) -> str:
    summary = texts.plain(line.summary)
    first_use = texts.plain(line.usage).split("\n", maxsplit=1)[0] if line.usage else ""
    if not first_use:  # it also works alone
        return texts("/{name} – {summary}", name=line.name, summary=summary)
    return texts("/{name} {usage} – {summary}", name=line.name, usage=first_use, summary=summary)
