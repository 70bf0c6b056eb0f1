"""Chats: the bot comes, gets other rights, goes, comes back; groups become supergroups; roles; staff."""

from datetime import timedelta

import pytest

from community import communities, people, staff
from community.communities import BotStanding, Change, ChatChange, ChatProfile
from core.errors import Refused
from core.message import Target
from core.permissions import ANONYMOUS_ADMIN, Role
from storage.communities import ChatRole
from storage.users import Reach
from tests.databases import on_both
from tests.integration.community.world import World, add_bot, main, person

GROUP = ChatProfile(-1001, "supergroup", "早起写作营")
OUTSIDE = BotStanding(inside=False, status="left")
MEMBER = BotStanding(inside=True, status="member")
ADMIN = BotStanding(inside=True, status="administrator", rights={"can_invite_users": True})


async def changed(world: World, profile: ChatProfile, standing: BotStanding) -> ChatChange:
    async with world.scope() as scope:
        return await communities.bot_changed(scope.uow, world.policies, profile, standing, None)


async def test_rights_removal_and_return(world: World) -> None:
    assert (await changed(world, GROUP, ADMIN)).change is Change.NONE
    assert (await changed(world, GROUP, MEMBER)).change is Change.RIGHTS
    removed = await changed(world, GROUP, OUTSIDE)
    assert removed.change is Change.REMOVED
    assert removed.chat is not None
    assert not removed.chat.active
    assert (await changed(world, GROUP, OUTSIDE)).change is Change.NONE

    world.later(days=29)
    back = await changed(world, GROUP, ADMIN)
    assert (back.change, back.away) == (Change.RETURNED, timedelta(days=29))
    assert back.chat is not None
    assert back.chat.community_id == world.community_id

    await changed(world, GROUP, OUTSIDE)
    world.later(days=31)
    assert (await changed(world, GROUP, ADMIN)).change is Change.RETURNED_LATE


async def test_a_chat_never_seen(world: World) -> None:
    other = ChatProfile(-2002, "group", "新群")
    assert await changed(world, other, OUTSIDE) == ChatChange(None, Change.NONE)
    async with world.scope() as scope:
        await communities.see_chat(scope.uow, other)  # a message came before `my_chat_member`
    added = await changed(world, other, MEMBER)
    assert added.change is Change.ADDED
    assert added.chat is not None
    assert added.chat.role == ChatRole.UNBOUND


@on_both
async def test_a_group_that_became_a_supergroup_stays_the_same_chat(world: World) -> None:
    async with world.scope() as scope:
        before = await main(scope)
        first = await scope.uow.chats.migrate(-1001, -100777)
        second = await scope.uow.chats.migrate(-1001, -100777)
    assert first is not None
    assert second is not None
    assert first.id == second.id == before.id
    async with world.scope() as scope:
        for telegram_id in (-1001, -100777):
            found = await scope.uow.chats.by_telegram_id(telegram_id)
            assert found is not None
            assert (found.id, found.telegram_id, found.kind) == (before.id, -100777, "supergroup")
    assert (await changed(world, GROUP, OUTSIDE)).change is Change.NONE  # leaving the old one is no removal
    async with world.scope() as scope:
        assert (await main(scope)).active


@on_both
async def test_a_supergroup_that_was_seen_before_its_migration(world: World) -> None:
    async with world.scope() as scope:
        before = await main(scope)
        await add_bot(scope.uow, world.policies, -100777)
    async with world.scope() as scope:
        await scope.uow.chats.migrate(-1001, -100777)
    async with world.scope() as scope:
        found = await scope.uow.chats.by_telegram_id(-100777)
        assert found is not None
        assert (found.id, found.community_id) == (before.id, world.community_id)


async def test_a_role_is_given_once(world: World) -> None:
    camp = await world.chat(ChatRole.CAMP, -3, "训练营")
    async with world.scope() as scope:
        assert (await communities.bind_chat(scope, camp, ChatRole.CAMP)).role == ChatRole.CAMP
        with pytest.raises(Refused) as bound:
            await communities.bind_chat(scope, camp, ChatRole.STAFF)
        other = await add_bot(scope.uow, world.policies, -4, "又一个群")
        with pytest.raises(Refused) as taken:
            await communities.bind_chat(scope, other, ChatRole.MAIN)
    assert (bound.value.code, bound.value.particulars) == ("chat_bound", {"title": "训练营", "role": "camp"})
    assert (taken.value.code, taken.value.particulars) == (
        "chat_role_taken",
        {"title": "早起写作营", "role": "main"},
    )


async def test_roles_of_people(world: World) -> None:
    owner, helper, lin = [await world.member(name) for name in ("群主", "助教", "小林")]
    owner_user, helper_user = await world.user(owner), await world.user(helper)
    owners = {owner_user.telegram_id, ANONYMOUS_ADMIN}
    async with world.scope() as scope:
        assert await staff.name_assistant(scope, helper_user, owner_user)
        assert not await staff.name_assistant(scope, helper_user, owner_user)
        users = [owner_user, helper_user, await scope.uow.users.get(lin.user_id)]
        users += [await person(scope.uow, "路人"), await person(scope.uow, "Group", ANONYMOUS_ADMIN)]
        roles = [await staff.role_of(scope, user, owners) for user in users]
        assert [tag.tag for tag in await scope.uow.tags.of(helper.id)] == ["staff"]
    assert roles == [Role.OWNER, Role.ASSISTANT, Role.MEMBER, Role.STRANGER, Role.STRANGER]
    assert world.kinds() == ["tag_added"]
    async with world.scope() as scope:
        assert await staff.remove_assistant(scope, helper_user, owner_user)
        assert not await staff.remove_assistant(scope, helper_user, owner_user)
        assert await staff.role_of(scope, helper_user, owners) is Role.MEMBER
        assert await staff.name_assistant(scope, helper_user, owner_user)
        acts = [act.act for act in await scope.uow.audit.latest(world.community_id, 5)]
    assert acts == ["name_assistant", "remove_assistant", "name_assistant"]


async def test_work_for_staff_never_goes_to_the_members(world: World) -> None:
    owner, helper = await world.member("群主"), await world.member("助教")
    owner_user, helper_user = await world.user(owner), await world.user(helper)
    owners = {owner_user.telegram_id}

    async def places() -> list[Target]:
        async with world.scope() as scope:
            return await staff.staff_places(scope, owners)

    async with world.scope() as scope:
        await staff.name_assistant(scope, helper_user, owner_user)
    assert await places() == []
    async with world.scope() as scope:
        people.heard_in_private(scope.uow, await scope.uow.users.get(owner_user.id))
    assert await places() == [Target.user(owner_user.id)]
    async with world.scope() as scope:
        people.heard_in_private(scope.uow, await scope.uow.users.get(helper_user.id))
    assert await places() == [Target.user(helper_user.id)]
    chat = await world.chat(ChatRole.STAFF, -5)
    assert await places() == [Target.chat(chat.id)]
    await changed(world, ChatProfile(-5, "supergroup", "群"), OUTSIDE)
    assert await places() == [Target.user(helper_user.id)]
    assert (await world.user(helper)).reach == Reach.OPEN
