"""Clocks that stand still: a run paused by hand, the runs of a script or chat frozen, and let go again."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.localtime import days_between, instant_of, local_day
from sop import actions
from sop.engine.turn import Turn
from sop.language.script import Each
from sop.language.values import OnDay
from sop.program import Program
from sop.state import Place, RunState, Stop, Wait
from sop.state_text import state_of, text_of
from storage.runs import Run, RunStatus
from storage.scripts import SwitchState


async def hold_if_frozen(turn: Turn, run: Run) -> bool:
    """Whether a due run must not move on: its script is frozen or off, or the bot is gone from its chat."""
    switch = await turn.uow.scripts.switch(run.community_id, run.sop)
    if switch is not None and switch.state == SwitchState.FROZEN:
        hold(turn, run, RunStatus.FROZEN, switch.since)
        return True
    if switch is not None and switch.state == SwitchState.OFF:
        await turn.move(run.id, Stop("off"))
        return True
    ground = await turn.ground(run.community_id)
    chat = ground.chats.get(run.chat_id) if run.chat_id is not None else None
    if chat is not None and chat.removed_at is not None:
        hold(turn, run, RunStatus.FROZEN, chat.removed_at)
        return True
    return False


def hold(turn: Turn, run: Run, status: RunStatus, since: datetime) -> Run:
    """Stop the clocks of an active run; facts still reach it."""
    if run.status != RunStatus.ACTIVE:
        return run
    turn.trace(run, "", str(status))
    return turn.uow.runs.put(replace(run, status=status, due_at=None, held_at=since))


async def release(turn: Turn, run: Run, *, as_downtime: bool) -> Run:
    """Let the clocks of a held run go on.

    `as_downtime`: time went on meanwhile, what was missed is late. Else what was still to come is put off.
    """
    if run.held_at is None:
        return run
    state = state_of(run.state)
    program = await turn.program_of(run)
    if program is None:
        return run
    if not as_downtime:
        zone = (await turn.ground(run.community_id)).scope.zone
        state = put_off(program, state, zone, run.held_at, turn.uow.now)
    state = replace(state, generation=state.generation + 1)
    going = replace(
        run,
        status=RunStatus.ACTIVE,
        held_at=None,
        state=text_of(state),
        generation=state.generation,
        due_at=state.due_at,
    )
    turn.trace(run, "", "released")
    return turn.uow.runs.put(going)


def put_off(program: Program, state: RunState, zone: ZoneInfo, since: datetime, now: datetime) -> RunState:
    """The state of a run whose clocks stood still from `since` until `now`.

    What comes at an hour of the day keeps its hour and moves by whole days; lengths of time go on where they
    stopped. Nothing is late because of it.
    """
    now = now.replace(microsecond=0)
    days = days_between(local_day(since, zone), local_day(now, zone))
    places = tuple(_put_off(program, place, zone, days, since, now) for place in state.places)
    return replace(state, first_day=state.first_day + timedelta(days=days), places=places)


def _put_off(
    program: Program, place: Place, zone: ZoneInfo, days: int, since: datetime, now: datetime
) -> Place:
    away = timedelta(seconds=int((now - since).total_seconds()))

    def later(instant: datetime) -> datetime:
        return instant + away

    def same_hour(instant: datetime) -> datetime:
        local = instant.astimezone(zone)
        return max(now, instant_of(local.date() + timedelta(days=days), local.time(), zone))

    move = same_hour if _keeps_hour(program, place) else later
    thread = place.thread
    moved = replace(thread, nominal=move(thread.nominal), began_at=move(thread.began_at))
    at = None if place.at is None else move(place.at)
    return replace(place, at=at, entered_at=min(now, later(place.entered_at)), thread=moved)


def _keeps_hour(program: Program, place: Place) -> bool:
    """Whether a place wakes at an hour of the local day."""
    if place.wait is Wait.HEAD:
        return isinstance(program.steps[place.path].begins, Each | OnDay)
    action = program.nodes[place.path].action
    return isinstance(action, actions.Wait) and action.until is not None
