"""Naming a member: a clear answer or exactly the one who is meant."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import people
from community.naming import find_member
from core.errors import Refused
from core.permissions import ANONYMOUS_ADMIN
from storage.users import User
from tests.integration.community.world import World, person


async def refusal(world: World, reference: User | str) -> tuple[str, dict[str, object]]:
    async with world.scope() as scope:
        with pytest.raises(Refused) as refused:
            await find_member(scope, reference)
        assert scope.uow.facts == []
    return refused.value.code, refused.value.particulars


async def test_by_username_whatever_its_case_and_by_id(world: World) -> None:
    lin = await world.member("小林", username="XiaoLin")
    user = await world.user(lin)
    async with world.scope() as scope:
        for reference in ("@xiaolin", " @XIAOLIN ", str(user.telegram_id), user):
            assert (await find_member(scope, reference)).id == lin.id


@pytest.mark.parametrize(
    "text",
    ["@nobody", "12345678", "小林", "", "@", "🎉", "-5", "1e9", "9" * 400, "１２３",
     "@'; drop table users; --", "\u202e@lin"],
)  # fmt: skip
async def test_nobody_is_meant(world: World, text: str) -> None:
    await world.member("小林", username="lin")
    code, particulars = await refusal(world, text)
    assert code == "member_unknown"
    assert len(str(particulars["name"])) <= 64


async def test_a_username_that_moved_is_ambiguous(world: World) -> None:
    await world.member("旧人", username="lin")
    await world.member("新人", username="Lin")
    assert await refusal(world, "@lin") == ("member_ambiguous", {"name": "@lin", "count": 2})


async def test_somebody_of_another_community_is_unknown_here(world: World) -> None:
    async with world.scope() as scope:
        await person(scope.uow, "过客", telegram_id=555, username="guoke")
    assert (await refusal(world, "@guoke"))[0] == "member_unknown"
    assert (await refusal(world, "555"))[0] == "member_unknown"


async def test_bots_and_anonymous_admins_are_nobody(world: World) -> None:
    async with world.scope() as scope:
        robot = await people.see_user(scope.uow, 77, "Robot", is_bot=True)
        hidden = await person(scope.uow, "Group", ANONYMOUS_ADMIN)
    assert await refusal(world, robot) == ("member_is_bot", {"name": "Robot"})
    assert (await refusal(world, hidden))[0] == "member_is_bot"
    assert (await refusal(world, str(ANONYMOUS_ADMIN)))[0] == "member_is_bot"


NAMES = st.text(min_size=1, max_size=64).filter(lambda name: "\x00" not in name) | st.sampled_from(
    ["<b>粗</b>", "&amp;", "</a><script>", "مرحبا بالعالم", "\u202eeman", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L", "👩‍👩‍👧‍👦", "ﷺ" * 8, "'; --"]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=NAMES, last=NAMES)
async def test_any_name_is_kept_as_it_is(world: World, first: str, last: str) -> None:
    async with world.scope() as scope:
        user = await people.see_user(scope.uow, 4711, first, last_name=last)
    async with world.scope() as scope:
        kept = await scope.uow.users.by_telegram_id(4711)
        assert kept is not None
        assert (kept.id, kept.first_name, kept.last_name) == (user.id, first, last)
        assert kept.name
