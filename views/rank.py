"""The rankings by points: who leads, who stands around the person who asks, who improved most."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from community.rank import LAST_PLACE
from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts

_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}

IMPROVED = "improved"
"""The board of those who improved on themselves; the others are named as `storage.rank.Span`."""

_TITLES = {
    "day": "🏆 <b>{community}: points today</b>",
    "week": "🏆 <b>{community}: points this week</b>",
    "all": "🏆 <b>{community}: points</b>",
}
_LABELS = {"day": "Today", "week": "This week", "all": "All time", IMPROVED: "📈 Most improved"}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking. `name` is as its bearer writes it."""

    place: int
    name: str
    points: int
    asks: bool = False
    """This is who asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a board, and to whom: their own place is None if they have no points on it, or are staff."""

    board: str
    community: str
    leaders: Sequence[Ranked]
    around: Sequence[Ranked] = ()
    own: Ranked | None = None
    next: Ranked | None = None
    cohort: str | None = None
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class Gained:
    """Somebody who improved: points now, and what was usual for them."""

    name: str
    points: int
    usual: int


def ranking(texts: Texts, of: Shown) -> str:
    """The leaders; the neighbours of who asks below them; how far it is to the next place."""
    if of.cohort is not None:
        title = texts("🏆 <b>{cohort}: points</b>", cohort=of.cohort)
    else:
        title = texts(_TITLES[of.board], community=of.community)
    if not of.leaders:
        return f"{title}\n" + texts("Nobody has any points yet. Send /checkin and you're in the lead!")
    lines = [title, *(_line(texts, ranked) for ranked in of.leaders)]
    if of.around:
        lines += ["…"] if of.around[0].place > of.leaders[-1].place + 1 else []
        lines += [_line(texts, ranked) for ranked in of.around]
    if any(ranked.asks for ranked in of.leaders):
        lines += ["", _further(texts, of.own, of.next)] if of.own and of.next else []
    elif not of.is_staff:
        lines += ["", own_line(texts, of)]
    return "\n".join(lines)


def own_line(texts: Texts, of: Shown) -> str:
    """Where who asks stands, and what it takes to get further."""
    own = of.own
    if own is None:
        if of.board == "all":
            return texts("You don't have any points yet. /checkin gets you your first.")
        return texts("You haven't earned any here yet. /checkin is a start.")
    points = texts.plural("{n} point", "{n} points", own.points)
    stands = texts("You: place {place} with {points}", place=place_said(own.place), points=points)
    if of.next is None or own.place > LAST_PLACE:
        return stands
    return texts("{stands} · {further}", stands=Markup(stands), further=Markup(_further(texts, own, of.next)))


def improved(texts: Texts, community: str, gained: Sequence[Gained], *, last_week: bool) -> str:
    """Who has come furthest beyond what is usual for them."""
    if last_week:
        title = texts("📈 <b>{community}: most improved last week</b>", community=community)
    else:
        title = texts("📈 <b>{community}: most improved this week</b>", community=community)
    if not gained:
        return f"{title}\n" + texts("Nobody stands out yet. Have another look later in the week.")
    return "\n".join([title, *(_gain(texts, one) for one in gained)])


def buttons(texts: Texts, asked: tuple[int, int], shown_board: str, cohort: tuple[int, str] | None) -> Rows:
    """The other boards. `asked`: the ids of community and person; `cohort`: one that the person is in."""
    row = [
        Button(texts.plain(_LABELS[board]), encode("rk", *asked, board))
        for board in ("day", "week", "all")
        if board != shown_board
    ]
    more = []
    if cohort is not None and shown_board != "cohort":
        more.append(Button(shown(cohort[1]), encode("rk", *asked, "cohort", cohort[0])))
    if shown_board != IMPROVED:
        more.append(Button(texts.plain(_LABELS[IMPROVED]), encode("rk", *asked, IMPROVED)))
    return (tuple(row), tuple(more)) if more else (tuple(row),)


def place_said(place: int) -> str:
    """A place as people read it: `10000+` behind the last that is counted."""
    return f"{LAST_PLACE}+" if place > LAST_PLACE else str(place)


def _further(texts: Texts, own: Ranked, better: Ranked) -> str:
    missing = better.points - own.points
    return texts.plural(
        "{n} point to place {place}", "{n} points to place {place}", missing, place=better.place
    )


def _line(texts: Texts, ranked: Ranked) -> str:
    place = _MEDALS.get(ranked.place, f"{place_said(ranked.place)}.")
    line = texts("{place} {name} · {points}", place=place, name=shown(ranked.name), points=ranked.points)
    return texts("{line} ← you", line=Markup(line)) if ranked.asks else line


def _gain(texts: Texts, one: Gained) -> str:
    return texts(
        "{name} · {points} points, usually {usual}",
        name=shown(one.name),
        points=one.points,
        usual=one.usual,
    )
