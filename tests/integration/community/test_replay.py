"""The ledger earned once more: the same policy brings the same points, another one what it says."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cli import main
from community import check_ins, points, recognition
from community.check_ins import Source
from community.points import HAND, SCRIPT, Grounds
from community.replay import gini, held_by_the_top, replayed
from community.scope import Scope
from config.points import DEFAULT, PointPolicy, read_points
from core.errors import Refused
from storage.members import Member
from storage.past import Home, Past, read_pasts
from tests.databases import on_both
from tests.integration.community.world import World

Act = tuple[str, int, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["script", "hand", "deduct", "undo", "thank", "check_in", "next_day", "later"]),
        st.integers(0, 3),
        st.integers(1, 900),
    ),
    max_size=30,
)


def url_of(world: World) -> str:
    """Where the world's database is."""
    engine: Any = world.database._engine
    return str(engine.url.render_as_string(hide_password=False))


async def pasts(world: World) -> dict[int, Past]:
    """What is on record of everybody, by member."""
    found: dict[int, Past] = {}

    def each(_home: Home, past: Past) -> None:
        found[past.member_id] = past

    await read_pasts(url_of(world), each, world.community_id)
    return found


def policy(tmp_path: Path, *changes: tuple[str, str]) -> PointPolicy:
    """The policy that ships with some words changed."""
    text = DEFAULT.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "points-other.yaml"
    file.write_text(text, "utf-8")
    return read_points(file)


async def do(world: World, crowd: list[Member], act: Act, number: int) -> None:
    what, who, amount = act
    lin, other = crowd[who], crowd[who - 1]
    if what in ("next_day", "later"):
        world.later(**({"days": 1} if what == "next_day" else {"minutes": amount}))
        return
    async with world.scope() as scope:
        source = f"{what}:{number}:{lin.id}"
        if what in ("script", "hand"):
            await points.award(
                scope, lin, amount, Grounds("好", SCRIPT if what == "script" else HAND, source)
            )
        elif what == "deduct":
            await points.deduct(scope, lin, amount, Grounds("坏", SCRIPT, source))
        elif what == "thank":
            await recognition.thank(scope, other, lin, source, scope.uow.now)
        elif what == "check_in":
            await check_ins.check_in(scope, lin, scope.today, scope.uow.now, Source.COMMAND)
        else:
            await undo_one(scope, lin, amount)


async def undo_one(scope: Scope, lin: Member, amount: int) -> None:
    """Take back one of the latest entries, if that is still possible in full."""
    entries = await scope.uow.points.latest(lin.id, 10)
    undone = await scope.uow.points.undone(entry.id for entry in entries)
    free = [entry for entry in entries if entry.undoes is None and entry.id not in undone]
    if free and (await scope.uow.members.get(lin.id)).points >= free[amount % len(free)].amount:
        await points.take_back(scope, free[amount % len(free)])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
async def test_in_any_history_caps_hold_and_balances_are_sums(world: World, acts: list[Act]) -> None:
    """Awards, deductions, thanks, check-ins, undone in any order: the ledger says what the members have."""
    crowd = [await world.member(name) for name in ("小林", "阿美", "老周", "小徐")]
    world.later(days=2)
    for number, act in enumerate(acts):
        await do(world, crowd, act, number)
    rules = world.policies.points
    for past in (await pasts(world)).values():
        if past.member_id not in {one.id for one in crowd}:
            continue
        assert past.points == sum(entry.amount for entry in past.entries) >= 0
        assert len({entry.source for entry in past.entries}) == len(past.entries)
        for day in {entry.day for entry in past.entries}:
            of_day = [entry for entry in past.entries if entry.day == day]
            assert sum(entry.gain for entry in of_day) <= (rules.a_day or 0)
            for rule in {entry.rule for entry in of_day}:
                cap = rules.rule(rule).a_day
                assert cap is None or sum(entry.gain for entry in of_day if entry.rule == rule) <= cap


@on_both
async def test_the_same_policy_brings_the_same_points(world: World) -> None:
    crowd = [await world.member(name) for name in ("小林", "阿美", "老周", "小徐")]
    world.later(days=2)
    acts: list[Act] = [("check_in", one % 4, 1) for one in range(4)]
    acts += [("thank", 1, 1), ("thank", 1, 2), ("script", 1, 900), ("script", 1, 400), ("hand", 2, 50)]
    acts += [("next_day", 0, 1), ("thank", 1, 3), ("undo", 2, 0), ("deduct", 1, 30), ("check_in", 1, 1)]
    for number, act in enumerate(acts):
        await do(world, crowd, act, number)

    for past in (await pasts(world)).values():
        assert replayed(past, world.policies.points, world.policies.points) == past.points


async def test_another_policy_brings_what_it_says(world: World, tmp_path: Path) -> None:
    lin, mei = await world.member("小林"), await world.member("阿美")
    world.later(days=2)
    async with world.scope() as scope:
        await points.award(scope, lin, 900, Grounds("课程", SCRIPT, "a"))
        capped = await points.award(scope, lin, 400, Grounds("课程", SCRIPT, "b"))
        assert (capped.amount, capped.capped) == (100, True)
        nothing = await points.award(scope, lin, 50, Grounds("课程", SCRIPT, "c"))
        assert nothing.capped
        await recognition.thank(scope, mei, lin, "d", scope.uow.now)
        await recognition.thank(scope, mei, lin, "e", scope.uow.now)
    for _ in range(3):
        async with world.scope() as scope:
            await check_ins.check_in(scope, mei, scope.today, scope.uow.now, Source.COMMAND)
        world.later(days=1)
    found, now = await pasts(world), world.policies.points

    def then(member: Member, *changes: tuple[str, str]) -> int:
        return replayed(found[member.id], now, policy(tmp_path, *changes))

    assert (found[lin.id].points, found[mei.id].points) == (1002, 6)
    assert then(lin, ("script: {a_day: 1000}", "script: {}")) == 1352
    assert then(lin, ("points: 2\n    a_day: 10", "points: 5\n    a_day: 10")) == 1005
    assert then(lin, ("a_day: 4000", "a_day: 60")) == 60
    assert then(mei, ("{points: 2, a_day: 2", "{points: 3, a_day: 2")) == 6
    assert (
        then(mei, ("  - {days: 7,", "  - {days: 3, points: 4, reason: {zh: 三天, en: Three}}\n  - {days: 7,"))
        == 10
    )


async def test_who_rises_and_falls_is_printed_and_nothing_changes(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lin, mei = await world.member("小林"), await world.member("阿美")
    async with world.scope() as scope:
        await points.award(scope, lin, 100, Grounds("课程", SCRIPT, "a"))
        await points.award(scope, mei, 60, Grounds("分享", HAND, "b"))
    monkeypatch.setenv("DATABASE_URL", url_of(world))
    policy(tmp_path, ("script: {a_day: 1000}", "script: {a_day: 40}"), ('version: "1"', 'version: "2"'))
    file = tmp_path / "points-other.yaml"

    assert await asyncio.to_thread(main, ["points", "replay", str(file), "--top", "5"]) == 0
    told = capsys.readouterr().out
    assert "早起写作营" in told
    assert "then: 2-" in told
    assert "points in all" in told
    assert "160 → 100" in " ".join(told.split())
    assert "2 → 1 60 → 60 阿美" in " ".join(told.split())
    assert "1 → 2 100 → 40 小林" in " ".join(told.split())
    assert "no occasion is on record for check_in, thanked, reacted" in told
    assert (await world.now(lin)).points == 100

    file.write_text("policy: points\nversion: 3\n", "utf-8")
    assert await asyncio.to_thread(main, ["points", "replay", str(file)]) == 1
    assert f"{file}:1:1: `rules` is missing" in capsys.readouterr().err


def test_concentration_is_told_from_evenness() -> None:
    assert gini([5, 5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 20]) == pytest.approx(0.75)
    assert held_by_the_top([10, 5, 5]) == pytest.approx(0.5)
    assert (gini([]), gini([0, 0]), held_by_the_top([0])) == (0.0, 0.0, 0.0)


async def test_an_award_that_is_spent_is_not_taken_back_by_hand(world: World) -> None:
    lin, helper = await world.member(), await world.member("助教")
    by = await world.user(helper)
    async with world.scope() as scope:
        booked = await points.award(scope, lin, 10, Grounds("好", HAND, "a", by=by))
        await points.deduct(scope, lin, 8, Grounds("换礼物", SCRIPT, "b"))
        assert booked.entry is not None
        with pytest.raises(Refused) as refused:
            await points.take_back(scope, booked.entry, by=by)
        assert refused.value.code == "points_spent"
        back = await points.take_back(scope, booked.entry)
        with pytest.raises(Refused):
            await points.take_back(scope, booked.entry)
    assert (back.amount, (await world.now(lin)).points) == (-2, 0)


async def test_what_is_taken_back_makes_room_under_the_cap(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        booked = await points.award(scope, lin, 1000, Grounds("好", SCRIPT, "a"))
        assert booked.entry is not None
    world.later(hours=1)
    async with world.scope() as scope:
        await points.take_back(scope, booked.entry)
        again = await points.award(scope, lin, 1000, Grounds("好", SCRIPT, "b"))
        member = await scope.uow.members.get(lin.id)
    assert (again.amount, member.points) == (1000, 1000)


async def test_messages_earn_where_the_policy_says_so_and_are_worth_it(world: World, tmp_path: Path) -> None:
    rule = "message: {points: 1, min_length: 10, cool_down: 30m, a_day: 2, reason: {zh: 发言, en: Message}}"
    helped = "  helped: {points: 2"
    talkative = policy(tmp_path, (helped, f"  {rule}\n{helped}"))
    world.policies = world.policies.model_copy(update={"points": talkative})
    lin = await world.member()

    async def say(text: str, number: int) -> int:
        async with world.scope() as scope:
            await recognition.reward_message(scope, lin, text, f"message:{number}", scope.uow.now)
        return (await world.now(lin)).points

    assert await say("好好好好好好好好好好好好好好", 1) == 0
    assert await say("今天读了第三章很有收获", 2) == 1
    world.later(minutes=10)
    assert await say("再说一句今天天气真不错呀", 3) == 1
    world.later(minutes=25)
    assert await say("晚上打算把第四章也读完它", 4) == 2
    world.later(minutes=31)
    assert await say("明天见大家早点休息晚安了", 5) == 2

    world.clock.set(world.clock.now().replace(hour=15, minute=50))  # ten minutes to midnight in Shanghai
    world.later(days=1)
    assert await say("睡前再写几句今天的小收获", 6) == 3
    world.later(minutes=20)
    assert await say("过了零点还在想刚才那一章", 7) == 3


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("谢谢老师", True),
        ("太感谢了！", True),
        ("🙏", True),
        ("Thanks a lot", True),
        ("thank you!", True),
        ("不用谢", False),
        ("不谢不谢", False),
        ("No thanks", False),
        ("Thanksgiving is near", False),
        ("写一封感谢信", False),
        ("不用谢，我也谢谢你", True),
        ("", False),
    ],
)
def test_what_a_thank_you_is(text: str, thanks: bool) -> None:
    rule = read_points().rules.thanked
    assert rule is not None
    assert recognition.is_thanks(text, rule) is thanks
