"""From a script's models to the flat program.

The script must have passed the loader's checks: what they refuse (a goal that leads nowhere, a wait without
an end) is not looked for again here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from core.facts import FactKind
from core.localtime import QuietHours
from sop.actions import Actions, Approve, Ask, Branch, Choose, Task, Wait
from sop.actions.wait import Wants
from sop.judge import needs_of, parts_of, wakes_of
from sop.language.conditions import Condition
from sop.language.script import Each, Script, Step
from sop.language.values import AfterStart, Moment
from sop.program import Need, Node, Program, StepPlan

STOP_EVENTS = {"left": FactKind.MEMBER_LEFT, "opted_out": FactKind.OPTED_OUT}
AWAITED = {
    "check_in": (frozenset({Need.CHECK_INS, Need.DAYS_OFF}), FactKind.CHECK_IN),
    "message": (frozenset({Need.LAST_MESSAGE_AT}), FactKind.MESSAGE),
    "started_private": (frozenset({Need.REACHABLE}), FactKind.STARTED_PRIVATE),
}

DOWNTIME_ALLOWANCE = timedelta(days=31)
"""How many days of downtime counting missed days may have to look back over."""


class Fork(NamedTuple):
    """A branch of an action: after `items` the thread goes on behind the action, or the step is over."""

    name: str
    items: Actions
    goes_on: bool


FORKS: dict[type, Callable[[Any], list[Fork]]] = {
    Ask: lambda ask: [Fork("none", ask.none, goes_on=False)],
    Wait: lambda wait: [Fork("none", wait.none or (), goes_on=False)],
    Task: lambda task: [Fork("could_not", task.could_not or (), goes_on=task.could_not is None)],
    Approve: lambda gate: [
        Fork("yes", gate.yes, goes_on=True),
        Fork("no", gate.no, goes_on=False),
        Fork("expired", gate.expired, goes_on=False),
    ],
    Choose: lambda choose: [_choice(number, branch) for number, branch in enumerate(choose.root, 1)],
}


def _choice(number: int, branch: Any) -> Fork:
    if isinstance(branch, Branch):
        return Fork(f"if{number}", branch.do, goes_on=True)
    return Fork("else", branch.else_, goes_on=True)


def compile_script(script: Script, version: str) -> Program:
    """Compile one checked script. `version` is the hash that its runs are pinned to."""
    nodes: dict[str, Node] = {}
    steps = {step.id: _step(step, number, script, nodes) for number, step in enumerate(script.steps)}
    inside = [condition for node in nodes.values() for condition in _conditions(node)]
    ends = [stop for stop in script.stop_when if isinstance(stop, Condition)]
    ends += [script.goal] if script.goal is not None else []
    quiet = QuietHours(script.quiet.start, script.quiet.end) if script.quiet is not None else None
    return Program(
        sop=script.sop,
        version=version,
        title=script.title,
        subject=script.for_,
        start=script.start,
        when=script.when,
        mode=script.mode,
        again=script.again,
        stop_when=script.stop_when,
        goal=script.goal,
        quiet=quiet,
        inputs=script.inputs,
        steps=steps,
        heads=tuple(step.id for step in steps.values() if step.begins is not None),
        nodes=nodes,
        needs=frozenset(_needs(nodes, [*inside, *ends])),
        when_needs=needs_of(script.when) if script.when is not None else frozenset(),
        look_back=max(map(_look_back, [*inside, *ends]), default=timedelta(0)),
        events=frozenset(_events(script, nodes, ends)),
        wants=_wants(nodes),
    )


def _step(step: Step, number: int, script: Script, nodes: dict[str, Node]) -> StepPlan:
    begins: Moment | Each | None = step.each or step.at
    if begins is None and number == 0:
        begins = AfterStart()
    following = script.steps[number + 1 : number + 2]
    follows = bool(following) and following[0].at is None and following[0].each is None
    first = _chain(step.do, step.id, None, nodes)
    assert first is not None, "the model refuses an empty step"
    return StepPlan(step.id, step.title, begins, step.late, first, following[0].id if follows else None)


def _chain(items: Actions, prefix: str, then: str | None, nodes: dict[str, Node]) -> str | None:
    """Lay the actions under `prefix`, leading to `then` after the last. Returns where they begin."""
    for number, item in enumerate(items, 1):
        path = f"{prefix}/{number}"
        onward = f"{prefix}/{number + 1}" if number < len(items) else then
        action = item.action
        forks = FORKS[type(action)](action) if type(action) in FORKS else []
        branches = {
            fork.name: _chain(fork.items, f"{path}/{fork.name}", onward if fork.goes_on else None, nodes)
            for fork in forks
        }
        nodes[path] = Node(path, prefix.partition("/")[0], item.name, action, onward, branches)
    return f"{prefix}/1" if items else then


def _conditions(node: Node) -> Iterator[Condition]:
    """The conditions that an action judges."""
    action = node.action
    if isinstance(action, Wait) and isinstance(action.for_, Condition):
        yield action.for_
    if isinstance(action, Choose):
        yield from (branch.if_ for branch in action.root if isinstance(branch, Branch))


def _needs(nodes: dict[str, Node], conditions: list[Condition]) -> Iterator[Need]:
    for condition in conditions:
        yield from needs_of(condition)
    for event in _awaited(nodes):
        yield from AWAITED[event][0]


def _awaited(nodes: dict[str, Node]) -> Iterator[str]:
    for node in nodes.values():
        if isinstance(node.action, Wait) and isinstance(node.action.for_, str):
            yield node.action.for_


def _events(script: Script, nodes: dict[str, Node], ends: list[Condition]) -> Iterator[FactKind]:
    """Facts that can end a run or pass a wait. What `choose` asks is judged when it is reached."""
    waits = [node.action.for_ for node in nodes.values() if isinstance(node.action, Wait)]
    for condition in [*ends, *waits]:
        if isinstance(condition, Condition):
            yield from wakes_of(condition)
    yield from (AWAITED[event][1] for event in _awaited(nodes))
    yield from (STOP_EVENTS[stop] for stop in script.stop_when if isinstance(stop, str))


def _wants(nodes: dict[str, Node]) -> dict[str, Wants]:
    """By step: what its first wait for a check-in wants of it."""
    waits = [(node.step, node.action) for node in nodes.values() if isinstance(node.action, Wait)]
    return {step: wait.wants for step, wait in reversed(waits) if wait.wants is not None}


def _look_back(condition: Condition) -> timedelta:
    """How far back from now the condition counts check-ins, whatever the start of the run."""
    back = timedelta(0)
    for part in parts_of(condition):
        if part.check_ins is not None and isinstance(part.check_ins.since, timedelta):
            back = max(back, part.check_ins.since)
        if part.missed is not None:
            most = max(part.missed.at_least or 0, part.missed.below or 0)
            back = max(back, timedelta(days=most + 1) + DOWNTIME_ALLOWANCE)
    return back
