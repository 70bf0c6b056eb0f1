"""One language, two judges: a selector means the same members in the database and in a script's condition."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from community import cohorts, selection, tags
from community.scope import Scope
from core.selection import DAYS, NUMBERS, Every, Node, Op, Opposite, Selector, Some, Test, Trait
from sop import selecting
from sop.engine.turn import Turn
from sop.engine.worlds import Wanted
from storage.badges import EarnedBadge
from storage.cohorts import CohortMember
from storage.leaves import Leave
from storage.members import Member, Status, members
from storage.runs import Run, RunStatus
from storage.users import Reach, User
from tests.databases import on_both
from tests.integration.sop.stage import Stage

COHORT = "Spring 2026"
FEW = st.integers(0, 6)


@dataclass(frozen=True)
class Life:
    """Somebody of whom anything may be so. Days are ago; None: never."""

    joined: int | None
    seen: int
    active: int | None
    points: int
    earned: int
    streak: int
    checked_in: int | None
    leave: tuple[int, int] | None
    check_ins: int
    stage: str
    tags: frozenset[str]
    badges: frozenset[str]
    in_cohort: bool
    runs: tuple[tuple[str, str], ...]
    reach: str
    opted_out: bool


LIVES = st.builds(
    Life,
    joined=st.none() | FEW,
    seen=FEW,
    active=st.none() | FEW,
    points=FEW,
    earned=st.sampled_from([0, 29, 30, 100, 260]),
    streak=FEW,
    checked_in=st.none() | FEW,
    leave=st.none() | st.tuples(FEW, FEW),
    check_ins=FEW,
    stage=st.sampled_from(["new", "active", "core", "at_risk", "gone"]),
    tags=st.frozensets(st.sampled_from(["a", "b"])),
    badges=st.frozensets(st.sampled_from(["helper", "thanked"])),
    in_cohort=st.booleans(),
    runs=st.lists(
        st.tuples(st.sampled_from(["camp", "tour"]), st.sampled_from(["live", "done", "goal", "stopped"])),
        max_size=2,
    ).map(tuple),
    reach=st.sampled_from(list(Reach)),
    opted_out=st.booleans(),
)


def _tests() -> st.SearchStrategy[Node]:
    ops = st.sampled_from(list(Op))
    numbers = st.builds(Test, st.sampled_from(sorted(NUMBERS | DAYS)), FEW, ops)
    words = {
        Trait.TAG: ["a", "b", "nobody's"],
        Trait.BADGE: ["helper", "thanked"],
        Trait.STAGE: ["new", "active", "core", "at_risk", "gone"],
        Trait.SOP: ["camp", "tour"],
        Trait.DONE: ["camp", "tour"],
        Trait.REACH: ["open", "closed"],
        Trait.COHORT: [COHORT, COHORT.upper()],
    }
    told = [st.builds(Test, st.just(trait), st.sampled_from(known)) for trait, known in words.items()]
    return st.one_of(numbers, *told)


TREES = st.recursive(
    _tests(),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda found: Every(tuple(found))),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: Some(tuple(found))),
        parts.map(Opposite),
    ),
    max_leaves=6,
)


async def born(scope: Scope, number: int, life: Life) -> Member:
    """The member who leads this life."""
    uow, now, today = scope.uow, scope.uow.now, scope.today
    user = uow.users.put(
        User(uow.new_id(), uow.new_id(), f"{number}", reach=life.reach, opted_out=life.opted_out)
    )
    leave_until = None if life.leave is None else today - timedelta(days=min(life.leave))
    member = uow.members.put(
        Member(
            uow.new_id(),
            scope.community.id,
            user.id,
            Status.INSIDE,
            first_seen_at=now - timedelta(days=life.seen),
            joined_at=None if life.joined is None else now - timedelta(days=life.joined),
            streak=life.streak,
            check_ins=life.check_ins,
            last_check_in=None if life.checked_in is None else today - timedelta(days=life.checked_in),
            leave_until=leave_until,
            badges=" ".join(sorted(life.badges)),
            stage=life.stage,
        )
    )
    await _lived(scope, member, life)
    return member


async def _lived(scope: Scope, member: Member, life: Life) -> None:
    uow, now, community_id = scope.uow, scope.uow.now, scope.community.id
    if life.active is not None:
        uow.activity.press(community_id, member.id, scope.today - timedelta(days=life.active))
    if life.leave is not None:
        first, last = (scope.today - timedelta(days=days) for days in (max(life.leave), min(life.leave)))
        uow.leaves.add(Leave(uow.new_id(), community_id, member.id, first, last, now))
    for tag in life.tags:
        await tags.add(scope, member, tag, "hand")
    for badge in life.badges:
        uow.badges.add(EarnedBadge(uow.new_id(), community_id, member.id, badge, "check_in", now))
    if life.in_cohort:
        cohort = await cohorts.find(scope, COHORT)
        uow.cohorts.put_member(CohortMember(uow.new_id(), cohort.id, member.id, now))
    for sop, state in life.runs:
        status, outcome = (RunStatus.ACTIVE, None) if state == "live" else (RunStatus.ENDED, state)
        run = Run(uow.new_id(), community_id, sop, "v", "member", status, now, 1, "{}", member.id)
        uow.runs.put(replace(run, outcome=outcome))


async def judged(stage: Stage, scope: Scope, selector: Selector, ids: list[int]) -> list[int]:
    """Those of whom it holds as a script's condition."""
    turn = Turn(stage.engine.parts, scope.uow)
    ground, needs = await turn.ground(scope.community.id), selecting.needs_of(selector)
    await turn.worlds.load([Wanted(key, needs) for key in ids])
    await turn.worlds.load_down_days(ground)
    worlds = {key: turn.worlds.of(ground, key, needs) for key in ids}
    return [key for key in ids if selecting.holds(selector.root, worlds[key], scope.today)]


async def agree(stage: Stage, lives: list[Life], tree: Node) -> None:
    async with stage.scope() as scope:
        if await scope.uow.cohorts.by_name(scope.community.id, COHORT) is None:
            by = scope.uow.users.put(User(scope.uow.new_id(), scope.uow.new_id(), "助教"))
            await cohorts.create(scope, COHORT, scope.today, by)
        made = [await born(scope, number, life) for number, life in enumerate(lives)]
        await scope.uow.flush()
        for member, life in zip(made, lives, strict=True):
            mine = update(members).where(members.c.id == member.id)
            await scope.uow.execute(mine.values(points=life.points, earned=life.earned))
    ids, selector = sorted(member.id for member in made), Selector(tree)
    async with stage.scope() as scope:
        found = await selection.among(scope, selector, ids)
    async with stage.scope() as scope:
        assert await judged(stage, scope, selector, ids) == found, str(selector)


@on_both
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=st.lists(LIVES, min_size=3, max_size=6), tree=TREES)
async def test_any_selector_means_the_same_to_both(stage: Stage, lives: list[Life], tree: Node) -> None:
    await agree(stage, lives, tree)
