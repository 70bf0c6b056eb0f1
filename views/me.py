"""A member's own card: level, points, streak, place, badges, tags, where they are in which script, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from core.message import Picture
from views.names import shown
from views.rank import place_said
from views.texts import Texts

SHOWN_BADGES = 12
SHOWN_TAGS = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands. `place` is None for staff, and without points; `level` is None for staff."""

    name: str
    points: int
    place: int | None
    streak: int
    best_streak: int
    check_ins: int
    level: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Climb:
    """The way to the next level: points earned since this one, points it takes from there, what it is called."""

    gained: int
    needed: int
    title: str


@dataclass(frozen=True, slots=True)
class Near:
    """The badge that is nearest: what is missing of a `deed` (streak, check_ins, points)."""

    emoji: str
    title: str
    deed: str
    missing: int


@dataclass(frozen=True, slots=True)
class Course:
    """A script the member goes through: the day they are on; what comes next there, and when."""

    title: str
    day: int
    step: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the points ledger; `day` as people say it."""

    amount: int
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything a member sees of themselves. `badges`: emoji and title, the latest first."""

    standing: Standing
    climb: Climb | None = None
    near: Near | None = None
    badges: Sequence[tuple[str, str]] = ()
    tags: Sequence[str] = ()
    courses: Sequence[Course] = ()
    entries: Sequence[Entry] = ()


def brief(texts: Texts, standing: Standing) -> str:
    """One line, for a group."""
    parts = [
        texts("<b>{name}</b>: {points}", name=shown(standing.name), points=_amount(texts, standing.points))
    ]
    if standing.level is not None and standing.level > 1:
        parts.append(texts("level {level} {title}", level=standing.level, title=standing.title))
    if standing.place is not None:
        parts.append(texts("place {place}", place=place_said(standing.place)))
    if standing.streak > 1:
        parts.append(texts.plural("{n} day in a row", "{n} days in a row", standing.streak))
    if standing.check_ins:
        parts.append(texts.plural("{n} check-in", "{n} check-ins", standing.check_ins))
    return " · ".join(parts)


def card(texts: Texts, community: str, whole: Whole) -> str:
    """The whole card, for the private chat; short enough for a picture's caption."""
    standing = whole.standing
    lines = [texts("<b>{name}</b> in {community}", name=shown(standing.name), community=shown(community))]
    if standing.level is not None:
        lines.append(_level(texts, standing, whole.climb))
    lines += [_points(texts, standing), _check_ins(texts, standing)]
    if whole.badges:
        lines.append(texts("🏅 {badges}", badges=badges_said(texts, whole.badges)))
    if whole.tags:
        lines.append(texts("🏷 {tags}", tags=texts.plain(", ").join(whole.tags[:SHOWN_TAGS])))
    lines += [_course(texts, course) for course in whole.courses]
    if whole.near is not None:
        lines.append(texts("🎯 {next}", next=Markup(near_said(texts, whole.near))))
    if whole.entries:
        lines += ["", texts("Latest points"), *(_entry(texts, entry) for entry in whole.entries)]
    return "\n".join(lines)


def picture(texts: Texts, community: str, whole: Whole) -> Picture:
    """The recipe of the card's picture; see `views.pictures.me`."""
    standing, plain = whole.standing, texts.plain
    figures = [(str(standing.points), plain("points"))]
    if standing.place is not None:
        figures.append((place_said(standing.place), plain("place")))
    figures += [(str(standing.streak), plain("days in a row")), (str(standing.check_ins), plain("check-ins"))]
    data: dict[str, Any] = {
        "name": shown(standing.name),
        "community": shown(community),
        "figures": [list(figure) for figure in figures],
        "badges": [list(badge) for badge in whole.badges[:SHOWN_BADGES]],
        "tags": list(whole.tags[:SHOWN_TAGS]),
        "courses": [_course_drawn(texts, course) for course in whole.courses],
        "next": "" if whole.near is None else Markup(near_said(texts, whole.near)).unescape(),
        "next_title": plain("Within reach"),
    }
    if standing.level is not None:
        climb = whole.climb
        data |= {
            "level": standing.level,
            "level_word": plain("level"),
            "title": standing.title,
            "progress": 1.0 if climb is None else round(climb.gained / climb.needed, 3),
            "climb": "" if climb is None else _climb(texts, climb).unescape(),
        }
    return Picture("me", data)


def badges_said(texts: Texts, badges: Sequence[tuple[str, str]]) -> str:
    """Badges in a line; of very many only the latest."""
    said = texts.plain(", ").join(f"{emoji} {title}" for emoji, title in badges[:SHOWN_BADGES])
    return said if len(badges) <= SHOWN_BADGES else f"{said} …"


def near_said(texts: Texts, near: Near) -> str:
    """What is missing for a badge."""
    badge = {"emoji": near.emoji, "title": near.title}
    if near.deed == "streak":
        return texts.plural(
            "{emoji} {title}: {n} more day in a row",
            "{emoji} {title}: {n} more days in a row",
            near.missing,
            **badge,
        )
    if near.deed == "check_ins":
        return texts.plural(
            "{emoji} {title}: {n} more check-in", "{emoji} {title}: {n} more check-ins", near.missing, **badge
        )
    return texts.plural(
        "{emoji} {title}: {n} more point", "{emoji} {title}: {n} more points", near.missing, **badge
    )


def _level(texts: Texts, standing: Standing, climb: Climb | None) -> str:
    level = texts("⭐ Level {level}: {title}", level=standing.level or 1, title=standing.title)
    return (
        level if climb is None else texts("{level}, {climb}", level=Markup(level), climb=_climb(texts, climb))
    )


def _climb(texts: Texts, climb: Climb) -> Markup:
    missing = climb.needed - climb.gained
    return Markup(texts.plural("{n} point to {title}", "{n} points to {title}", missing, title=climb.title))


def _points(texts: Texts, standing: Standing) -> str:
    if standing.place is None:
        return texts("💎 {points}", points=_amount(texts, standing.points))
    place = place_said(standing.place)
    return texts("💎 {points}, place {place}", points=_amount(texts, standing.points), place=place)


def _amount(texts: Texts, points: int) -> str:
    return texts.plural("{n} point", "{n} points", points)


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


def _course(texts: Texts, course: Course) -> str:
    line = texts("📖 {title}: day {day}", title=course.title, day=course.day)
    if course.step is None:
        return line
    return f"{line}\n    {texts('next: {step}, {at}', step=course.step, at=course.at)}"


def _course_drawn(texts: Texts, course: Course) -> list[str]:
    """Title, day, what is next."""
    following = (
        "" if course.step is None else texts.plain("next: {step}, {at}", step=course.step, at=course.at)
    )
    return [course.title, texts.plain("day {day}", day=course.day), following]


def _entry(texts: Texts, entry: Entry) -> str:
    return texts("{amount} {reason} · {day}", amount=f"{entry.amount:+d}", reason=entry.reason, day=entry.day)
