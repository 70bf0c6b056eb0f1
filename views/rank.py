"""The ranking by points: who leads, and where the person who asks stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from community.rank import LAST_PLACE
from views.names import shown
from views.texts import Texts

_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of the ranking. `name` is as its bearer writes it."""

    place: int
    name: str
    points: int
    asks: bool = False
    """This is who asked."""


def ranking(texts: Texts, community: str, leaders: Sequence[Ranked], own: Ranked | None) -> str:
    """The leaders; `own` stands below them if it is not among them. None: staff, who are kept off."""
    if not leaders:
        return texts("Nobody has any points yet. Send /checkin and you're in the lead!")
    lines = [texts("🏆 <b>{community}: points</b>", community=community)]
    lines += [_line(texts, ranked) for ranked in leaders]
    if own is not None and not any(ranked.asks for ranked in leaders):
        lines += ["", _below(texts, own)]
    return "\n".join(lines)


def place_said(place: int) -> str:
    """A place as people read it: `10000+` behind the last that is counted."""
    return f"{LAST_PLACE}+" if place > LAST_PLACE else str(place)


def _line(texts: Texts, ranked: Ranked) -> str:
    place = _MEDALS.get(ranked.place, f"{ranked.place}.")
    line = texts("{place} {name} · {points}", place=place, name=shown(ranked.name), points=ranked.points)
    return texts("{line} ← you", line=Markup(line)) if ranked.asks else line


def _below(texts: Texts, own: Ranked) -> str:
    if own.points <= 0:
        return texts("You don't have any points yet. /checkin gets you your first.")
    return texts("You: place {place} with {points} points", place=place_said(own.place), points=own.points)
