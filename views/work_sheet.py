"""The staff's daily work sheet: due to-dos, newcomers, who is behind, what scripts do when, who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from community.work_sheet import CohortDay, Load, Sheet, Worked
from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts
from views.times import day_of
from views.todo_list import ALL

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Hour:
    """What a script does at a local time today, for so many; `step` if it has a title."""

    at: str
    title: str
    step: str | None
    count: int


def sheet(
    texts: Texts,
    found: Sheet,
    staff: Mapping[int, str],
    members: Mapping[int, Markup],
    hours: Sequence[Hour],
) -> tuple[str, Rows]:
    """The whole sheet. `staff`: plain names by account; `members`: mentions by member."""
    parts = [
        [texts("🗓 <b>Work sheet</b> · {day}", day=_day(texts, found.day))],
        _todos(texts, found, staff),
        _newcomers(texts, found, members),
        _behind(texts, found, members),
        _today(texts, found.cohorts, hours),
        _yesterday(texts, found.worked, staff),
    ]
    buttons = (
        Button(texts.plain("To-dos"), encode("tl", ALL, 0, "n")),
        Button(texts.plain("Board"), encode("bd", "b", 0, 0, "n")),
    )
    return "\n\n".join("\n".join(part) for part in parts if part), (buttons,)


def retimed(texts: Texts, at: str) -> str:
    """Answer to a change of the hour."""
    return texts("🗓 From now on the work sheet comes at {at}.", at=at)


def worked_line(texts: Texts, name: str, worked: Worked) -> str:
    """What one person did in a day, and how quickly."""
    parts = []
    if worked.done:
        parts.append(texts("{n} done", n=worked.done))
    if worked.unreachable:
        parts.append(texts("{n} not reached", n=worked.unreachable))
    if worked.decided:
        parts.append(texts("{n} decided", n=worked.decided))
    took = texts("median {span}", span=_span(texts, worked.minutes))
    return texts("{name}: {parts}", name=name, parts=Markup(texts.plain(", ").join(parts) + f" · {took}"))


def _span(texts: Texts, minutes: int) -> str:
    if minutes < 90:
        return texts.plural("{n} minute", "{n} minutes", max(1, minutes))
    return texts.plural("{n} hour", "{n} hours", round(minutes / 60))


def _day(texts: Texts, day: date) -> str:
    return texts("{date}, {weekday}", date=day_of(texts, day), weekday=texts.plain(_WEEKDAYS[day.weekday()]))


def _todos(texts: Texts, found: Sheet, staff: Mapping[int, str]) -> list[str]:
    if not found.open_todos:
        return [texts("📋 No open to-dos.")]
    head = texts.plural("📋 <b>{n} open to-do</b>", "📋 <b>{n} open to-dos</b>", found.open_todos)
    lines = [head, *(_load(texts, one, staff) for one in found.loads)]
    if found.asleep:
        asleep = "💤 {n} out of sight until later"
        lines.append(texts.plural(asleep, asleep, found.asleep))
    return lines


def _load(texts: Texts, load: Load, staff: Mapping[int, str]) -> str:
    parts = []
    if load.overdue:
        parts.append(texts("⚠️ {n} overdue", n=load.overdue))
    if load.today:
        parts.append(texts("{n} due today", n=load.today))
    if load.later:
        parts.append(texts("{n} later", n=load.later))
    name = texts.plain("Nobody's") if load.user_id is None else staff[load.user_id]
    return texts("{name}: {parts}", name=name, parts=Markup(texts.plain(", ").join(parts)))


def _newcomers(texts: Texts, found: Sheet, members: Mapping[int, Markup]) -> list[str]:
    if not found.newcomers:
        return []
    named = [str(members[key]) for key in found.newcomers]
    head = texts("👋 <b>New since yesterday, nobody spoke with them yet</b>")
    return [head, _named(texts, named, found.newcomers_in_all)]


def _behind(texts: Texts, found: Sheet, members: Mapping[int, Markup]) -> list[str]:
    if not found.behind:
        return []
    named = [
        texts.plural("{member} ({n} check-in)", "{member} ({n} check-ins)", missed, member=members[key])
        for key, missed in found.behind
    ]
    return [texts("💛 <b>Behind</b>"), _named(texts, named, found.behind_in_all)]


def _named(texts: Texts, named: Sequence[str], total: int) -> str:
    line = texts.plain(", ").join(named)
    rest = total - len(named)
    return line + (texts(" and {n} more", n=rest) if rest > 0 else "")


def _today(texts: Texts, cohorts: Sequence[CohortDay], hours: Sequence[Hour]) -> list[str]:
    if not cohorts and not hours:
        return []
    lines = [texts("⏰ <b>What the scripts do today</b>")]
    for cohort in cohorts:
        people = texts.plural("{n} person", "{n} people", cohort.people)
        if cohort.day >= 1:
            lines.append(
                texts("{name}: day {day}, {people}", name=cohort.name, day=cohort.day, people=people)
            )
        else:
            wait = texts.plural("{n} day", "{n} days", 1 - cohort.day)
            lines.append(
                texts("{name}: begins in {wait}, {people}", name=cohort.name, wait=wait, people=people)
            )
    for hour in hours:
        title = hour.title if hour.step is None else f"{hour.title} · {hour.step}"
        lines.append(texts("{at} {title}, for {n}", at=hour.at, title=title, n=hour.count))
    return lines


def _yesterday(texts: Texts, worked: Sequence[Worked], staff: Mapping[int, str]) -> list[str]:
    if not worked:
        return []
    return [
        texts("📈 <b>Yesterday</b>"),
        *(worked_line(texts, staff[one.user_id], one) for one in worked),
    ]
