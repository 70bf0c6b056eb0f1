"""The bot and people coming into groups, staying, and leaving them."""

from datetime import date

from playground.emulator import Emulator, Group, Person
from storage.communities import Community
from tests.e2e.conftest import Sopbot

MONDAY = date(2026, 3, 2)


async def only_community(sopbot: Sopbot) -> Community:
    async with sopbot.running.database.begin() as uow:
        (community,) = await uow.communities.all()
        return community


async def changes(sopbot: Sopbot, day: date = MONDAY) -> dict[str, int]:
    """How many came, returned and left on a day."""
    community = await only_community(sopbot)
    async with sopbot.running.database.begin() as uow:
        return await uow.members.count_changes(community.id, day)


async def test_the_first_group_becomes_a_community_with_one_sentence(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("读书会")
    owner.adds_bot(group, admin=True)
    await telegram.settle()

    assert [message.text for message in group.from_bot] == [
        "大家好，我是 小助手，以后打卡、积分和每天的安排就交给我啦。"
    ]
    assert (await only_community(sopbot)).title == "读书会"

    press = owner.presses(group.last, "私聊我")
    await telegram.settle()

    assert press.url
    assert "读书会" in owner.private.last.text
    assert "08:00" in owner.private.last.text


async def test_a_group_that_no_owner_added_is_told_once_and_left(sopbot: Sopbot, telegram: Emulator):
    stranger = telegram.person("路人")
    group = stranger.creates_group("别人的群", supergroup=True)
    stranger.adds_bot(group)
    await telegram.settle()

    assert [message.text for message in group.from_bot] == [
        "我只在自己的群主拉我进的群里干活，这就先走啦，再见！"
    ]
    assert not group.member(telegram.bot).is_inside


async def test_the_owner_says_what_a_further_group_is(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    helper = telegram.person("小助教")
    staff = owner.creates_group("助教群", supergroup=True)
    owner.adds(helper, staff)
    owner.adds_bot(staff, admin=True)
    await telegram.settle()
    question = staff.last

    assert question.labels == ["一个独立的新社群", "「早起写作营」的助教群", "「早起写作营」的另一个群"]

    denied = helper.presses(question, "「早起写作营」的助教群")
    await telegram.settle()
    owner.presses(question, "「早起写作营」的助教群")
    await telegram.settle()

    assert denied.answer == "这个只有群主能操作。"
    assert question.text == "这里是「早起写作营」的助教群，待办和审批都会发到这里。"
    assert question.labels == []


async def test_a_second_press_on_what_a_group_is_changes_nothing(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    second = owner.creates_group("第二个群", supergroup=True)
    owner.adds_bot(second, admin=True)
    await telegram.settle()
    question = second.last
    first = owner.presses(question, "一个独立的新社群")
    late = owner.presses(question, "「早起写作营」的另一个群")
    await telegram.settle()

    assert first.answer == "这个群现在是独立的社群「第二个群」了。"
    assert late.answer == "「第二个群」已经是一个社群的主群了。"
    assert late.alert


async def test_a_group_without_an_answer_refuses_commands_kindly(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    second = owner.creates_group("第二个群", supergroup=True)
    owner.adds_bot(second, admin=True)
    owner.says(second, "/checkin")
    await telegram.settle()

    assert second.last.text == "这个群还没有归属，请群主先点一下我发的按钮。"


async def test_a_join_told_twice_counts_once(sopbot: Sopbot, telegram: Emulator, community: Group):
    lin = telegram.person("小林")
    lin.joins(community)
    await telegram.settle()

    assert await changes(sopbot) == {"joined": 1}


async def test_a_join_counts_where_the_bot_is_no_admin(sopbot: Sopbot, telegram: Emulator, owner: Person):
    group = owner.creates_group("读书会")
    owner.adds_bot(group)
    telegram.person("小林").joins(group)
    await telegram.settle()

    assert await changes(sopbot) == {"joined": 1}


async def test_a_promotion_is_no_join(sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person):
    lin = telegram.person("小林")
    lin.joins(community)
    owner.promotes(lin, community)
    owner.demotes(lin, community)
    await telegram.settle()

    assert await changes(sopbot) == {"joined": 1}


async def test_leaving_and_coming_back_are_told_apart_from_joining(
    sopbot: Sopbot, telegram: Emulator, community: Group
):
    lin = telegram.person("小林")
    lin.joins(community)
    await telegram.settle()
    await telegram.advance(hours=1)
    lin.leaves(community)
    await telegram.settle()
    await telegram.advance(hours=1)
    lin.joins(community)
    await telegram.settle()

    assert await changes(sopbot) == {"joined": 1, "left": 1, "returned": 1}


async def test_a_supergroup_keeps_its_community_and_its_points(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("读书会")
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林")
    lin.joins(group)
    lin.says(group, "打卡")
    await telegram.settle()

    group.becomes_supergroup()
    await telegram.advance(days=1)
    lin.says(group, "打卡")
    lin.says(group, "/me")
    await telegram.settle()

    assert group.last.text == "小林：4 积分 · 第 1 名 · 连续 2 天 · 打卡 2 次"
    assert (await only_community(sopbot)).title == "读书会"


async def test_both_sides_of_a_migration_may_come_in_any_order(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("读书会")
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林")
    lin.joins(group)
    lin.says(group, "打卡")
    await telegram.settle()
    with telegram.out_of_order():
        group.becomes_supergroup()
    lin.says(group, "/me")
    await telegram.settle()

    assert "2 积分" in group.last.text


async def test_a_new_title_of_the_group_is_known(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    community.title = "早起写作营二期"
    telegram.world.announce(community, owner, new_chat_title="早起写作营二期")
    await telegram.settle()

    async with sopbot.running.database.begin() as uow:
        chat = await uow.chats.by_telegram_id(community.id)

    assert chat is not None
    assert chat.title == "早起写作营二期"


async def test_the_owner_is_warned_when_the_bot_is_no_admin_any_more(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    owner.demotes_bot(community)
    await telegram.settle()

    assert "「早起写作营」还不是管理员" in owner.private.last.text


async def test_removed_and_back_it_goes_on(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    owner.removes_bot(community)
    await telegram.settle()

    assert "30 天内把我拉回去" in owner.private.last.text

    await telegram.advance(days=2)
    owner.adds_bot(community, admin=True)
    await telegram.settle()

    assert community.last.text == "我回来啦，接着之前的进度继续。"
    assert (await only_community(sopbot)).title == "早起写作营"


async def test_who_writes_before_the_join_is_told_of_joins_once_it_is(
    sopbot: Sopbot, telegram: Emulator, community: Group
):
    lin = telegram.person("小林")
    with telegram.out_of_order():
        lin.joins(community)
        lin.says(community, "大家好")
    await telegram.settle()

    assert await changes(sopbot) == {"joined": 1}


async def test_who_was_there_before_is_a_member_without_a_join(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("读书会", supergroup=True)
    lin = telegram.person("小林")
    lin.joins(group)
    await telegram.advance(minutes=1)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin.says(group, "/me")
    await telegram.settle()

    assert group.last.text == "小林：0 积分"
    assert await changes(sopbot) == {}
