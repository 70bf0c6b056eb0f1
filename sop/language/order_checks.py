"""What is wrong with the steps in time: moments, and what can never be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from core.phrases import Phrase
from core.problems import Finding, Path, did_you_mean
from sop.actions import Actions, Approve, Ask, Choose, Item, Otherwise, Say, Stop, Task, Wait
from sop.language.script import Script, Step
from sop.language.triggers import OnCohort, OnSchedule
from sop.language.values import AfterStart, Moment, OnDay
from sop.language.walk import action_lists, branches, items

_STARTS = {
    "chat": ("schedule", "command", "message", "run_finished"),
    "cohort": ("cohort_started", "cohort_created", "schedule", "run_finished"),
}


def order_findings(script: Script) -> Iterator[Finding]:
    """Everything wrong with times, triggers and the order of things."""
    yield from id_findings(script)
    yield from _triggers(script)
    yield from _times(script)
    yield from _unmerged(script)
    for path, actions in action_lists(script):
        for index, item in enumerate(actions[:-1]):
            if ends_run(item):
                reason = {"reason": Phrase("the action before it ends the run")}
                yield Finding((*path, index + 1), "unreachable", reason)
                break
    yield from _steps_after_stop(script)


def id_findings(script: Script) -> Iterator[Finding]:
    """Everything wrong with the ids of the script and its steps."""
    first: dict[str, Path] = {}
    if script.sop == "this":
        yield Finding(("sop",), "reserved_id", {"id": "this"})
    for index, step in enumerate(script.steps):
        path: Path = ("steps", index, "id")
        if step.id in first:
            yield Finding(path, "duplicate_step", {"id": step.id, "first": first[step.id]})
        first.setdefault(step.id, path)
    if script.goal is not None and script.goal.then not in first:
        hint = did_you_mean(script.goal.then, list(first))
        yield Finding(("goal", "then"), "unknown_step", {"id": script.goal.then, "hint": hint})


def _triggers(script: Script) -> Iterator[Finding]:
    for index, trigger in enumerate(script.start):
        known = _STARTS.get(script.for_)
        fits = not isinstance(trigger, OnCohort) if known is None else trigger.on in known
        if not fits:
            hint = (
                Phrase("expected one of: {known}", known=", ".join(known))
                if known
                else Phrase("expected `for: cohort`")
            )
            params = {"event": trigger.on, "kind": script.for_, "hint": hint}
            yield Finding(("start", index, "on"), "trigger_not_for", params)


def _times(script: Script) -> Iterator[Finding]:
    for index, step in enumerate(script.steps):
        path: Path = ("steps", index)
        if step.at is not None and step.each is not None:
            yield Finding((*path, "each"), "two_times", on_key=True)
        if isinstance(step.at, OnDay):
            yield from _early(script, (*path, "at"), step.at.day)
        if step.each is not None:
            yield from _early(script, (*path, "each", "day"), step.each.day[0])
    for path, item in items(script):
        if item.wait is not None and isinstance(item.wait.until, OnDay):
            yield from _early(script, (*path, "until"), item.wait.until.day)


def _early(script: Script, path: Path, day: int) -> Iterator[Finding]:
    if day >= 1:
        return
    if script.for_ != "cohort":
        yield Finding(path, "day_before_start", {"day": day})
    elif script.start and not any(trigger.on == "cohort_created" for trigger in script.start):
        yield Finding(path, "early_day_needs_creation", {"day": day})


def heads(script: Script) -> Iterator[tuple[int, Step, Moment]]:
    """The steps with a time of their own and when they first begin; the first step always has one."""
    for index, step in enumerate(script.steps):
        if step.each is not None:
            yield index, step, OnDay(step.each.day[0], step.each.at)
        elif step.at is not None:
            yield index, step, step.at
        elif index == 0:
            yield index, step, AfterStart()


def _unmerged(script: Script) -> Iterator[Finding]:
    """Messages to the chat that many members' runs would send at the same minute."""
    if script.for_ != "member":
        return
    all_at_once = any(isinstance(trigger, OnSchedule) for trigger in script.start)
    times = {index: moment for index, _, moment in heads(script)}
    fixed = False
    crowded: set[int] = set()
    for index in range(len(script.steps)):
        if index in times:
            fixed = all_at_once or isinstance(times[index], OnDay)
        if fixed:
            crowded.add(index)
    for path, item in items(script):
        if path[1] in crowded and item.say is not None and item.say.to == "chat" and item.say.merge is None:
            yield Finding(path, "merge_missing", on_key=True)


def ends_run(item: Item) -> bool:
    """Whether the run is over after an action, whatever happens."""
    match item.action:
        case Stop(sop=target):
            return target == "this"
        case Choose(root=ways):
            closed = isinstance(ways[-1], Otherwise)
        case Approve():
            closed = bool(item.action.yes and item.action.no and item.action.expired)
        case _:
            return False
    return closed and all(any(map(ends_run, inner)) for _, inner in branches(item.action, ()))


def _certain_stop(script: Script, step: Step) -> timedelta | None:
    """After how long a step ends the run for certain; None when it may not.

    Questions and waits for something may end the step before the stop; a message may be held back by quiet
    hours; a late step may be left out.
    """
    if step.late == "skip":
        return None
    after = timedelta(0)
    for item in step.do:
        if ends_run(item) and not isinstance(item.action, Approve):
            return after
        match item.action:
            case Wait(pause=pause) if pause is not None:
                after += pause
            case Ask() | Wait() | Approve() | Choose() | Task(wait=True):
                return None
            case Say() if script.quiet is not None:
                return None
    return None


def _steps_after_stop(script: Script) -> Iterator[Finding]:
    times = {index: moment for index, _, moment in heads(script)}
    kept = script.goal.then if script.goal is not None else None
    told: set[int] = set()
    moment: Moment = AfterStart()
    for index, step in enumerate(script.steps):
        moment = times.get(index, moment)
        after = _certain_stop(script, step)
        if after is None:
            continue
        following = index + 1
        lost = [following] if following < len(script.steps) and following not in times else []
        if index in times and not after:
            lost += [other for other, later in times.items() if _surely_before(moment, later)]
        for other in lost:
            if other not in told and script.steps[other].id != kept:
                told.add(other)
                reason = {"reason": Phrase("the step `{id}` ends the run before", id=step.id)}
                yield Finding(("steps", other), "unreachable", reason)


def _surely_before(one: Moment, other: Moment) -> bool:
    if isinstance(one, OnDay):
        return isinstance(other, OnDay) and one < other
    if isinstance(other, OnDay):
        return not one.offset and other.day > 1
    return one.offset < other.offset


def blocks(actions: Actions) -> bool:
    """Whether time passes in a list of actions whichever way it goes."""
    for item in actions:
        match item.action:
            case Wait() | Ask() | Approve() | Task(wait=True):
                return True
            case Choose(root=ways) if isinstance(ways[-1], Otherwise):
                if all(blocks(inner) for _, inner in branches(item.action, ())):
                    return True
    return False
