"""`/why`: what the bot did for somebody, what it did not do, why, and what comes next; in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from storage.scripts import Trace
from views.sop import RunLine, WaitLine, day_in_words, wait_in_words
from views.texts import Texts
from views.traces import TraceLine, in_words

SHOWN = 12
"""Things that happened, on one page."""

LONGEST = 2400
"""Visible characters of what happened, on one page."""

_QUIETLY = frozenset({"began", "delivered", "ignored", "chose", "passed"})
"""What happens on the way, and tells nobody anything, unless it is known why."""

_SPOKEN = frozenset({"said", "asked"})

_NOT_DONE = frozenset(
    {
        "did_not_start", "skipped_late", "unreachable", "held_quiet", "timed_out", "failed", "chain_cut", "frozen",
        "paused", "stopped",
    }
)  # fmt: skip
_SENTENCES = {
    "said": "I wrote to them ({to})",
    "asked": "I asked them something ({to})",
    "did_not_start": "it didn't start: {reason}",
    "skipped_late": "I left out {action}, because by then it was too late",
    "held_quiet": "it's quiet hours, so I wait until {until}",
    "timed_out": "what I was waiting for didn't come in time, so I went on without it",
    "started": "it began",
    "finished": "it came to its end ({outcome})",
    "stopped": "it ended early ({reason})",
    "did_not_start:why": "it didn't start: it needs {why}",
    "timed_out:why": "I waited in vain, so I went on without it: it needed {why}",
    "timed_out:awaited": "I waited in vain for {awaited}, so I went on without it",
    "stopped:why": "it ended early: {why}",
    "chose:why": "I took branch {branch}: {why}",
    "chose:nothing": "I did nothing here: {why}",
    "chose:only": "I did nothing here: it needs {only}",
    "by_hand": "{by} did something by hand: {act}",
    "released": "it goes on",
}
_REACH = {
    "never_started": "💬 They haven't opened our private chat yet, so what's meant for it waits or goes to the group.",
    "blocked": "💬 They've blocked me, so nothing private arrives.",
    "gone": "💬 Their account is gone.",
    "opted_out": "💬 They sent /stop, so no script writes to them in private.",
}
_NOT_ARRIVED = {
    "planned": "to be sent {at}",
    "held": "waits until they open the private chat",
    "failed": "couldn't be delivered",
    "expired": "wasn't worth sending any more",
    "stopped": "its script was stopped before it went out",
    "unknown": "may have arrived, I couldn't find out",
}
_KINDS = {
    "reply": "It answered what somebody had just written or pressed.",
    "confirmation": "It confirmed what somebody had just done.",
    "gate": "It asks the staff to decide something.",
    "todo": "It shows the staff something to do.",
    "digest": "It's the owner's digest.",
    "warning": "It tells the owner of something that went wrong.",
    "notice": "It tells the staff what happened.",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened: `step`: the step's title and day, empty if it is about the script as a whole."""

    step: str
    line: TraceLine


@dataclass(frozen=True, slots=True)
class NotArrived:
    """A message in private that did not arrive: of what, when, `state`, the first of its words."""

    title: str
    at: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What is told about one person. `older`: from which line on there is more, if there is."""

    who: Markup
    member_id: int
    runs: Sequence[RunLine]
    not_arrived: Sequence[NotArrived]
    reach: str | None
    happened: Sequence[Happened]
    older: int | None
    first: bool = True


def page(texts: Texts, of: Page) -> tuple[str, Rows]:
    """What runs now, what did not arrive, what happened lately; older things by a button."""
    lines = [texts("🔎 <b>{who}</b>: what I did, what I didn't, and why", who=of.who)]
    if of.first:
        lines += ["", *_now(texts, of.runs)]
        lines += _undelivered(texts, of.not_arrived)
        lines += [reached] if (reached := closed(texts, of.reach)) else []
    lines += ["", texts("<b>Lately</b>") if of.first else texts("<b>Before that</b>")]
    lines += [_line(texts, one) for one in of.happened] or [texts("Nothing, as far as scripts go.")]
    buttons = [Button(texts.plain("Older ›"), encode("wy", of.member_id, of.older))] if of.older else []
    if not of.first:
        buttons.insert(0, Button(texts.plain("‹ Latest"), encode("wy", of.member_id, 0)))
    return "\n".join(lines), (tuple(buttons),) if buttons else ()


def fitting(texts: Texts, found: Sequence[Happened]) -> Sequence[Happened]:
    """The latest of it, as much as fits on a page; one thing at least, if there is any."""
    room = LONGEST
    for number, one in enumerate(reversed(found)):
        room -= len(Markup(_line(texts, one)).striptags()) + 1
        if room < 0 < number:
            return found[-number:]
    return found


def message(
    texts: Texts,
    kind: str,
    where: tuple[str, str, Markup] | None,
    sent: str | None,
    lines: Sequence[Happened],
) -> str:
    """Why one message was sent: `where` is the script's title, the step and whom it was for; then how it came."""
    told = [texts("🔎 <b>Why this message?</b>"), reason(texts, kind, where)]
    if sent is not None:
        told.append(texts("Sent {at}.", at=sent))
    if lines:
        told += ["", texts("<b>How it came to that</b>"), *(_line(texts, one) for one in lines)]
    return "\n".join(told)


def reason(texts: Texts, kind: str, where: tuple[str, str, Markup] | None) -> str:
    """Why one message was sent, in a sentence."""
    if where is None:
        return texts(_KINDS.get(kind, "It was sent by one of my scripts."))
    title, step, who = where
    place = texts("“{title}”, {step}", title=title, step=step) if step else texts("“{title}”", title=title)
    return texts("It comes from {place}, for {who}.", place=Markup(place), who=who)


def what_happened(texts: Texts, line: TraceLine) -> str:
    """What a line of a trace says, in a sentence."""
    return in_words(texts, line, _SENTENCES)


def left_undone(line: TraceLine) -> bool:
    """Whether a line of a trace tells of something that was not done."""
    return line.what in _NOT_DONE or (line.what == "chose" and line.detail.get("branch") is None)


def telling(traces: Sequence[Trace]) -> list[Trace]:
    """Those lines, of some in order, that tell people something. What was to be said where it then could not arrive was
    not said: of that only the second line is told.
    """
    told: list[Trace] = []
    follows: dict[tuple[int | None, str], str] = {}
    for one in reversed(traces):
        place = (one.run_id, one.path)
        missed = one.what in _SPOKEN and follows.get(place) == "unreachable"
        follows[place] = one.what
        if not missed and (one.what not in _QUIETLY or "why" in one.detail):
            told.append(one)
    return told[::-1]


def closed(texts: Texts, reach: str | None) -> str | None:
    """Why nothing private arrives, in a sentence; None if it does."""
    return texts(_REACH[reach]) if reach in _REACH else None


def why_not_arrived(texts: Texts, one: NotArrived) -> str:
    """What has become of a message in private."""
    return texts(_NOT_ARRIVED[one.state], at=one.at)


def with_others(texts: Texts, who: Markup) -> Markup:
    """Whom a message was for that says the same to several."""
    return Markup(texts("{who} and whoever it was put together with", who=who))


def step_in_words(texts: Texts, title: str, day: int | None) -> str:
    """A step as people would name it."""
    return title if day is None else texts.plain("{title} (day {day})", title=title, day=day)


def _now(texts: Texts, runs: Sequence[RunLine]) -> list[str]:
    if not runs:
        return [texts("<b>Now</b>"), texts("Nothing is running for them.")]
    lines = [texts("<b>Now, and what comes next</b>")]
    for run in runs:
        head = texts("“{title}”", title=run.title) + day_in_words(texts, run.day)
        if run.status in ("paused", "frozen"):
            lines.append(texts("✋ {run}: stands still", run=Markup(head)))
            continue
        places = [place_in_words(texts, one) for one in run.waiting]
        lines += [texts("· {run} · {place}", run=Markup(head), place=Markup(place)) for place in places]
    return lines


def place_in_words(texts: Texts, one: WaitLine) -> str:
    """Where a run stands, and what it waits for there."""
    return texts("{step}: {what}", step=one.step or one.label, what=Markup(wait_in_words(texts, one)))


def _undelivered(texts: Texts, found: Sequence[NotArrived]) -> list[str]:
    if not found:
        return []
    lines = ["", texts("<b>Meant for private, not arrived</b>")]
    for one in found:
        why = Markup(why_not_arrived(texts, one))
        values = {"at": one.at, "title": one.title, "text": one.text}
        lines.append(texts("✋ {at} {title} “{text}”: {why}", why=why, **values))
    return lines


def _line(texts: Texts, one: Happened) -> str:
    what = Markup(what_happened(texts, one.line))
    sign = "✋" if left_undone(one.line) else "·"
    if one.step:
        return texts(
            "{sign} {at} “{title}”, {step}: {what}",
            sign=sign, at=one.line.at, title=one.line.title, step=one.step, what=what,
        )  # fmt: skip
    return texts("{sign} {at} “{title}”: {what}", sign=sign, at=one.line.at, title=one.line.title, what=what)
