"""Whether a script may start, and what starts it. Pure, like `decide`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.facts import Fact, FactKind
from core.localtime import local_day
from sop.judge import Scene, holds
from sop.language.triggers import (
    OnBadge,
    OnCohort,
    OnCommand,
    OnLevel,
    OnMember,
    OnMessage,
    OnPoints,
    OnRunFinished,
    OnSchedule,
    OnStage,
    OnTag,
    Trigger,
)
from sop.program import Program
from sop.reasons import Reason, why_not
from sop.state import World


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of the same script (any version) for the same subject; `ended_at` is None while it lasts."""

    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Start:
    """It may start. With `replaces` the runs that last are stopped first (`Stop("replaced")`)."""

    replaces: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """It does not start.

    `reason`: `running` (because of `mode`), `been_here` or `too_soon` (`again`), `not_for_them` (`when`; `why`
    tells what was missing).
    """

    reason: str
    why: Reason | None = None


def may_start(
    program: Program, past: list[PastRun], now: datetime, world: World, trigger: Trigger | None = None
) -> Start | Refusal:
    """Whether the script may start for a subject now.

    `again` is about people who left and came back: it is asked when the trigger is `member_joined`, which
    also answers a return. Other triggers repeat by nature; who starts a script by hand (no trigger) means it.
    """
    lasting = [run for run in past if run.ended_at is None]
    if program.mode == "single" and lasting:
        return Refusal("running")
    if isinstance(trigger, OnMember) and trigger.on == "member_joined":
        refusal = _again(program, past, now)
        if refusal is not None:
            return refusal
    if program.when is not None:
        scene = Scene(world, None, now, local_day(now, world.zone), now)
        if not holds(program.when, scene):
            return Refusal("not_for_them", why_not(program.when, scene))
    return Start(replaces=program.mode == "restart" and bool(lasting))


def _again(program: Program, past: list[PastRun], now: datetime) -> Refusal | None:
    """A duration counts from the end of the last run, or its start while it lasts."""
    if program.again == "always" or not past:
        return None
    if program.again == "never":
        return Refusal("been_here")
    last = max(run.ended_at or run.started_at for run in past)
    return Refusal("too_soon") if now - last < program.again else None


def trigger_of(program: Program, fact: Fact) -> Trigger | None:
    """The first of the script's triggers that the fact answers, if any."""
    return next((trigger for trigger in program.start if _answers(trigger, program, fact)), None)


def _answers(trigger: Trigger, program: Program, fact: Fact) -> bool:
    return _ANSWERS[type(trigger)](trigger, program, fact)


def _comes_back(trigger: OnMember, program: Program, fact: Fact) -> bool:
    """A return is answered like a first time, unless the script has a trigger of its own for it."""
    if trigger.on != "member_joined" or fact.kind is not FactKind.MEMBER_RETURNED:
        return False
    return not any(isinstance(other, OnMember) and other.on == "member_returned" for other in program.start)


def _rises_to(points: int, fact: Fact) -> bool:
    balance = int(fact.data["balance"])
    return balance >= points > balance - int(fact.data["amount"])


def _rises_over(level: int | None, fact: Fact) -> bool:
    """A level that was passed over on the way counts as reached."""
    return level is None or int(fact.data["before"]) < level <= int(fact.data["level"])


def _moves(trigger: OnStage, fact: Fact) -> bool:
    """Whether the change is from where, and to where, the trigger says."""
    return trigger.from_ in (None, fact.data["before"]) and trigger.to in (None, fact.data["after"])


def _says(trigger: OnMessage, text: str) -> bool:
    """Any of the words, or the hashtag as a whole; with neither, any message."""
    if trigger.contains is None and trigger.hashtag is None:
        return True
    said = text.casefold()
    if any(word.casefold() in said for word in trigger.contains or ()):
        return True
    hashtag = trigger.hashtag
    return hashtag is not None and re.search(rf"#{re.escape(hashtag.casefold())}(?![\w-])", said) is not None


def _finished(trigger: OnRunFinished, fact: Fact) -> bool:
    if fact.kind is not FactKind.RUN_FINISHED or fact.data["sop"] != trigger.sop:
        return False
    return trigger.outcome is None or fact.data["outcome"] == trigger.outcome


_ANSWERS: dict[type, Callable[[Any, Program, Fact], bool]] = {
    OnMember: lambda on, program, fact: fact.kind == on.on or _comes_back(on, program, fact),
    OnTag: lambda on, _, fact: fact.kind == on.on and fact.data["tag"] == on.tag,
    OnCohort: lambda on, _, fact: fact.kind == on.on,
    OnPoints: lambda on, _, fact: fact.kind is FactKind.POINTS_CHANGED and _rises_to(on.points, fact),
    OnLevel: lambda on, _, fact: fact.kind == on.on and _rises_over(on.level, fact),
    OnBadge: lambda on, _, fact: fact.kind == on.on and on.badge in (None, fact.data["badge"]),
    OnStage: lambda on, _, fact: fact.kind == on.on and _moves(on, fact),
    OnMessage: lambda on, _, fact: fact.kind is FactKind.MESSAGE and _says(on, str(fact.data["text"])),
    OnCommand: lambda on, _, fact: fact.kind is FactKind.COMMAND and fact.data["command"] == on.command,
    OnRunFinished: lambda on, _, fact: _finished(on, fact),
    OnSchedule: lambda _, program, fact: fact.kind is FactKind.SCHEDULED and fact.data["sop"] == program.sop,
}
"""Whether a fact is what a trigger waits for."""
