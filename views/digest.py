"""The owner's digest: the caption of one picture, read in a minute; with names in private, without for the staff."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from markupsafe import Markup

from community.care import Care
from community.daily_figures import DayFigures
from community.digest import DigestFigures, ReachFigures, ScriptFigures
from community.thanks import Merit, Thanks
from views import care, decisions, weekly
from views.figures import WEEKDAYS, activity, change, check_in_line
from views.names import shown
from views.texts import Texts
from views.times import day_of

LINES = 30
CHARACTERS = 1024
"""UTF-16 units that a caption may have."""

_FULL = 4
"""Lines of each block, when there is room; with less room there are fewer of all."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the figures are shown with.

    `names`: mentions of members; None where nobody may be named. `staff`: mentions of the team, by account.
    `titles` of scripts by id. `compared`: the community was there a week before. `so_far`: the day is not over.
    `done`: what was done about the decisions.
    """

    community: str
    names: Mapping[int, Markup] | None
    titles: Mapping[str, str]
    now: datetime
    compared: bool
    so_far: bool = False
    staff: Mapping[int, Markup] = field(default_factory=dict)
    done: Mapping[int, str] = field(default_factory=dict)


def digest(texts: Texts, figures: DigestFigures, frame: Frame) -> str:
    """The whole message: at most LINES lines and CHARACTERS visible units, whatever happened."""
    for room in range(_FULL, -1, -1):
        text = "\n\n".join("\n".join(block) for block in _blocks(texts, figures, frame, room) if block)
        if _fits(text):
            return text
    return "\n".join(_head(texts, figures, frame, room=0))


def _blocks(texts: Texts, figures: DigestFigures, frame: Frame, room: int) -> list[list[str]]:
    """The longer the others, the shorter each."""
    named = frame.names is not None
    waiting: list[str] = []
    if frame.names is not None:
        waiting = decisions.block(texts, figures.decisions, frame.names, frame.titles, frame.now, frame.done)
    blocks = [_head(texts, figures, frame, room), waiting]
    if figures.weekly is not None:
        blocks.append(weekly.block(texts, figures.weekly, room))
    else:
        blocks.append(_day(texts, figures, frame))
    if figures.as_it_stood:
        blocks.append(_care(texts, figures, frame, room))
    if named:
        blocks.append(_thanks(texts, figures.thanks, frame, room))
    blocks.append(_scripts(texts, figures.scripts, frame.titles, room))
    blocks.append(_reach(texts, figures, room))
    return blocks


def _fits(text: str) -> bool:
    visible = unescape(re.sub(r"<[^>]+>", "", text))
    return len(visible.encode("utf-16-le")) // 2 <= CHARACTERS and visible.count("\n") < LINES


def _head(texts: Texts, figures: DigestFigures, frame: Frame, room: int) -> list[str]:
    title = shown(frame.community)
    if figures.weekly is not None:
        week = figures.weekly.week
        first, last = day_of(texts, week.first), day_of(texts, week.last)
        return [texts("📊 <b>{title}</b> · the week {first} – {last}", title=title, first=first, last=last)]
    day = figures.day
    weekday, date = texts.plain(WEEKDAYS[day.day.weekday()]), day_of(texts, day.day)
    msgid = (
        "📊 <b>{title}</b> · {date}, {weekday}, so far"
        if frame.so_far
        else "📊 <b>{title}</b> · {date}, {weekday}"
    )
    lines = [texts(msgid, title=title, date=date, weekday=weekday)]
    if not figures.as_it_stood:
        lines.append(texts("<i>No digest was kept of this day; these are its figures.</i>"))
    elif frame.compared and room > 1:
        lines.append(texts("<i>In brackets: compared with last {weekday}</i>", weekday=weekday))
    return lines


def _day(texts: Texts, figures: DigestFigures, frame: Frame) -> list[str]:
    day, before = figures.day, figures.before if frame.compared else figures.day
    came = [texts("new {n}", n=day.new) + change(texts, day.new, before.new)]
    if day.returned:
        came.append(texts("back {n}", n=day.returned))
    came.append(texts("left {n}", n=day.left) + change(texts, day.left, before.left))
    lines = [
        texts("👥 {parts}", parts=Markup(" · ".join(came))),
        texts("💬 {n} active", n=day.active) + change(texts, day.active, before.active),
        check_in_line(texts, day, before),
        texts("⭐ {n} points", n=day.points)
        + change(texts, day.points, before.points)
        + texts(" · {n} graduated", n=day.graduates)
        + change(texts, day.graduates, before.graduates),
    ]
    return [*lines, *_activity(texts, day)]


def _activity(texts: Texts, day: DayFigures) -> list[str]:
    return [activity(texts, day.done, day.hours, day.members)] if day.members else []


def _care(texts: Texts, figures: DigestFigures, frame: Frame, room: int) -> list[str]:
    if not figures.care:
        return [texts("💛 Nobody needs extra care")]
    if frame.names is None:
        return [texts("💛 <b>Who needs care</b>"), *care.counted(texts, figures.care)]
    decided = {one.care for one in figures.decisions}
    rest = [one for one in figures.care if one not in decided]
    if not rest or not room:
        return []
    head = (
        texts("💛 <b>Who needs care</b>")
        if len(rest) == len(figures.care)
        else texts("💛 <b>Care for too</b>")
    )
    return [head, *(_cared_for(texts, number, one, frame) for number, one in enumerate(rest[: room + 1], 1))]


def _cared_for(texts: Texts, number: int, one: Care, frame: Frame) -> str:
    name = (frame.names or {}).get(one.member_id or 0, Markup(texts("for the team")))
    reasons = Markup(care.why(texts, one, frame.now))
    return texts("{number}. {name}: {why}", number=number, name=name, why=reasons)


def _thanks(texts: Texts, found: Sequence[Thanks], frame: Frame, room: int) -> list[str]:
    said: list[str] = []
    for one in found:
        names = frame.staff if one.merit is Merit.WORKED else frame.names
        if names is not None and one.who in names:
            said.append(_MERITS[one.merit](texts, names[one.who], one.number))
    if not said or not room:
        return []
    return [texts("👏 <b>Who deserves thanks</b>"), *said[:room]]


_MERITS: dict[Merit, Callable[[Texts, Markup, int], str]] = {
    Merit.GRADUATED: lambda texts, name, n: texts("🎓 {name} graduated", name=name),
    Merit.STREAK: lambda texts, name, n: texts("🔥 {name}: {n} days in a row", name=name, n=n),
    Merit.THANKED: lambda texts, name, n: texts("💛 {name}: thanked by others, {n} points", name=name, n=n),
    Merit.IMPROVED: lambda texts, name, n: texts(
        "📈 {name}: {n} points more than the week before", name=name, n=n
    ),
    Merit.EARNED: lambda texts, name, n: texts("⭐ {name}: {n} points, the most of all", name=name, n=n),
    Merit.WORKED: lambda texts, name, n: texts("🤝 {name}: to-dos done: {n}", name=name, n=n),
}


def _scripts(
    texts: Texts, scripts: Sequence[ScriptFigures], titles: Mapping[str, str], room: int
) -> list[str]:
    if not scripts:
        return [texts("⚙️ The scripts had nothing to do")]
    lines = [texts("⚙️ <b>What the scripts did</b>")]
    order = sorted(scripts, key=lambda one: (-one.failed, -one.did, one.sop))
    for one in order[:room]:
        parts = [texts.plural("{n} thing done", "{n} things done", one.did)]
        if one.skipped:
            parts.append(texts("{n} skipped", n=one.skipped))
        if one.failed:
            parts.append(texts("<b>{n} failed</b>", n=one.failed))
        title = shown(titles.get(one.sop, one.sop))
        lines.append(texts("{title}: {parts}", title=title, parts=Markup(texts.plain(", ").join(parts))))
    rest = order[room:]
    if rest:
        lines.append(_together(texts, rest, besides=room > 0))
    return lines


def _together(texts: Texts, scripts: Sequence[ScriptFigures], *, besides: bool) -> str:
    """One line for scripts that have none of their own; `besides`: others have."""
    did = texts.plural("{n} thing done", "{n} things done", sum(one.did for one in scripts))
    skipped = sum(one.skipped for one in scripts)
    if besides:
        more, several = (
            "{n} more script: {did}, {skipped} skipped",
            "{n} more scripts: {did}, {skipped} skipped",
        )
        return texts.plural(more, several, len(scripts), did=did, skipped=skipped)
    one, several = "{n} script: {did}, {skipped} skipped", "{n} scripts: {did}, {skipped} skipped"
    return texts.plural(one, several, len(scripts), did=did, skipped=skipped)


def _reach(texts: Texts, figures: DigestFigures, room: int) -> list[str]:
    reach: ReachFigures = figures.reach
    lines = []
    if figures.as_it_stood:
        reachable = texts(
            "📮 {reachable} of {members} can be reached in private",
            reachable=reach.reachable,
            members=reach.members,
        )
        if figures.reach_before is not None:
            reachable += change(texts, reach.reachable, figures.reach_before.reachable)
        parts = [reachable]
        if reach.blocked:
            parts.append(texts("{n} blocked me", n=reach.blocked))
        if reach.opted_out:
            parts.append(texts("{n} sent /stop", n=reach.opted_out))
        lines.append(" · ".join(parts[: 1 + room]))
    sent = [texts("Messages sent {n}", n=figures.sent)]
    if figures.undelivered:
        sent.append(texts("not delivered {n}", n=figures.undelivered))
    if figures.unknown:
        sent.append(texts("unsure about {n}", n=figures.unknown))
    if figures.open_todos:
        sent.append(texts("open to-dos {n}", n=figures.open_todos))
    return [*lines, " · ".join(sent)]
