"""What was skipped because it was late is said after all, because an owner wants it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.localtime import days_between
from sop import actions
from sop.effects import Say, What
from sop.engine.acts import Act
from sop.engine.effects import say
from sop.language.templates import TextError
from sop.program import Node, Program
from sop.state import AskNow, Cause, Outcome, source_of
from sop.state_text import state_of
from storage.runs import Run, RunStatus
from storage.scripts import SwitchState
from storage.skips import Skip, SkipState

if TYPE_CHECKING:
    from sop.engine.turn import Turn

LASTING = timedelta(hours=6)
"""How long a message that is said after all is worth sending, should it have to wait once more."""

_IN_ORDER = {Outcome.DONE, Outcome.GOAL}


async def page(
    turn: "Turn", outage_id: int, community_id: int, group: Skip | None, after: int, limit: int
) -> int | None:
    """Say the next ones of an outage (of one group of it); returns the last one's id, None if that was all."""
    found = await turn.uow.skips.open_of(outage_id, community_id, after, limit, group)
    await turn.uow.runs.load_ids(skip.run_id for skip in found)
    known = [turn.uow.runs.known(skip.run_id) for skip in found]
    await turn.load(run for run in known if run is not None)
    for skip, run in zip(found, known, strict=True):
        said = run is not None and await _say(turn, skip, turn.uow.runs.known(run.id) or run)
        turn.uow.skips.put(replace(skip, state=SkipState.SAID if said else SkipState.DROPPED))
    return found[-1].id if len(found) == limit else None


async def _say(turn: "Turn", skip: Skip, run: Run) -> bool:
    """Whether it made sense for this run, as it stands now."""
    program = turn.library.known(run.version)
    node = None if program is None else program.nodes.get(skip.path)
    if program is None or node is None or not await _still_meant(turn, run):
        return False
    if isinstance(node.action, actions.Say):
        return await _say_now(turn, skip, run, program, node)
    if node.name != "ask" or run.status != RunStatus.ACTIVE:
        return False
    await turn.move(run.id, AskNow(skip.path, skip.occurrence))
    return True


async def _still_meant(turn: "Turn", run: Run) -> bool:
    """The run goes on or came to its end in good order, the person is there, the script is on."""
    if run.status != RunStatus.ACTIVE and run.outcome not in _IN_ORDER:
        return False
    if run.member_id is not None and not turn.uow.members.known(run.member_id).present:
        return False
    switch = await turn.uow.scripts.switch(run.community_id, run.sop)
    return switch is None or switch.state in (SwitchState.ACTIVE, SwitchState.PAUSED)


async def _say_now(turn: "Turn", skip: Skip, run: Run, program: Program, node: Node) -> bool:
    """In today's words and paced like all that the clock says: not in quiet hours, the script's or the community's."""
    assert isinstance(node.action, actions.Say)
    ground, state = await turn.ground(run.community_id), state_of(run.state)
    zone, now = ground.scope.zone, turn.uow.now
    day = skip.occurrence or days_between(state.first_day, ground.scope.day(skip.nominal_at)) + 1
    held: datetime | None = None
    quiet = program.quiet or ground.scope.house.quiet_hours
    if quiet is not None and quiet.contains(now, zone):
        held = quiet.ends_after(now, zone)
    act = Act(turn, run, program, state, ground, Cause.CLOCK, skip.label)
    mark = turn.uow.mark()
    turn.trace(run, skip.label, What.AFTER_ALL, {"action": node.name})
    turn.trace(run, skip.label, What.SAID, {"to": node.action.to})
    try:
        await say.apply(
            act,
            Say(
                source=source_of(run.id, skip.label),
                label=skip.label,
                day=day,
                action=node.action,
                silent=node.action.silent,
                expires_at=(held or now) + LASTING,
                not_before=held,
            ),
        )
    except TextError:  # what the text names is missing now; the others are said
        turn.uow.cut(mark)
        return False
    return True
