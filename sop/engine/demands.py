"""What scripts want of a member's check-in on a day."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from community.proofs import Demand
from community.scope import Scope
from core.localtime import local_day
from sop.actions.wait import Wants
from sop.program import Program
from sop.state import Place, RunState
from sop.state_text import state_of
from storage.members import Member

if TYPE_CHECKING:
    from sop.library import Library


async def demand(library: "Library", scope: Scope, member: Member, day: date) -> Demand | None:
    """What the check-in must bring; None if a press is enough, which costs no query where no script wants more."""
    if not library.proves:
        return None
    uow = scope.uow
    await uow.runs.load_of_members(uow.members.at_hand(member.community_id))
    for run in await uow.runs.live_of_member(member.id):
        program = await library.pinned(uow, run.version)
        found = wanted(program, state_of(run.state), day, scope.zone) if program.wants else None
        if found is not None:
            wants, number = found
            return _demand(wants, number, scope.community.locale)
    return None


def wanted(program: Program, run: RunState, day: date, zone: ZoneInfo) -> tuple[Wants, int] | None:
    """What the step wants in which the run is, or to which it comes, on that local day; and the run's day."""
    number = (day - run.first_day).days + 1
    for place in run.places:
        wants = program.wants.get(place.step)
        if wants is not None and _day_of(place, run, zone) == number:
            return wants, number
    return None


def _day_of(place: Place, run: RunState, zone: ZoneInfo) -> int:
    if place.thread.day is not None:
        return place.thread.day
    return (local_day(place.thread.nominal, zone) - run.first_day).days + 1


def _demand(wants: Wants, number: int, locale: str) -> Demand:
    """The prompt of the run's day: each day the next one."""
    prompts = wants.prompts or ()
    prompt = prompts[(number - 1) % len(prompts)].said_in(locale) if prompts else None
    return Demand(
        least=wants.min_length or 0,
        prompt=prompt,
        photo=wants.photo,
        keeps_text="text" in wants.keep,
        keeps_picture="picture" in wants.keep,
    )
