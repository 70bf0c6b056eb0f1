"""What the playground tells of what goes on: what comes next, for whom, and what Telegram refused."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from core.permissions import Role
from views.person import REACH, STAGES
from views.sop import WaitLine, wait_in_words
from views.texts import Texts
from views.traces import VALUES

NAMED = 2
"""People who are named; of more only how many there are."""

_ROLES = {Role.OWNER: "owner", Role.ASSISTANT: "assistant", Role.MEMBER: "member", Role.STRANGER: "member"}
_OUTCOMES = {
    "done": "went through to the end",
    "stopped": "ended early",
    "goal": "reached its goal",
    "failed": "failed",
}
HELD = {"paused": "stands still: paused by hand", "frozen": "stands still: frozen"}
"""Statuses of runs that do not go on."""

ENDS = {
    "head": "{step}",
    "time": "{step}: goes on",
    "event": "{step}: stops waiting for {awaited}",
    "answer": "{step}: the question closes",
    "quiet": "{step}: quiet hours are over",
}
"""What happens when the time of a wait has come; the other waits have none, or their to-do has it."""

_SCHEDULES = {
    "digest": "The owner's daily digest",
    "work_sheet": "The team's work sheet",
    "sop": "Starts for everyone it applies to",
}
_KINDS = {
    "question": "A question",
    "gate": "A decision to make",
    "todo": "A to-do",
    "greeting": "A welcome",
    "certificate": "A certificate",
    "reminder": "A reminder",
    "digest": "A digest",
    "honour": "Good news for the group",
    "warning": "A warning",
    "notice": "A notice",
}
_WAY = re.compile(r'\s*<a href="https://t\.me/[^"]*">[^<]*</a>')


def plain(html: str) -> str:
    """Telegram HTML as one line of plain text."""
    return Markup(html).striptags()


def sentence(line: str) -> str:
    """A line that stands by itself begins as a sentence does."""
    return line[:1].upper() + line[1:]


def asked(html: str) -> str:
    """What a to-do asks for, in one line; its way to a message leads nowhere in a list."""
    return plain(_WAY.sub("", html))


def role(texts: Texts, held: Role) -> str:
    """What somebody is in the community."""
    return texts.plain(_ROLES[held])


def stage(texts: Texts, code: str) -> str:
    """Where a member stands; empty for one who was not looked at yet."""
    return texts.plain(STAGES[code]) if code in STAGES else ""


def reach(texts: Texts, code: str) -> str:
    """Whether a private message can arrive."""
    return texts.plain(REACH[code])


def ended(texts: Texts, outcome: str | None) -> str:
    """How a run has ended."""
    return texts.plain(_OUTCOMES[outcome or "done"])


def held(texts: Texts, status: str) -> str:
    """Why a run does not go on."""
    return texts.plain(HELD[status])


def waits(texts: Texts, one: WaitLine, awaited: str | None, stands: str | None) -> str:
    """What a run waits for at a place; the step is named where it is not the one at which the run stands."""
    what = plain(wait_in_words(texts, one))
    if awaited in VALUES and one.until is not None:
        event = texts.plain(VALUES[awaited])
        what = texts.plain("waiting for {awaited}, until {until}", awaited=event, until=one.until)
    return what if one.step == stands else texts.plain("{step}: {what}", step=one.step, what=what)


def comes(texts: Texts, wait: str, step: str, awaited: str | None) -> str:
    """What happens at the instant for which runs wait at a step."""
    name = texts.plain(VALUES[awaited]) if awaited in VALUES else texts.plain("them")
    return texts.plain(ENDS[wait], step=step, awaited=name)


def comes_after(texts: Texts, step: str) -> str:
    """A step without a time of its own."""
    return texts.plain("{step}: right after the step before it", step=step)


def scheduled(texts: Texts, kind: str) -> str:
    """What a schedule of the community brings."""
    return texts.plain(_SCHEDULES[kind])


def cohort_begins(texts: Texts, name: str) -> str:
    """The day of a cohort comes."""
    return texts.plain("{name} begins: day 1", name=name)


def todo_due(texts: Texts, words: str) -> str:
    """A task becomes overdue."""
    return texts.plain("To be done by now: {words}", words=words)


def gate_closes(texts: Texts, words: str) -> str:
    """A decision expires."""
    return texts.plain("To be decided by now: {words}", words=words)


def todo_wakes(texts: Texts, words: str) -> str:
    """A task that somebody put off comes back."""
    return texts.plain("Comes back: {words}", words=words)


def message_waits(texts: Texts, kind: str) -> str:
    """A message that is planned already."""
    return texts.plain("{message}, ready to be sent", message=texts.plain(_KINDS.get(kind, "A message")))


def people(texts: Texts, names: Sequence[str], count: int) -> str:
    """For whom something is: by name if they are few."""
    if count <= NAMED and len(names) == count:
        return texts.plain(", ").join(names)
    return texts.plural("{n} person", "{n} people", count)


def everybody(texts: Texts) -> str:
    """What is not for anybody in particular."""
    return texts.plain("everybody")


def staff(texts: Texts) -> str:
    """What is for the team."""
    return texts.plain("the staff")


def owner(texts: Texts) -> str:
    """What is for the owner."""
    return texts.plain("the owner")


def sent(texts: Texts) -> str:
    """The last line of why a message was sent."""
    return texts.plain("the message went out")


def over(texts: Texts) -> str:
    """A run waits for nothing."""
    return texts.plain("nothing is left to wait for")


def answered(texts: Texts) -> str:
    """Why a message was sent that was not kept in mind."""
    return texts.plain("It answered what somebody had just written or pressed.")


def said_by_person(texts: Texts) -> str:
    """Why there is nothing to tell of a message."""
    return texts.plain("The bot had nothing to do with this message.")
