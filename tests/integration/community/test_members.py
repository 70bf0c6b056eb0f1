"""Coming, going and coming back, however often and in whatever order Telegram tells of it."""

from community import members, naming, people
from community.members import Coming
from core.permissions import ANONYMOUS_ADMIN, TELEGRAM_SERVICE
from storage.communities import ChatRole
from storage.members import Status
from tests.databases import on_both
from tests.integration.community.world import World, main, person


@on_both
async def test_a_join_told_twice_is_counted_once(world: World) -> None:
    async with world.scope() as scope:
        lin, chat = await person(scope.uow, "小林"), await main(scope)
        first = await members.joined(scope, chat, lin, scope.uow.now)
        second = await members.joined(scope, chat, lin, scope.uow.now)
    assert (first.coming, second.coming) == (Coming.FIRST, Coming.NONE)
    assert world.kinds() == ["member_joined"]

    async with world.scope() as scope:
        again = await members.joined(scope, await main(scope), lin, scope.uow.now)
    assert again.coming is Coming.NONE
    assert world.kinds() == []


@on_both
async def test_leaving_and_coming_back(world: World) -> None:
    lin = await world.member()
    world.later(days=1)
    async with world.scope() as scope:
        user, chat = await scope.uow.users.get(lin.user_id), await main(scope)
        gone = await members.left(scope, chat, user, scope.uow.now)
        assert await members.left(scope, chat, user, scope.uow.now) is None
    assert gone is not None
    assert not gone.present
    assert world.kinds() == ["member_left", "stage_changed", "demoted"]

    world.later(days=1)
    async with world.scope() as scope:
        back = await members.joined(scope, await main(scope), user, scope.uow.now)
        counted = await scope.uow.members.count_changes(world.community_id, scope.today)
    assert back.coming is Coming.RETURNED
    assert world.kinds() == ["member_returned", "stage_changed", "promoted"]
    assert counted == {"returned": 1}
    assert (await world.now(lin)).joined_at == lin.joined_at


async def test_a_first_message_makes_a_member_and_starts_nothing(world: World) -> None:
    async with world.scope() as scope:
        lin = await person(scope.uow, "小林")
        seen = await members.see(scope, lin, scope.uow.now)
    assert seen is not None
    assert seen.status == Status.SEEN
    assert world.kinds() == []

    async with world.scope() as scope:
        arrival = await members.joined(scope, await main(scope), lin, scope.uow.now)
    assert arrival.coming is Coming.FIRST
    assert world.kinds() == ["member_joined"]


async def test_old_news_of_a_join_does_not_bring_back_who_left(world: World) -> None:
    lin = await world.member()
    joined_at = world.clock.now()
    world.later(minutes=5)
    async with world.scope() as scope:
        user, chat = await scope.uow.users.get(lin.user_id), await main(scope)
        await members.left(scope, chat, user, scope.uow.now)
        late = await members.joined(scope, chat, user, joined_at)
        old_message = await members.see(scope, user, joined_at)
    assert late.coming is Coming.NONE
    assert old_message is not None
    assert not old_message.present


async def test_who_left_and_then_writes_is_present_again_and_still_returns(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        user, chat = await scope.uow.users.get(lin.user_id), await main(scope)
        await members.left(scope, chat, user, scope.uow.now)
    world.later(hours=1)
    async with world.scope() as scope:
        seen = await members.see(scope, user, scope.uow.now)
        back = await members.joined(scope, chat, user, scope.uow.now)
    assert seen is not None
    assert seen.present
    assert back.coming is Coming.RETURNED


async def test_a_member_of_two_groups_leaves_with_the_last_one(world: World) -> None:
    lin = await world.member()
    camp = await world.chat(ChatRole.CAMP, -1002)
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        second = await members.joined(scope, camp, user, scope.uow.now)
    assert second.coming is Coming.NONE

    async with world.scope() as scope:
        assert await members.left(scope, await main(scope), user, scope.uow.now) is None
    assert world.kinds() == []
    async with world.scope() as scope:
        assert await members.left(scope, camp, user, scope.uow.now) is not None
    assert world.kinds() == ["member_left", "stage_changed", "demoted"]


async def test_staff_chats_make_no_members(world: World) -> None:
    staff = await world.chat(ChatRole.STAFF, -1003)
    async with world.scope() as scope:
        lin = await person(scope.uow, "小林")
        arrival = await members.joined(scope, staff, lin, scope.uow.now)
        assert await scope.uow.members.of(world.community_id, lin.id) is None
    assert arrival.member is None
    assert world.kinds() == []


async def test_bots_and_the_accounts_that_stand_for_nobody_are_no_members(world: World) -> None:
    async with world.scope() as scope:
        bot = await people.see_user(scope.uow, 77, "Robot", is_bot=True)
        nobody = [await person(scope.uow, "Group", key) for key in (ANONYMOUS_ADMIN, TELEGRAM_SERVICE)]
        for account in (bot, *nobody):
            assert await members.see(scope, account, scope.uow.now) is None
            arrival = await members.joined(scope, await main(scope), account, scope.uow.now)
            assert arrival.member is None
    assert world.kinds() == []


async def test_somebody_never_seen_who_leaves_counts_as_left(world: World) -> None:
    async with world.scope() as scope:
        await members.left(scope, await main(scope), await person(scope.uow, "老周"), scope.uow.now)
        assert await scope.uow.members.count_changes(world.community_id, scope.today) == {"left": 1}


async def test_pointing_at_somebody_who_never_spoke_makes_them_a_member(world: World) -> None:
    async with world.scope() as scope:
        quiet = await person(scope.uow, "阿静")
        member = await naming.find_member(scope, quiet)
    assert (member.user_id, member.status) == (quiet.id, Status.SEEN)
    assert world.kinds() == []
