"""Runs on former versions of a script: looked at, some at a time, and moved once somebody has said so."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from core.localtime import local_day
from core.message import Kind, Message, Rows, Target
from sop.effects import What
from sop.engine.ground import Ground
from sop.engine.turn import Turn
from sop.library import VersionLost
from sop.program import Program
from sop.state import RunState, Wait
from sop.state_text import state_of, text_of
from sop.upgrading import Obstacle, Why, upgrade
from storage.runs import Run, RunStatus
from storage.work import Work
from views import upgrading as view
from views.names import shown
from views.times import day_near

A_TRANSACTION = 100
"""How many runs are dealt with at once, so that nobody waits long for the database."""

NAMED = 3
"""How many of those who stay for the same reason are named."""


@dataclass(slots=True)
class Tally:
    """What was found so far; kept in the job between its transactions."""

    movable: int = 0
    standing: dict[str, dict[str, int]] = field(default_factory=dict)
    """How many runs stand at which step, by version."""
    staying: dict[str, int] = field(default_factory=dict)
    """How many stay for which reason (`why:about`)."""
    named: dict[str, list[int]] = field(default_factory=dict)
    """The first of them, by their runs."""

    def stays(self, run: Run, obstacle: Obstacle) -> None:
        """Count a run that cannot move."""
        reason = f"{obstacle.why}:{obstacle.about}"
        self.staying[reason] = self.staying.get(reason, 0) + 1
        if len(self.named.setdefault(reason, [])) < NAMED:
            self.named[reason].append(run.id)

    def stands(self, run: Run, step: str) -> None:
        """Count where a run is."""
        steps = self.standing.setdefault(run.version, {})
        steps[step] = steps.get(step, 0) + 1


def asked(version: str, to: Target, reply_to: int | None) -> dict[str, Any]:
    """What a look keeps in its job: the version to move to, where to say what was found, what was found."""
    return {"version": version, "to": asdict(to), "reply_to": reply_to, "tally": asdict(Tally())}


def asked_again(look: Work) -> dict[str, Any]:
    """What moving keeps in its job: as the look that it follows, with nothing counted yet."""
    return asked(look.data["version"], Target(**look.data["to"]), look.data["reply_to"])


async def move(turn: Turn, run: Run, program: Program) -> Obstacle | None:
    """Move one live run to this version; or say why it stays. A run whose own version is lost fails."""
    old = await turn.program_of(run)
    if old is None:
        return None
    moved = await _judge(turn, run, old, program)
    if isinstance(moved, Obstacle):
        return moved
    state = replace(moved, generation=moved.generation + 1)
    active = run.status == RunStatus.ACTIVE
    await turn.library.pin(turn.uow, program)
    going = turn.uow.runs.put(
        replace(
            run,
            version=program.version,
            state=text_of(state),
            generation=state.generation,
            due_at=state.due_at if active else None,
        )
    )
    turn.trace(going, "", What.UPGRADED)
    return None


async def look(turn: Turn, job: Work) -> int | None:
    """Look at the next runs on former versions; after the last, show what was found and offer to move them."""
    ground, tally = await turn.ground(job.community_id), Tally(**job.data["tally"])
    program = turn.library.program(ground.locale, job.sop)
    if program is None or program.version != job.data["version"]:
        await _say(turn, job, view.changed_meanwhile(ground.texts, job.sop))
        return None
    runs = await _former(turn, job)
    for run in runs:
        old = await turn.program_of(run)
        if old is None:
            continue
        tally.stands(run, _stands_at(state_of(run.state)))
        moved = await _judge(turn, run, old, program)
        if isinstance(moved, Obstacle):
            tally.stays(run, moved)
        else:
            tally.movable += 1
    _keep(turn, job, tally)
    if len(runs) == A_TRANSACTION:
        return runs[-1].id
    await _say(turn, job, *await _preview(turn, job, ground, program, tally))
    return None


async def carry_out(turn: Turn, job: Work) -> int | None:
    """Move the next runs; after the last, tell how many there were."""
    ground, tally = await turn.ground(job.community_id), Tally(**job.data["tally"])
    program = turn.library.program(ground.locale, job.sop)
    if program is None or program.version != job.data["version"]:
        await _say(turn, job, view.stopped_half_way(ground.texts, job.sop, tally.movable))
        return None
    runs = await _former(turn, job)
    for run in runs:
        obstacle = await move(turn, run, program)
        if obstacle is not None:
            tally.stays(run, obstacle)
        elif _is_on(turn, run, program):
            tally.movable += 1
    _keep(turn, job, tally)
    if len(runs) == A_TRANSACTION:
        return runs[-1].id
    outcome = await _outcome(turn, ground, program, tally)
    await _say(turn, job, view.finished(ground.texts, program.called(ground.locale), outcome))
    return None


def _is_on(turn: Turn, run: Run, program: Program) -> bool:
    """Whether the run has moved; one whose own version is lost has failed instead."""
    current = turn.uow.runs.known(run.id)
    return current is not None and current.version == program.version


async def _judge(turn: Turn, run: Run, old: Program, new: Program) -> RunState | Obstacle:
    zone = (await turn.ground(run.community_id)).scope.zone
    return upgrade(old, new, state_of(run.state), zone, run.held_at or turn.uow.now)


async def _former(turn: Turn, job: Work) -> list[Run]:
    return await turn.uow.runs.live_of_community(
        job.community_id, job.after, A_TRANSACTION, sop=job.sop, but_version=job.data["version"]
    )


def _stands_at(state: RunState) -> str:
    """The step a run is in; between two steps the one it waits for."""
    inside = [place for place in state.places if place.wait is not Wait.HEAD]
    return min(inside or state.places, key=lambda place: (place.at is None, place.at)).step


def _keep(turn: Turn, job: Work, tally: Tally) -> None:
    turn.uow.work.put(replace(job, data={**job.data, "tally": asdict(tally)}))


async def _preview(turn: Turn, job: Work, ground: Ground, program: Program, tally: Tally) -> tuple[str, Rows]:
    title = program.called(ground.locale)
    if not tally.standing:
        return view.nothing(ground.texts, title), ()
    formers = [await _former_version(turn, ground, *found) for found in tally.standing.items()]
    outcome = await _outcome(turn, ground, program, tally)
    return view.preview(ground.texts, title, formers, outcome, job.id)


async def _former_version(turn: Turn, ground: Ground, version: str, standing: dict[str, int]) -> view.Former:
    """When everybody has left it since it was looked at, its text may not be understood any more."""
    stored = await turn.uow.scripts.version(version)
    assert stored is not None, "a run was found on it, and its text is kept for ever"
    today = local_day(turn.uow.now, ground.scope.zone)
    since = day_near(ground.texts, local_day(stored.first_used_at, ground.scope.zone), today)
    program = await _understood(turn, version)
    if program is None:
        return view.Former(since, list(standing.items()))
    steps = [
        (_title(program, step, ground.locale), standing[step]) for step in program.steps if step in standing
    ]
    return view.Former(since, steps)


async def _understood(turn: Turn, version: str) -> Program | None:
    """The program of a version; None if it is lost: then its steps go by their ids."""
    try:
        return await turn.library.pinned(turn.uow, version)
    except VersionLost:
        return None


async def _outcome(turn: Turn, ground: Ground, program: Program, tally: Tally) -> view.Outcome:
    """What the tally means to people: they are counted, where nobody can have two runs of the script."""
    stays = await _stays(turn, ground, program, tally)
    of_people = program.subject == "member" and program.mode != "parallel"
    return view.Outcome(tally.movable, stays, of_people=of_people)


async def _stays(turn: Turn, ground: Ground, program: Program, tally: Tally) -> list[view.Stay]:
    stays = []
    for reason, count in tally.staying.items():
        why, _, about = reason.partition(":")
        names = await _names(turn, ground, tally.named[reason])
        first = turn.uow.runs.known(tally.named[reason][0])
        old = await _understood(turn, first.version) if first is not None else None
        shown_about = about_in_words(Obstacle(Why(why), about), [program, old or program], ground.locale)
        stays.append(view.Stay(why, shown_about, count, names))
    return stays


async def _names(turn: Turn, ground: Ground, run_ids: Sequence[int]) -> list[str]:
    """Whom these runs are for, by name."""
    uow = turn.uow
    await uow.runs.load_ids(run_ids)
    names = []
    for run in filter(None, map(uow.runs.known, run_ids)):
        if run.member_id is not None:
            names.append((await uow.users.get((await uow.members.get(run.member_id)).user_id)).name)
        elif run.cohort_id is not None:
            names.append((await uow.cohorts.get(run.cohort_id)).name)
        elif run.chat_id in ground.chats:
            names.append(ground.chats[run.chat_id].title)
    return [shown(name) for name in names]


def about_in_words(obstacle: Obstacle, programs: Sequence[Program], locale: str) -> str:
    """What an obstacle is about: a step by its title in the first of these programs that has it."""
    if obstacle.why in (Why.SUBJECT, Why.INPUT):
        return obstacle.about
    known = (program for program in programs if obstacle.about in program.steps)
    return next((_title(program, obstacle.about, locale) for program in known), obstacle.about)


def _title(program: Program, step: str, locale: str) -> str:
    title = program.steps[step].title
    return step if title is None else title.said_in(locale)


async def _say(turn: Turn, job: Work, text: str, buttons: Rows = ()) -> None:
    """In the place where it was asked for."""
    await turn.uow.outbox.plan(
        Message(
            Target(**job.data["to"]),
            Kind.NOTICE,
            text,
            buttons,
            reply_to=job.data["reply_to"],
            community_id=job.community_id,
        )
    )
