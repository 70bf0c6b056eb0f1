"""After an outage: how long the bot was away, what it made up for, what it skipped, and buttons to say that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts
from views.times import moment, span

LISTED = 8
"""Groups that are shown one by one; of more only how many there are."""

ALL, LEAVE, ONE = "a", "n", "g"
"""What the buttons mean: `sk:<outage>:a`, `sk:<outage>:n`, `sk:<outage>:g:<id of the group>`."""

_WHAT = {
    "greeting": "the greeting",
    "message": "the message",
    "reminder": "the reminder",
    "question": "the question",
    "award": "giving points",
    "deduct": "taking points",
    "tag": "a tag",
    "untag": "taking off a tag",
    "task": "a to-do",
    "approve": "a decision",
    "run": "starting a script",
    "stop": "stopping a script",
}
"""Words for what was skipped; the names of actions as far as they are not said."""

_DONE = {
    "awarded": ("points {n} time", "points {n} times"),
    "tagged": ("{n} tag", "{n} tags"),
    "task_opened": ("{n} to-do", "{n} to-dos"),
    "gate_opened": ("{n} decision asked for", "{n} decisions asked for"),
    "said": ("{n} message", "{n} messages"),
    "asked": ("{n} question", "{n} questions"),
}
"""What scripts did while they caught up, by the code of its trace line."""


@dataclass(frozen=True, slots=True)
class Absence:
    """When the bot was away; `zone` and `now` to say it in local time."""

    outage_id: int
    started_at: datetime
    ended_at: datetime
    zone: ZoneInfo
    now: datetime
    left: bool = False
    """The owner wants what was skipped to be left at that."""
    backup_at: datetime | None = None
    """Of a backup that was put back meanwhile: since then a former life may have done what is told here."""


@dataclass(frozen=True, slots=True)
class SkipLine:
    """One action that was skipped for `count`, of which `said` were told after all.

    `key` names it in a button. `step`: its title, or its id where nothing else tells it apart. `is_open`: some
    of it can still be said. `community` is named where there are several.
    """

    key: int
    title: str
    step: str | None
    what: str
    count: int
    of_members: bool
    said: int
    is_open: bool
    on_its_way: bool = False
    day: int | None = None
    at: str | None = None
    community: str | None = None


def report(
    texts: Texts, absence: Absence, done: Mapping[str, int], lines: Sequence[SkipLine]
) -> tuple[str, Rows]:
    """The whole message and its buttons."""
    blocks = [_head(texts, absence)]
    caught_up = [texts.plural(*_DONE[what], done[what]) for what in _DONE if done.get(what)]
    if caught_up:
        blocks.append(texts("✅ Made up for: {parts}", parts=Markup(texts.plain(", ").join(caught_up))))
    if not lines:
        if absence.backup_at is None:  # else that is not known
            blocks.append(texts("Nothing was left unsaid."))
        return "\n\n".join(blocks), ()
    listed = [_line(texts, number, line) for number, line in enumerate(lines[:LISTED], 1)]
    rest = lines[LISTED:]
    if rest:
        count = sum(line.count for line in rest)
        listed.append(texts("… and {n} more of these, {count} in all", n=len(rest), count=count))
    blocks.append("\n".join([texts("⏭ Skipped, as its time had passed:"), *listed]))
    still = [line for line in lines if line.is_open]
    if absence.left:
        blocks.append(texts("You chose to leave it at that."))
        return "\n\n".join(blocks), ()
    if not still:
        return "\n\n".join(blocks), ()
    if absence.backup_at is not None:
        blocks.append(
            texts("⚠️ Send only what surely reached nobody before the restore: else people get it twice.")
        )
    blocks.append(
        texts(
            "Shall I send it after all? At the usual pace, in today's words, once to each; "
            "not to those who have left or whose script was stopped."
        )
    )
    return "\n\n".join(blocks), _buttons(texts, absence, lines)


def going_out(texts: Texts, count: int) -> str:
    """The answer to a press that sends something."""
    return texts.plural(
        "On its way, to {n} at the usual pace.", "On its way, {n} of them, at the usual pace.", count
    )


def left(texts: Texts) -> str:
    """The answer to a press that leaves it at that."""
    return texts("All right, I leave it at that.")


def _head(texts: Texts, absence: Absence) -> str:
    start, end = (
        moment(texts, instant, absence.zone, absence.now)
        for instant in (absence.started_at, absence.ended_at)
    )
    away = span(texts, absence.ended_at - absence.started_at)
    if absence.backup_at is not None:
        return texts(
            "🔌 I was restored from a backup of <b>{backup}</b>, and have been back since {end}. What I did "
            "between the two I no longer know: some of what follows may have reached people then.",
            backup=moment(texts, absence.backup_at, absence.zone, absence.now),
            end=end,
        )
    return texts("🔌 I was away for <b>{span}</b>, from {start} to {end}.", span=away, start=start, end=end)


def _line(texts: Texts, number: int, line: SkipLine) -> str:
    msgid = (
        "{number}. <b>{title}</b> · {when}: {what}, {count}"
        if line.step is None
        else "{number}. <b>{title}</b> · {when} “{step}”: {what}, {count}"
    )
    text = texts(
        msgid,
        number=number,
        title=shown(line.title),
        when=when(texts, line.day, line.at),
        step=shown(line.step or ""),
        what=texts.plain(_WHAT.get(line.what, line.what)),
        count=counted(texts, line.count, of_members=line.of_members),
    )
    if line.community is not None:
        text = texts("{line} ({community})", line=Markup(text), community=shown(line.community))
    if line.on_its_way:
        text += texts(" ✔ on its way")
    elif line.said:
        text += texts(" ✔ {n} sent", n=line.said)
    return text


def when(texts: Texts, day: int | None, at: str | None) -> str:
    """The day of a run and the local time, as far as there are such."""
    said = [texts("day {day}", day=day)] if day is not None else []
    return " ".join([*said, at] if at is not None else said)


def counted(texts: Texts, count: int, *, of_members: bool) -> str:
    """So many people; or groups, where a script is for those."""
    if of_members:
        return texts.plural("{n} person", "{n} people", count)
    return texts.plural("{n} group", "{n} groups", count)


def _buttons(texts: Texts, absence: Absence, lines: Sequence[SkipLine]) -> Rows:
    """One for each group that is shown and open, unless it is the only one; then all, and none.

    After a restore there is none for all: each group is to be thought of by itself.
    """
    one_by_one = absence.backup_at is not None
    rows: list[tuple[Button, ...]] = []
    if len(lines) > 1 or one_by_one:
        rows = [
            (_one(texts, absence.outage_id, number, line),)
            for number, line in enumerate(lines[:LISTED], 1)
            if line.is_open
        ]
    everything = Button(texts.plain("Send it all"), encode("sk", absence.outage_id, ALL))
    nothing = Button(texts.plain("Leave it"), encode("sk", absence.outage_id, LEAVE))
    return (*rows, (nothing,) if one_by_one else (everything, nothing))


def _one(texts: Texts, outage_id: int, number: int, line: SkipLine) -> Button:
    words = texts.plain("Send {number} ({n})", number=number, n=line.count - line.said)
    return Button(words, encode("sk", outage_id, ONE, line.key))
