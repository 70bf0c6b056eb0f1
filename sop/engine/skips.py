"""What runs skip because it is late: noted as it happens, and summed up for the owners after an outage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from core.localtime import format_wall
from sop import actions
from sop.effects import Trace
from sop.language.values import OnDay
from sop.library import VersionLost
from sop.program import Node, Program
from sop.state import label_in, path_and_day
from storage.runs import Run
from storage.skips import Skip, SkipGroup, Unsent
from storage.unit_of_work import UnitOfWork
from storage.uptime import Outage

if TYPE_CHECKING:
    from sop.engine.ground import Ground
    from sop.engine.turn import Turn

SAID = {"say", "ask"}
"""Actions that can be done after all; points and the like are done however late unless their step says no."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a script as people would name it.

    `day` of the run and local time `at`, where they are the same for all; `step`: its title, or its id where
    there is no day.
    """

    title: str
    subject: Literal["member", "cohort", "chat"]
    step: str | None
    day: int | None
    at: str | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """One action that was skipped for many.

    `what`: greeting, message, reminder, question, or another action's name.
    """

    group: SkipGroup
    named: Named
    what: str
    on_its_way: bool
    """Somebody has asked for it to be sent, which is not through yet."""

    @property
    def sendable(self) -> bool:
        """Whether something is left that can be said after all."""
        return self.group.open > 0 and self.group.action in SAID and not self.on_its_way


def note(uow: UnitOfWork, run: Run, line: Trace) -> None:
    """Keep in mind what a run has skipped; what lay before its beginning was never owed to anybody."""
    nominal = datetime.fromisoformat(str(line.detail["nominal"]))
    if nominal < run.started_at:
        return
    _put(uow, run, run.id, line.label, str(line.detail["action"]), nominal)


async def gather(uow: UnitOfWork, outage: Outage, since: datetime, limit: int) -> bool:
    """Put together what an outage is to blame for; True if there may be more. At most `limit` rows of a kind.

    That is what runs skipped, and what they had said in time, but nobody could send before it was too late.
    """
    unsent = await uow.skips.unsent(since, outage.ended_at, limit)
    for one in unsent:
        _put(uow, one, one.run_id, label_in(one.source), "say", one.nominal_at)
    if unsent:
        await uow.skips.took(unsent)
    attached = await uow.skips.attach(outage.id, since, outage.ended_at, limit)
    return limit in (len(unsent), attached)


def _put(
    uow: UnitOfWork, of: Run | Unsent, run_id: int, label: str, action: str, nominal_at: datetime
) -> None:
    path, occurrence = path_and_day(label)
    uow.skips.put(
        Skip(
            id=uow.new_id(),
            community_id=of.community_id,
            sop=of.sop,
            run_id=run_id,
            label=label,
            path=path,
            action=action,
            nominal_at=nominal_at,
            at=uow.now,
            member_id=of.member_id,
            occurrence=occurrence,
        )
    )


async def overview(turn: "Turn", outage_id: int) -> list[Skipped]:
    """What was skipped because of an outage, as its times came."""
    on_their_way = {job.data.get("group") for job in await turn.uow.work.unfinished()}
    found = []
    for group in await turn.uow.skips.groups(outage_id):
        one = await _described(turn, group, on_its_way=group.first in on_their_way)
        if one is not None:
            found.append(one)
    return found


async def _described(turn: "Turn", group: SkipGroup, *, on_its_way: bool) -> Skipped | None:
    """None if the script's text is lost, or the run has moved to a version without this action: there is nothing
    to send and nothing to name.
    """
    skip = await turn.uow.skips.find(group.first)
    run = None if skip is None else await turn.uow.runs.find(skip.run_id)
    if skip is None or run is None:
        return None
    try:
        program = await turn.library.pinned(turn.uow, run.version)
    except VersionLost:
        return None
    node = program.nodes.get(skip.path)
    if node is None:
        return None
    ground = await turn.ground(group.community_id)
    words = named(program, ground, node.step, skip.occurrence, (group.earliest, group.latest))
    return Skipped(group, words, what=_what(node), on_its_way=on_its_way)


def named(
    program: Program, ground: "Ground", step_id: str, occurrence: int | None, instants: Iterable[datetime]
) -> Named:
    """How people would name a step that is or was due at these instants."""
    walls = {format_wall(at.astimezone(ground.scope.zone).time()) for at in instants}
    step, day = program.steps[step_id], occurrence
    if day is None and isinstance(step.begins, OnDay):
        day = step.begins.day
    return Named(
        title=program.called(ground.locale),
        subject=program.subject,
        step=step.title.said_in(ground.locale) if step.title is not None else None if day else step.id,
        day=day,
        at=walls.pop() if len(walls) == 1 else None,
    )


def _what(node: Node) -> str:
    if isinstance(node.action, actions.Say):
        if node.action.merge is not None:
            return "greeting"
        return "reminder" if "/none/" in node.path else "message"
    return "question" if node.name == "ask" else node.name
