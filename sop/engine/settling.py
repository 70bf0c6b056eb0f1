"""Facts settled: each is heard by the runs it concerns, and starts the scripts it triggers, in order."""

from collections.abc import Iterator, Sequence

from core.facts import Fact, FactKind
from sop.deciding.wait import ACTS
from sop.effects import What
from sop.engine import asking, honours, not_begun, schedules, stages, starts, tag_rules
from sop.engine.moves import Move
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Turn
from sop.program import Program
from sop.starting import Refusal, trigger_of
from sop.state import Cause, Happened
from storage.runs import Run
from storage.scripts import Trace

MOST_ROUNDS = 8
"""Facts that were produced by settling others are settled in further rounds, but no more than these."""

_ALWAYS = frozenset({FactKind.COHORT_CREATED, FactKind.COHORT_JOINED, FactKind.STARTED_PRIVATE})

PERSONAL = ACTS | {FactKind.MEMBER_JOINED, FactKind.MEMBER_RETURNED, FactKind.COMMAND}
"""What a person did: what it starts answers at once, quiet hours or not."""


async def settle(turn: Turn) -> None:
    """Settle what the unit of work has recorded since this was called before."""
    for _ in range(MOST_ROUNDS):
        facts = turn.uow.unsettled()
        if not facts:
            return
        await honours.notice(turn, facts)
        await stages.notice(turn, facts)
        await tag_rules.notice(turn, facts)
        await _round(turn, facts)
    rest = [fact for fact in turn.uow.unsettled() if turn.library.listens(fact.kind)]
    if rest:
        await _cut(turn, rest)


async def _round(turn: Turn, facts: Sequence[Fact]) -> None:
    heard = [fact for fact in facts if _concerns(turn, fact)]
    if not heard:
        return
    await _load(turn, heard)
    pairs = [(fact, await _hearers(turn, fact)) for fact in heard]
    runs = {run.id: run for _, hearers in pairs for run in hearers}
    await turn.load(runs.values())
    foreseen = await turn.foresee(Move(run.id, Happened(fact)) for fact, hearers in pairs for run in hearers)
    for fact in heard:
        await turn.uow.breath.take()
        await _notice(turn, fact)
        said = len(turn.uow.outbox.planned_rows()) if fact.kind is FactKind.COMMAND else 0
        for run in await _hearers(turn, fact):
            if run.id not in runs:
                await turn.load([run])
            await turn.move(run.id, Happened(fact), foreseen.get(run.id))
        for program in await _triggered(turn, fact):
            refusal = await _start(turn, program, fact)
            if refusal is not None and said == len(turn.uow.outbox.planned_rows()):
                await not_begun.answer(turn, fact, program, refusal)


def _concerns(turn: Turn, fact: Fact) -> bool:
    return turn.library.listens(fact.kind) or fact.kind in _ALWAYS or "key" in fact.data


async def _notice(turn: Turn, fact: Fact) -> None:
    """What the engine itself does upon a fact."""
    if fact.kind is FactKind.COHORT_CREATED and fact.cohort_id is not None:
        await schedules.expect(turn, await turn.uow.cohorts.get(fact.cohort_id))
    if fact.kind is FactKind.COHORT_JOINED:
        await starts.catch_up(turn, fact)
    await asking.notice(turn, fact)


async def _load(turn: Turn, facts: Sequence[Fact]) -> None:
    """Read the runs concerned, and what starts will ask for, set-based."""
    waking = [fact for fact in facts if turn.library.wakes(fact.kind)]
    await _load_live_runs(turn, {fact.member_id for fact in waking if fact.member_id is not None})
    await turn.uow.runs.load_ids(key for fact in facts if (key := _run_of(fact)) is not None)
    started: dict[str, set[int]] = {}
    for fact in facts:
        for program in await _triggered(turn, fact):
            if fact.member_id is not None and program.subject == "member":
                started.setdefault(program.sop, set()).add(fact.member_id)
    for sop, members in started.items():
        await turn.uow.runs.load_histories([sop], members)


async def _load_live_runs(turn: Turn, concerned: set[int]) -> None:
    """Those of everybody at hand, too: where many do the same at once, facts are settled after each of them."""
    members = turn.uow.members
    known = (members.known(key) for key in concerned if members.is_known(key))
    others = [key for home in {one.community_id for one in known} for key in members.at_hand(home)]
    await turn.uow.runs.load_of_members([*concerned, *others])


async def _hearers(turn: Turn, fact: Fact) -> list[Run]:
    """The runs a fact concerns: the one its key names, and those of its subject that listen for its kind."""
    found: dict[int, Run] = {}
    named = _run_of(fact)
    run = turn.uow.runs.known(named) if named is not None else None
    if run is not None:
        found[run.id] = run
    if turn.library.wakes(fact.kind) and fact.kind is not FactKind.RUN_FINISHED:
        for run in await _of_subject(turn, fact):
            program = await turn.program_of(run)
            if program is not None and fact.kind in program.events:
                found[run.id] = run
    return [found[key] for key in sorted(found)]


async def _of_subject(turn: Turn, fact: Fact) -> list[Run]:
    if fact.member_id is not None:
        return await turn.uow.runs.live_of_member(fact.member_id)
    return []


async def _triggered(turn: Turn, fact: Fact) -> list[Program]:
    """The scripts that a fact starts, if they may."""
    ground = await turn.ground(fact.community_id)
    programs = turn.library.started_by(ground.locale, fact.kind)
    return [program for program in programs if trigger_of(program, fact) is not None]


async def _start(turn: Turn, program: Program, fact: Fact) -> Refusal | None:
    """Start it for whom it is for; why a member's own command starts nothing."""
    cause = Cause.ACT if fact.kind in PERSONAL else Cause.CLOCK
    cue = Cue(fact.at, cause, trigger_of(program, fact))
    ground = await turn.ground(fact.community_id)
    chat = ground.home(fact.chat_id)
    chat_id = chat.id if chat is not None and chat.for_members else None
    outcome: Run | Refusal | None = None
    for subject in _subjects(program, fact, chat_id):
        (outcome,) = await starts.start(turn, program, [subject], cue)
    return outcome if isinstance(outcome, Refusal) and fact.kind is FactKind.COMMAND else None


def _subjects(program: Program, fact: Fact, chat_id: int | None) -> Iterator[Subject]:
    """Whom the script is started for: the fact's member, cohort or chat, if it has one."""
    if program.subject == "member" and fact.member_id is not None:
        yield Subject("member", fact.community_id, member_id=fact.member_id, chat_id=chat_id)
    elif program.subject == "cohort" and fact.cohort_id is not None:
        yield Subject("cohort", fact.community_id, cohort_id=fact.cohort_id)
    elif program.subject == "chat" and chat_id is not None:
        yield Subject("chat", fact.community_id, chat_id=chat_id)


def _run_of(fact: Fact) -> int | None:
    """The run whose question, task, gate or message a fact is about."""
    key = str(fact.data.get("key", ""))
    parts = key.split(":")
    return int(parts[1]) if len(parts) > 2 and parts[0] == "run" and parts[1].isdigit() else None


async def _cut(turn: Turn, rest: Sequence[Fact]) -> None:
    """Scripts wake one another without end: what is left is not heard, and that is shown."""
    for fact in rest:
        for program in await _triggered(turn, fact):
            turn.uow.scripts.trace(
                Trace(
                    id=turn.uow.new_id(),
                    community_id=fact.community_id,
                    sop=program.sop,
                    path="",
                    what=What.DID_NOT_START,
                    at=turn.uow.now,
                    detail={"reason": "chain_cut"},
                    member_id=fact.member_id,
                )
            )
            await turn.tell("chain_cut", program.version, "", sop=program.sop)
        for run in await _hearers(turn, fact):
            turn.trace(run, "", "chain_cut", {"fact": fact.kind})
            await turn.tell("chain_cut", run.version, "", sop=run.sop)
