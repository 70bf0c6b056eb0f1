"""People of whom anything may be so, under any rules, in any community: what the daily round may meet."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count

from hypothesis import strategies as st
from sqlalchemy import insert

from community import communities, stages
from community.house_rules import HouseRules
from community.scope import Scope
from config.policies import StagePolicy
from config.tags import Pattern, TagRule
from core.localtime import instant_of
from storage.activity import activity
from storage.leaves import Leave
from storage.members import Member, Status, members
from storage.tags import MemberTag
from storage.users import User
from tests.integration.community.world import World, add_bot

DAY = timedelta(days=1)
FEW = st.integers(0, 5)
NAMES = ("a", "b", "c")
HOURS = st.sampled_from(
    [0, 0, 0, 1 << 4, 1 << 14 | 1 << 15, 1 << 16 | 1 << 20, 1 << 23, 1 << 3, 1 << 9 | 1 << 17]
)

_chats = count(-5000, -1)


@dataclass(frozen=True)
class Life:
    """Somebody of whom anything may be so. Days are ago; None: never."""

    status: str
    joined: int | None
    acted: dict[int, int]
    """The bits of the hours by the day."""
    points: int
    streak: int
    checked_in: int | None
    leave: tuple[int, int] | None
    stage: str
    """`fitting`: where what they did puts them."""
    wavers: int | None
    tags: dict[str, tuple[bool, str, int, int | None]]
    """By name: whether it is held, its source (`rule`: its own), since when and for how many days more."""
    later: tuple[int, ...] = ()
    """The bits of the hours of the days to come."""


LIVES = st.builds(
    Life,
    status=st.sampled_from([Status.INSIDE, Status.INSIDE, Status.SEEN, Status.LEFT]),
    joined=st.none() | st.integers(0, 12),
    acted=st.dictionaries(st.integers(0, 9), HOURS, max_size=8),
    points=FEW,
    streak=FEW,
    checked_in=st.none() | st.integers(0, 9),
    leave=st.none() | st.tuples(FEW, FEW),
    stage=st.just("fitting") | st.sampled_from(["", *stages.RANKS]),
    wavers=st.sampled_from([None, None, None, 0, 1, 2]),
    tags=st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(
            st.booleans(),
            st.sampled_from(["rule", "rule", "hand", "run:1"]),
            st.sampled_from([0, 3, 29, 30, 31]),
            st.none() | st.integers(1, 4),
        ),
    ),
    later=st.tuples(HOURS, HOURS, HOURS),
)

ON_LEAVE = Life(Status.INSIDE, 12, {1: 1 << 4}, 0, 5, 4, (3, 0), "active", None, {})
"""Their streak stands only because of their own leave."""

LIMITS = st.builds(
    StagePolicy,
    new_days=st.integers(1, 4),
    at_risk_days=st.integers(1, 6),
    gone_days=st.integers(1, 9),
    core_points=st.integers(1, 5),
    core_streak=st.integers(1, 5),
    grace_days=st.integers(0, 2),
    daily_at=st.just("07:00"),
)

NEVER_SEEN = Life(Status.SEEN, None, {}, 0, 0, None, None, "gone", None, {})
"""Neither joined nor ever spoke, and thus at risk only."""

ONE_NIGHT = Life(
    Status.INSIDE,
    12,
    {2: 1 << 15, 1: 1 << 17},
    0,
    0,
    None,
    None,
    "active",
    None,
    {"a": (True, "rule", 3, None)},
)
"""Around before and after one and the same midnight of Shanghai, with the tag of who was in two nights."""
TWO_NIGHTS = {"a": TagRule(when=Pattern(nights=2, within=4))}

STRICT = StagePolicy(
    new_days=1, at_risk_days=6, gone_days=9, core_points=5, core_streak=5, grace_days=1, daily_at="07:00"
)

_ASKED = (
    "points>2",
    "stage:core",
    "streak>=2",
    "tag:a",
    "-tag:b",
    "joined>2d",
    "inactive<=3d or stage:new",
    "all",
)
_ONE_TO_FOUR = st.integers(1, 4)
PATTERNS = (
    st.fixed_dictionaries(
        {"within": st.sampled_from([4, 7])},
        optional={
            "who": st.sampled_from(_ASKED),
            "nights": _ONE_TO_FOUR,
            "active_days": _ONE_TO_FOUR,
            "silent_days": st.integers(1, 6),
        },
    )
    .filter(lambda asked: len(asked) > 1)
    .map(Pattern.model_validate)
)
RULES = st.dictionaries(
    st.sampled_from(NAMES),
    st.builds(TagRule, when=PATTERNS, for_days=st.none() | _ONE_TO_FOUR, off_when=st.none() | PATTERNS),
    max_size=3,
)


@dataclass(frozen=True)
class Setting:
    """Where they live, and on which days (ago, or still to come) nobody was expected."""

    zone: str
    rest_weekdays: frozenset[int]
    rest_days: frozenset[int]
    down_days: frozenset[int]


NO_DAY_OFF = Setting("Asia/Shanghai", frozenset(), frozenset(), frozenset())
EVERY_DAY_OFF = Setting("Asia/Shanghai", frozenset(range(7)), frozenset(), frozenset())

SETTINGS = st.builds(
    Setting,
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kolkata"]),
    rest_weekdays=st.just(frozenset[int]()) | st.frozensets(st.integers(0, 6), max_size=7),
    rest_days=st.frozensets(st.integers(-2, 6), max_size=4),
    down_days=st.frozensets(st.integers(0, 6), max_size=4),
)


async def settle(world: World, setting: Setting) -> None:
    """A community of its own."""
    async with world.database.begin() as uow:
        chat = await add_bot(uow, world.policies, next(_chats), "群")
        made = await communities.found(uow, world.policies, chat, setting.zone, "zh")
        scope = Scope(uow, made, world.policies)
        rules = HouseRules(
            rest_weekdays=setting.rest_weekdays,
            rest_dates=frozenset(scope.today - DAY * ago for ago in setting.rest_days),
            absences=tuple(_away(scope, scope.today - DAY * ago) for ago in sorted(setting.down_days)),
        )
        uow.communities.put(replace(made, house_rules=rules.model_dump_json()))
        world.community_id = made.id


def _away(scope: Scope, day: date) -> tuple[datetime, datetime]:
    return instant_of(day, time(9), scope.zone), instant_of(day, time(15), scope.zone)


async def born(scope: Scope, life: Life) -> Member:
    """Somebody who leads this life."""
    uow, now, today = scope.uow, scope.uow.now, scope.today
    user = uow.users.put(User(uow.new_id(), uow.new_id(), "小林"))
    member = Member(
        uow.new_id(),
        scope.community.id,
        user.id,
        life.status,
        first_seen_at=now - DAY * 12,
        joined_at=None if life.joined is None else now - DAY * life.joined,
        streak=life.streak,
        last_check_in=None if life.checked_in is None else today - DAY * life.checked_in,
        leave_until=None if life.leave is None else today - DAY * min(life.leave),
        stage=_stage(scope, life),
        wavers_since=None if life.wavers is None else today - DAY * life.wavers,
    )
    uow.members.put(member)
    if life.leave is not None:
        first, last = today - DAY * max(life.leave), today - DAY * min(life.leave)
        uow.leaves.add(Leave(uow.new_id(), scope.community.id, member.id, first, last, now))
    for tag, (held, source, since, more) in life.tags.items():
        ends = None if more is None or not held else now + DAY * more
        whose = f"rule:{tag}" if source == "rule" else source
        row = MemberTag(uow.new_id(), member.id, tag, held, whose, now - DAY * since, ends)
        uow.tags.put(row, scope.community.id, now, None)
    await uow.execute(members.update().where(members.c.id == member.id).values(points=life.points))
    for ago, hours in life.acted.items():
        await acts(scope, member, today - DAY * ago, hours)
    return member


async def acts(scope: Scope, member: Member, day: date, hours: int) -> None:
    """They did something in these hours of a day."""
    key = {"community_id": scope.community.id, "member_id": member.id, "day": day}
    await scope.uow.execute(insert(activity).values(**key, messages=1, presses=0, hours=hours))


def _stage(scope: Scope, life: Life) -> str:
    if life.stage != "fitting":
        return life.stage
    today, last = scope.today, min(life.acted, default=None)
    joined_on = None if life.joined is None else today - DAY * life.joined
    last_day = None if last is None else today - DAY * last
    return stages.stage(joined_on, last_day, life.points, 0, True, today, scope.policies)
