"""A member's own card: points, streak, place, where they are in their programmes, the latest entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from views.names import shown
from views.rank import place_said
from views.texts import Texts


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands. `place` is None for staff, and without points."""

    name: str
    points: int
    place: int | None
    streak: int
    best_streak: int
    check_ins: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the points ledger; `day` as people say it."""

    amount: int
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything a member sees of themselves. `programmes`: titles, and the day they are on."""

    standing: Standing
    programmes: Sequence[tuple[str, int]] = ()
    graduated: bool = False
    entries: Sequence[Entry] = ()


def brief(texts: Texts, standing: Standing) -> str:
    """One line, for a group."""
    parts = [texts("<b>{name}</b>: {points} points", name=shown(standing.name), points=standing.points)]
    if standing.place is not None:
        parts.append(texts("place {place}", place=place_said(standing.place)))
    if standing.streak > 1:
        parts.append(texts.plural("{n} day in a row", "{n} days in a row", standing.streak))
    if standing.check_ins:
        parts.append(texts.plural("{n} check-in", "{n} check-ins", standing.check_ins))
    return " · ".join(parts)


def card(texts: Texts, community: str, whole: Whole) -> str:
    """The whole card, for the private chat."""
    standing = whole.standing
    lines = [
        texts("<b>{name}</b> in {community}", name=shown(standing.name), community=community),
        _points(texts, standing),
        _check_ins(texts, standing),
    ]
    lines += [texts("📖 {title}: day {day}", title=title, day=day) for title, day in whole.programmes]
    if whole.graduated:
        lines.append(texts("🎓 Graduated"))
    if whole.entries:
        lines += ["", texts("Latest points"), *(_entry(texts, entry) for entry in whole.entries)]
    return "\n".join(lines)


def _points(texts: Texts, standing: Standing) -> str:
    if standing.place is None:
        return texts("💎 {points} points", points=standing.points)
    place = place_said(standing.place)
    return texts("💎 {points} points, place {place}", points=standing.points, place=place)


def _check_ins(texts: Texts, standing: Standing) -> str:
    if not standing.check_ins:
        return texts("No check-ins yet. Send /checkin to make a start.")
    row = texts.plural("🔥 {n} day in a row", "🔥 {n} days in a row", standing.streak)
    total = texts.plural(
        "{n} check-in, best streak {best}",
        "{n} check-ins, best streak {best}",
        standing.check_ins,
        best=standing.best_streak,
    )
    return texts("{row} · {total}", row=Markup(row), total=Markup(total)) if standing.streak else total


def _entry(texts: Texts, entry: Entry) -> str:
    return texts("{amount} {reason} · {day}", amount=f"{entry.amount:+d}", reason=entry.reason, day=entry.day)
