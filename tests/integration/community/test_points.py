"""The ledger: whatever happens, the balance is its sum, caps hold, and no source counts twice."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community import points, rank, staff
from community.points import HAND, SCRIPT, Grounds
from community.scope import Scope
from core.errors import Refused
from storage.members import Member, members
from storage.rank import Span
from tests.databases import on_both
from tests.integration.community.world import World


def grounds(source: str, rule: str = SCRIPT, reason: str = "读书") -> Grounds:
    return Grounds(reason, rule, source)


@on_both
async def test_an_award_is_in_the_ledger_and_in_the_balance(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        booked = await points.award(scope, lin, 5, grounds("a"))
        again = await points.award(scope, lin, 5, grounds("a"))
    assert (booked.amount, booked.balance, again.entry, again.balance) == (5, 5, None, 5)
    assert world.facts is not None
    assert [dict(fact.data) for fact in world.facts] == [{"balance": 5, "amount": 5}]

    async with world.scope() as scope:
        repeated = await points.award(scope, lin, 5, grounds("a"))
        ledger = await scope.uow.points.latest(lin.id, 10)
    assert repeated.entry is None
    assert [(entry.amount, entry.reason, entry.source) for entry in ledger] == [(5, "读书", "a")]
    assert (await world.now(lin)).points == 5


async def test_the_cap_of_a_day_leaves_what_is_left_and_opens_at_local_midnight(world: World) -> None:
    lin = await world.member()
    cap = world.policies.points.rule(SCRIPT).a_day
    assert cap is not None
    async with world.scope() as scope:
        await points.award(scope, lin, cap - 3, grounds("a"))
        rest = await points.award(scope, lin, 10, grounds("b"))
        nothing = await points.award(scope, lin, 10, grounds("c"))
    assert (rest.amount, rest.capped) == (3, True)
    assert (nothing.entry, nothing.capped, nothing.balance) == (None, True, cap)

    world.clock.set(world.clock.now().replace(hour=16))  # midnight in Shanghai
    async with world.scope() as scope:
        tomorrow = await points.award(scope, lin, 10, grounds("d"))
    assert (tomorrow.amount, tomorrow.capped) == (10, False)


async def test_a_script_deducts_to_zero_and_no_further(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        await points.award(scope, lin, 3, grounds("a"))
        taken = await points.deduct(scope, lin, 5, grounds("b"))
        none = await points.deduct(scope, lin, 5, grounds("c"))
    assert (taken.amount, taken.capped, taken.balance) == (-3, True, 0)
    assert (none.entry, none.capped) == (None, True)


async def test_by_hand_nothing_happens_by_halves(world: World) -> None:
    lin, helper = await world.member(), await world.member("助教")
    by = await world.user(helper)
    cap = world.policies.points.rule(HAND).a_day
    assert cap is not None
    async with world.scope() as scope:
        await points.award(scope, lin, cap - 1, Grounds("帮忙", HAND, "1", by=by))
        with pytest.raises(Refused) as over:
            await points.award(scope, lin, 2, Grounds("帮忙", HAND, "2", by=by))
        with pytest.raises(Refused) as low:
            await points.deduct(scope, lin, cap, Grounds("刷分", HAND, "3", by=by))
        acts = await scope.uow.audit.latest(world.community_id, 10)
    assert (over.value.code, over.value.particulars) == ("award_over_cap", {"cap": cap, "left": 1})
    assert (low.value.code, low.value.particulars) == ("balance_too_low", {"balance": cap - 1, "points": cap})
    ((act, actor, member_id, detail),) = [(one.act, one.actor, one.member_id, one.detail) for one in acts]
    assert (act, actor, member_id) == ("award", by.id, lin.id)
    assert detail is not None
    assert (detail["points"], detail["reason"]) == (cap - 1, "帮忙")


async def test_nobody_rewards_themselves(world: World) -> None:
    lin = await world.member()
    user = await world.user(lin)
    async with world.scope() as scope:
        with pytest.raises(Refused) as refused:
            await points.award(scope, lin, 1, Grounds("我很棒", HAND, "1", by=user))
    assert refused.value.code == "self_reward"
    assert (await world.now(lin)).points == 0


async def test_staff_is_kept_off_the_rank_and_equals_share_a_place(world: World) -> None:
    owner, helper = await world.member("群主"), await world.member("助教")
    lin, zhou, xu = [await world.member(name) for name in ("小林", "老周", "小徐")]
    owner_user = await world.user(owner)
    owners = {owner_user.telegram_id}
    async with world.scope() as scope:
        await staff.name_assistant(scope, await scope.uow.users.get(helper.user_id), owner_user)
        for member, amount in ((owner, 90), (helper, 80), (lin, 20), (zhou, 20), (xu, 10)):
            await points.award(scope, member, amount, grounds(str(member.id)))
        top = (await rank.table(scope, await rank.board(scope, Span.ALL, owners), None)).leaders
        places = {
            key.id: await rank.place_of(scope, await scope.uow.members.get(key.id), owners)
            for key in (owner, helper, lin, zhou, xu)
        }
    assert [(one.place, one.member.id) for one in top] == [(1, lin.id), (1, zhou.id), (3, xu.id)]
    assert places == {owner.id: None, helper.id: None, lin.id: 1, zhou.id: 1, xu.id: 3}


async def test_places_are_counted_up_to_the_last_that_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "LAST_PLACE", 2)
    crowd = [await world.member(name) for name in ("小林", "老周", "小徐", "阿美")]
    async with world.scope() as scope:
        for amount, member in enumerate(reversed(crowd), 1):
            await points.award(scope, member, amount, grounds(str(member.id)))
        places = [await rank.place_of(scope, await scope.uow.members.get(member.id), ()) for member in crowd]
    assert places == [1, 2, 3, 3]


Act = tuple[str, int, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["award", "deduct", "cut", "commit", "flush"]), st.integers(0, 9), st.integers(1, 600)
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
async def test_any_history_keeps_the_ledger_right(world: World, acts: list[Act]) -> None:
    """Awards, deductions, repeated sources, failed handlers that are cut off, commits in between."""
    world.later(days=1)
    lin = await world.member()
    rest = list(acts)
    while rest:
        async with world.scope() as scope:
            while rest and rest[0][0] != "commit":
                await _do(scope, lin, rest.pop(0))
            rest = rest[1:]
            await _check_ledger(scope, lin)
    async with world.scope() as scope:
        await _check_ledger(scope, lin)


async def _do(scope: Scope, lin: Member, act: Act) -> None:
    what, source, amount = act
    because = grounds(f"{lin.id}:{source}")
    if what == "award":
        await points.award(scope, lin, amount, because)
    elif what == "deduct":
        await points.deduct(scope, lin, amount, because)
    elif what == "flush":
        await scope.uow.flush()
    else:
        mark = scope.uow.mark()
        await points.award(scope, lin, amount, because)
        scope.uow.cut(mark)


async def _check_ledger(scope: Scope, lin: Member) -> None:
    member = await scope.uow.members.get(lin.id)
    entries = await scope.uow.points.latest(lin.id, 1000)
    stored = await scope.uow.query(select(members.c.points).where(members.c.id == lin.id))
    assert member.points == stored[0].points == sum(entry.amount for entry in entries) >= 0
    assert len({entry.source for entry in entries}) == len(entries)
    cap = scope.policies.points.rule(SCRIPT).a_day
    assert cap is not None
    assert sum(entry.amount for entry in entries if entry.amount > 0) <= cap


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e9", "amount_not_a_number"),
        ("-5", "amount_not_positive"),
        ("−5", "amount_not_a_number"),
        ("0", "amount_not_positive"),
        ("000", "amount_not_positive"),
        ("", "amount_not_a_number"),
        ("🎉", "amount_not_a_number"),
        ("5.5", "amount_not_a_number"),
        ("²", "amount_not_a_number"),
        ("五", "amount_not_a_number"),
        ("0x10", "amount_not_a_number"),
        ("+-5", "amount_not_a_number"),
        ("1001", "amount_too_large"),
        ("9" * 5000, "amount_too_large"),
        ("<b>5</b>", "amount_not_a_number"),
    ],
)
def test_amounts_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        points.parse_amount(text, 1000)
    assert refused.value.code == code
    assert len(str(refused.value.particulars["text"])) <= 32


@pytest.mark.parametrize(("text", "amount"), [("5", 5), (" +5 ", 5), ("５", 5), ("1000", 1000), ("007", 7)])
def test_amounts_that_are_taken(text: str, amount: int) -> None:
    assert points.parse_amount(text, 1000) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "reason_missing"), (" \n\u200b ", "reason_missing"), ("长" * 201, "reason_too_long")],
)
def test_reasons_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        points.parse_reason(text)
    assert refused.value.code == code


async def test_an_award_counts_for_the_day_it_was_earned_on(world: World) -> None:
    lin = await world.member()
    yesterday = world.clock.now() - timedelta(days=1)
    async with world.scope() as scope:
        await points.award(scope, lin, 4, Grounds("补记", SCRIPT, "a", at=yesterday))
        assert await scope.uow.points.sum_of_day(world.community_id, scope.day(yesterday)) == 4
        assert await scope.uow.points.sum_of_day(world.community_id, scope.today) == 0
