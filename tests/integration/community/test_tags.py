"""Tags by hand and by script, with a source and an end."""

from datetime import timedelta

import pytest

from community import people, tags
from community.tags import Hand
from core.errors import Refused
from storage.members import Member
from storage.tags import MemberTag
from tests.databases import on_both
from tests.integration.community.world import World


async def held(world: World, member: Member) -> list[MemberTag]:
    async with world.scope() as scope:
        return await scope.uow.tags.of(member.id)


@on_both
async def test_a_tag_is_added_once_taken_off_once_and_can_come_again(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        assert await tags.add(scope, lin, "写作", source="run:1:greet")
        assert not await tags.add(scope, lin, "写作", source="run:2:greet")
    assert [dict(fact.data) for fact in world.facts or ()] == [{"tag": "写作"}]
    async with world.scope() as scope:
        assert await tags.remove(scope, lin, "写作", source="run:3:end")
        assert not await tags.remove(scope, lin, "写作", source="run:3:end")
        assert await tags.add(scope, lin, "写作", source="run:4:greet")
    assert world.kinds() == ["tag_removed", "tag_added"]
    assert [(tag.tag, tag.source) for tag in await held(world, lin)] == [("写作", "run:4:greet")]


async def test_by_hand_it_is_audited_and_some_are_not_to_be_given(world: World) -> None:
    lin, by = await world.member(), await world.user(await world.member("助教"))
    async with world.scope() as scope:
        await tags.put_on(scope, lin, "vip", Hand(by))
        for act in (tags.put_on, tags.take_off):
            with pytest.raises(Refused) as refused:
                await act(scope, lin, "staff", Hand(by))
            assert (refused.value.code, refused.value.particulars) == ("tag_reserved", {"tag": "staff"})
        acts = await scope.uow.audit.latest(world.community_id, 5)
    assert [(act.act, act.actor, act.member_id) for act in acts] == [("tag", by.id, lin.id)]


@on_both
async def test_a_tag_ends_when_it_said(world: World) -> None:
    lin = await world.member()
    end = world.clock.now() + timedelta(days=1)
    async with world.scope() as scope:
        await tags.add(scope, lin, "试用", source="hand", expires_at=end)
        assert await scope.uow.tags.next_expiry() == end
        assert await tags.expire_due(scope.uow, 10) == 0
    world.later(days=2)
    async with world.scope() as scope:
        assert await tags.expire_due(scope.uow, 10) == 1
        assert await tags.expire_due(scope.uow, 10) == 0
    assert [(fact.kind, fact.at, dict(fact.data)) for fact in world.facts or ()] == [
        ("tag_removed", end, {"tag": "试用"})
    ]
    assert await held(world, lin) == []


async def test_the_last_word_on_the_end_counts(world: World) -> None:
    lin = await world.member()
    end = world.clock.now() + timedelta(days=1)
    async with world.scope() as scope:
        await tags.add(scope, lin, "试用", source="hand", expires_at=end)
        assert not await tags.add(scope, lin, "试用", source="hand")
    assert [tag.expires_at for tag in await held(world, lin)] == [None]


@pytest.mark.parametrize("text", ["", "两个 词", "a" * 33, "🎉", "<b>", "a/b", "#", "##a"])
def test_what_can_be_no_tag(text: str) -> None:
    with pytest.raises(Refused) as refused:
        tags.parse_tag(text)
    assert refused.value.code == "tag_bad"


@pytest.mark.parametrize(("text", "tag"), [("#写作", "写作"), (" vip-2 ", "vip-2"), ("Cafe\u0301", "Café")])
def test_what_can_be_a_tag(text: str, tag: str) -> None:
    assert tags.parse_tag(text) == tag


async def test_who_said_stop_is_tagged_until_they_want_to_hear_again(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        assert await people.opt_out(scope.uow, world.policies, user, scope.uow.now)
        user = await scope.uow.users.get(lin.user_id)
        assert user.opted_out
        assert not await people.opt_out(scope.uow, world.policies, user, scope.uow.now)
    assert world.kinds() == ["tag_added", "opted_out"]
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        assert await people.opt_in(scope.uow, world.policies, user, scope.uow.now)
        assert not (await scope.uow.users.get(lin.user_id)).opted_out
    assert await held(world, lin) == []


async def test_pressing_start_opens_the_private_chat_in_every_community(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        user = await people.started_private(scope.uow, await scope.uow.users.get(lin.user_id), scope.uow.now)
        assert (user.reach, user.started_at) == ("open", scope.uow.now)
        assert people.blocked(scope.uow, user).reach == "blocked"
    assert world.kinds() == ["started_private"]
    assert (await world.user(lin)).reach == "blocked"
