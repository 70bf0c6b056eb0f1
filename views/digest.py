"""The owner's digest: one screen, read in a minute; with names in private, without for the staff chat."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, takewhile

from markupsafe import Markup

from community.digest import Care, Concern, DayFigures, DigestFigures, ReachFigures, ScriptFigures, Worry
from views.names import shown
from views.texts import Texts
from views.times import day_of, span

LINES = 25
CHARACTERS = 1500

_SCRIPTS = 4
_REASONS = 70
"""Characters for the reasons why one member needs care."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the figures are shown with.

    `names`: mentions of the members who need care; None where nobody may be named. `titles` of scripts by id.
    `compared`: the community was there a week before. `so_far`: the day is not over.
    """

    community: str
    names: Mapping[int, Markup] | None
    titles: Mapping[str, str]
    now: datetime
    compared: bool
    so_far: bool = False


def digest(texts: Texts, figures: DigestFigures, frame: Frame) -> str:
    """The whole message: at most LINES lines and CHARACTERS visible characters, whatever happened."""
    blocks = [
        _head(texts, figures.day, frame),
        _day(texts, figures, frame),
        _care(texts, figures, frame),
        _scripts(texts, figures.scripts, frame.titles),
        _reach(texts, figures),
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _head(texts: Texts, day: DayFigures, frame: Frame) -> list[str]:
    weekday = texts.plain(_WEEKDAYS[day.day.weekday()])
    date = day_of(texts, day.day)
    title = shown(frame.community)
    msgid = (
        "📊 <b>{title}</b> · {date}, {weekday}, so far"
        if frame.so_far
        else "📊 <b>{title}</b> · {date}, {weekday}"
    )
    lines = [texts(msgid, title=title, date=date, weekday=weekday)]
    if frame.compared:
        lines.append(texts("<i>In brackets: compared with last {weekday}</i>", weekday=weekday))
    return lines


def _day(texts: Texts, figures: DigestFigures, frame: Frame) -> list[str]:
    day, before = figures.day, figures.before if frame.compared else figures.day
    came = [texts("new {n}", n=day.new) + _change(texts, day.new, before.new)]
    if day.returned:
        came.append(texts("back {n}", n=day.returned))
    came.append(texts("left {n}", n=day.left) + _change(texts, day.left, before.left))
    return [
        texts("👥 {parts}", parts=Markup(" · ".join(came))),
        texts("💬 {n} active", n=day.active) + _change(texts, day.active, before.active),
        _check_ins(texts, day, before),
        texts("⭐ {n} points", n=day.points)
        + _change(texts, day.points, before.points)
        + texts(" · {n} graduated", n=day.graduates)
        + _change(texts, day.graduates, before.graduates),
    ]


def _check_ins(texts: Texts, day: DayFigures, before: DayFigures) -> str:
    if day.check_in_rate is None:
        line = texts.plural("✅ {n} check-in", "✅ {n} check-ins", day.check_ins)
        return line + _change(texts, day.check_ins, before.check_ins)
    rate = round(day.check_in_rate * 100)
    line = texts(
        "✅ Check-ins {kept} of {expected}, {rate}%", kept=day.kept, expected=day.expected, rate=rate
    )
    if before.check_in_rate is None:
        return line
    return line + _change(texts, rate, round(before.check_in_rate * 100), unit="%")


def _change(texts: Texts, now: int, before: int, unit: str = "") -> str:
    if now == before:
        return ""
    arrow = "↑" if now > before else "↓"
    return texts(" ({change})", change=f"{arrow}{abs(now - before)}{unit}")


def _care(texts: Texts, figures: DigestFigures, frame: Frame) -> list[str]:
    if not figures.care:
        return [texts("💛 Nobody needs extra care")]
    if frame.names is None:
        return [texts("💛 <b>Who needs care</b>"), *_counted(texts, figures.care)]
    lines = [texts("💛 <b>Who needs care</b>")]
    for number, care in enumerate(figures.care, 1):
        name = frame.names.get(care.member_id or 0, Markup(texts("for the team")))
        lines.append(
            texts("{number}. {name}: {why}", number=number, name=name, why=_why(texts, care, frame.now))
        )
    return lines


def _why(texts: Texts, care: Care, now: datetime) -> str:
    """The reasons, each kind once, as many as fit."""
    kinds: dict[Worry, Concern] = {}
    for concern in care.concerns:
        kinds.setdefault(concern.worry, concern)
    reasons = [_reason(texts, concern, now) for concern in kinds.values()]
    lengths = accumulate(len(reason) + 2 for reason in reasons)
    fitting = sum(1 for _ in takewhile(lambda length: length <= _REASONS, lengths))
    return texts.plain(", ").join(reasons[: max(1, fitting)])


def _reason(texts: Texts, concern: Concern, now: datetime) -> str:
    if concern.worry is Worry.MISSED:
        count = concern.count or 0
        return texts.plural("{n} check-in missed", "{n} check-ins missed in a row", count)
    waited = span(texts, now - concern.since)
    if concern.worry is Worry.TODO_OVERDUE:
        return texts("a to-do overdue for {span}", span=waited)
    return texts("no answer for {span}", span=waited)


def _counted(texts: Texts, care: Sequence[Care]) -> list[str]:
    """How many, where nobody may be named."""
    counts = Counter(worry for one in care for worry in {concern.worry for concern in one.concerns})
    words = {
        Worry.MISSED: ("{n} member is missing check-ins", "{n} members are missing check-ins"),
        Worry.TODO_OVERDUE: ("{n} to-do is overdue", "{n} to-dos are overdue"),
        Worry.UNANSWERED: ("{n} member hasn't answered", "{n} members haven't answered"),
    }
    return [texts.plural(*words[worry], counts[worry]) for worry in Worry if counts[worry]]


def _scripts(texts: Texts, scripts: Sequence[ScriptFigures], titles: Mapping[str, str]) -> list[str]:
    if not scripts:
        return [texts("⚙️ The scripts had nothing to do")]
    lines = [texts("⚙️ <b>What the scripts did</b>")]
    order = sorted(scripts, key=lambda one: (-one.failed, -one.did, one.sop))
    for one in order[:_SCRIPTS]:
        parts = [texts.plural("{n} thing done", "{n} things done", one.did)]
        if one.skipped:
            parts.append(texts("{n} skipped", n=one.skipped))
        if one.failed:
            parts.append(texts("<b>{n} failed</b>", n=one.failed))
        title = shown(titles.get(one.sop, one.sop))
        lines.append(texts("{title}: {parts}", title=title, parts=Markup(texts.plain(", ").join(parts))))
    rest = order[_SCRIPTS:]
    if rest:
        lines.append(
            texts(
                "{n} more scripts: {did} things done, {skipped} skipped",
                n=len(rest),
                did=sum(one.did for one in rest),
                skipped=sum(one.skipped for one in rest),
            )
        )
    return lines


def _reach(texts: Texts, figures: DigestFigures) -> list[str]:
    reach: ReachFigures = figures.reach
    parts = [
        texts(
            "📮 {reachable} of {members} can be reached in private",
            reachable=reach.reachable,
            members=reach.members,
        )
    ]
    if reach.blocked:
        parts.append(texts("{n} blocked me", n=reach.blocked))
    if reach.opted_out:
        parts.append(texts("{n} sent /stop", n=reach.opted_out))
    sent = [texts("Messages sent {n}", n=figures.sent)]
    if figures.undelivered:
        sent.append(texts("not delivered {n}", n=figures.undelivered))
    if figures.unknown:
        sent.append(texts("unsure about {n}", n=figures.unknown))
    if figures.open_todos:
        sent.append(texts("open to-dos {n}", n=figures.open_todos))
    return [" · ".join(parts), " · ".join(sent)]
