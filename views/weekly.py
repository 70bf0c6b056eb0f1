"""What the weekly edition adds to a digest: the week against the week before, who of the newcomers stayed."""

from markupsafe import Markup

from community.weeks import Week, Weekly
from views.figures import activity, change, check_in_line
from views.texts import Texts
from views.times import day_of


def block(texts: Texts, found: Weekly, room: int) -> list[str]:
    """The figures with their change, the activity and what its parts mean, the newcomers of earlier weeks."""
    week, before = found.week, found.before or found.week
    parts = [
        texts("new {n}", n=week.new) + change(texts, week.new, before.new),
        texts("left {n}", n=week.left) + change(texts, week.left, before.left),
    ]
    lines = [
        texts("👥 {parts}", parts=Markup(" · ".join(parts))),
        texts("💬 {n} active", n=week.active) + change(texts, week.active, before.active),
        check_in_line(texts, week, before),
        texts("⭐ {n} points", n=week.points)
        + change(texts, week.points, before.points)
        + texts(" · {n} graduated", n=week.graduates)
        + change(texts, week.graduates, before.graduates),
    ]
    if found.before is not None and room > 1:
        lines.append(texts("<i>In brackets: compared with the week before</i>"))
    lines += _moves(texts, found)
    lines += _activity(texts, week, found.before, room)
    return [*lines, *_newcomers(texts, found, room)]


def _activity(texts: Texts, week: Week, before: Week | None, room: int) -> list[str]:
    if not week.members or not week.days:
        return []
    line = activity(texts, week.done, week.hours, week.members, week.days)
    if before is not None and before.days:
        line += change(texts, round(week.done / week.days), round(before.done / before.days))
    if not week.hours or room < 1:
        return [line]
    return [line, texts("<i>A day: what members did an hour × hours each was here × members</i>")]


def _moves(texts: Texts, found: Weekly) -> list[str]:
    """Who rose and fell, where that happened."""
    words = {
        "core": texts("to the core {n}", n=found.moves.get("core", 0)),
        "active": texts("active again {n}", n=found.moves.get("active", 0)),
        "at_risk": texts("at risk {n}", n=found.moves.get("at_risk", 0)),
        "gone": texts("fallen silent {n}", n=found.moves.get("gone", 0)),
    }
    told = [words[stage] for stage in words if found.moves.get(stage)]
    return [texts("🧭 {parts}", parts=Markup(" · ".join(told)))] if told else []


def _newcomers(texts: Texts, found: Weekly, room: int) -> list[str]:
    lines = [
        texts(
            "🌱 Joined in the week of {day}: {kept} of {came} still active",
            day=day_of(texts, one.first),
            kept=one.kept,
            came=one.came,
        )
        for one in found.newcomers
    ]
    return lines[: max(0, room - 1)]
