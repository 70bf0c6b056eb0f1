"""What staff do with members: name assistants, tag, award, deduct, fill cohorts; and what they may not."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """No script runs, so nothing is said that the tests did not ask for."""
    return await start_with(stopped)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A member."""
    person = telegram.person("小林", username="lin")
    person.joins(community)
    person.says(community, "大家好")
    await telegram.advance(seconds=5)
    return person


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant."""
    person = telegram.person("小周", username="zhou")
    person.joins(community)
    person.presses_start()
    owner.says(community, f"/staff {person.id}")
    await telegram.advance(seconds=5)
    return person


async def test_the_owner_names_and_removes_an_assistant(
    telegram: Emulator, community: Group, owner: Person, lin: Person
):
    owner.says(community, "/staff @lin")
    await telegram.advance(seconds=5)
    assert "小林 现在是助教了" in community.last.text

    owner.says(community, "/staff")
    await telegram.advance(seconds=5)
    assert "小林" in community.last.text

    owner.says(community, "/staff remove @lin")
    await telegram.advance(seconds=5)
    assert "不再担任助教" in community.last.text

    lin.says(community, "/tag @lin vip")
    await telegram.advance(seconds=5)
    assert "只有群主和助教" in community.last.text


async def test_somebody_who_is_only_in_the_staff_chat_can_be_named_by_username(
    telegram: Emulator, community: Group, owner: Person
):
    staff_chat = owner.creates_group("助教群", supergroup=True)
    owner.adds_bot(staff_chat, admin=True)
    await telegram.settle()
    owner.says(staff_chat, "/bind staff")
    ajie = telegram.person("阿杰", username="ajie")
    ajie.joins(staff_chat)
    ajie.says(staff_chat, "到")
    await telegram.advance(seconds=5)

    owner.says(community, "/staff @ajie")
    await telegram.advance(seconds=5)

    assert "阿杰 现在是助教了" in community.last.text


async def test_a_member_is_denied_once(telegram: Emulator, community: Group, lin: Person, zhou: Person):
    before = len(community.from_bot)
    lin.says(community, "/award @zhou 10 辛苦了")
    lin.says(community, "/staff @lin")
    lin.says(community, "/deduct @zhou 10 好玩")
    await telegram.advance(seconds=5)

    assert len(community.from_bot) == before + 1


@pytest.mark.parametrize("how", ["reply", "mention", "username", "id"])
async def test_a_member_is_named_in_four_ways(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, how: str
):
    if how == "reply":
        zhou.replies(lin.says(community, "今天好累"), "/award 5 坚持不易")
    elif how == "mention":
        zhou.says(community, "/award 小林 5 坚持不易", mentions=[lin])
    elif how == "username":
        zhou.says(community, "/award @LIN 5 坚持不易")
    else:
        zhou.says(community, f"/award {lin.id} 5 坚持不易")
    await telegram.advance(seconds=5)

    assert community.last.text == "🎁 小林 +5 积分：坚持不易\n现有 5 分"
    assert lin.id in community.last.mentions


async def test_points_are_deducted_with_a_reason(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/award @lin 10 分享")
    zhou.says(community, "/deduct @lin 4 发广告")
    await telegram.advance(seconds=5)

    assert community.last.text == "小林 −4 积分：发广告\n现有 6 分"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/award @nobody 5 好", "@nobody"),
        ("/award @lin 1e9 好", "1e9"),
        ("/award @lin -5 好", "1"),
        ("/award @lin 🎉 好", "🎉"),
        ("/award @lin 99999999999999999999 好", "1000"),
        ("/award @lin 0 好", "1"),
        ("/award @lin 5", "原因"),
        ("/award @lin", "/award @成员 10 原因"),
        ("/award", "回复"),
        ("/award @zhou 5 自己真棒", "自己"),
        ("/deduct @lin 5 没有这么多", "0"),
        ("/tag @lin <b>", "<b>"),
        ("/tag @lin staff", "staff"),
        ("/tag @lin vip 明年", "明年"),
        ("/award @sop_bot 5 好", "@sop_bot"),
    ],
)
async def test_bad_input_gets_a_clear_answer_and_changes_nothing(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, typed: str, answer: str
):
    before = len(community.from_bot)
    zhou.says(community, typed)
    await telegram.advance(seconds=5)

    assert len(community.from_bot) == before + 1
    assert answer in community.last.text
    lin.writes_to_bot("/start")
    lin.writes_to_bot("/me")
    await telegram.advance(seconds=5)
    assert "vip" not in lin.private.last.text
    assert " 5 " not in lin.private.last.text


async def test_names_cannot_disturb_an_answer(telegram: Emulator, community: Group, zhou: Person):
    rude = telegram.person("<b>&\u202eevil" + "\u0301" * 30, username="rude")
    rude.joins(community)
    await telegram.advance(seconds=5)
    zhou.says(community, "/tag @rude vip")
    await telegram.advance(seconds=5)

    said = community.last.text
    assert said.startswith("已给 <b>&evi")
    assert said.endswith(" 打上标签 vip。")
    assert "\u202e" not in said
    assert said.count("\u0301") <= 2
    assert telegram.refusals == []


async def test_a_tag_is_set_for_a_time_and_taken_off(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/tag @lin #早起 2d")
    await telegram.advance(seconds=5)
    assert community.last.text == "已给 小林 打上标签 早起，3月4日 到期。"

    zhou.says(community, "/tag @lin")
    await telegram.advance(seconds=5)
    assert "早起" in community.last.text

    zhou.says(community, "/untag @lin 早起")
    await telegram.advance(seconds=5)
    assert community.last.text == "已去掉 小林 的标签 早起。"

    zhou.says(community, "/untag @lin 早起")
    await telegram.advance(seconds=5)
    assert community.last.text == "小林 没有标签 早起。"


async def test_a_cohort_is_made_filled_and_listed(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/cohort new 第3期 3月5日")
    await telegram.advance(seconds=5)
    assert "第3期 建好了，3月5日 是第 1 天" in community.last.text

    zhou.says(community, "/cohort add 第3期 @lin")
    await telegram.advance(seconds=5)
    assert "小林 已加入 第3期" in community.last.text

    zhou.says(community, "/cohort add 第3期 @lin")
    await telegram.advance(seconds=5)
    assert "已经在 第3期 里了" in community.last.text

    zhou.says(community, "/cohort")
    await telegram.advance(seconds=5)
    assert "第3期 · 3月5日 开营 · 1 人" in community.last.text

    zhou.says(community, "/cohort new 旧营 2020-01-01")
    await telegram.advance(seconds=5)
    assert "不过已经开营：第 1 天是 2020年1月1日" in community.last.text

    zhou.says(community, "/cohort new 第4期 2月30日")
    await telegram.advance(seconds=5)
    assert "2月30日" in community.last.text
    zhou.says(community, "/cohort add 第9期 @lin")
    await telegram.advance(seconds=5)
    assert "第9期" in community.last.text


async def test_privileged_acts_are_in_the_audit_log(
    sopbot: Sopbot, telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/tag @lin vip")
    zhou.says(community, "/award @lin 3 分享")
    zhou.says(community, "/cohort new 第3期 明天")
    await telegram.advance(seconds=5)

    async with sopbot.running.database.begin() as uow:
        (home,) = await uow.communities.all()
        acts = {entry.act for entry in await uow.audit.latest(home.id, 20)}
    assert {"name_assistant", "tag", "award", "cohort_create"} <= acts


async def test_an_anonymous_admin_shows_who_they_are_by_a_press(
    telegram: Emulator, community: Group, owner: Person, lin: Person
):
    said = lin.says(community, "今天好累")
    owner.speaks_anonymously(community, "/award 5 坚持不易", reply_to=said)
    await telegram.advance(seconds=5)
    asked = community.last
    denied = lin.presses(asked, asked.labels[0])
    await telegram.advance(seconds=5)
    assert denied.alert

    owner.presses(asked, asked.labels[0])
    await telegram.advance(seconds=5)
    assert community.last.text == "🎁 小林 +5 积分：坚持不易\n现有 5 分"


async def test_nobody_is_meant_by_writing_in_a_topic(sopbot: Sopbot, telegram: Emulator, owner: Person):
    forum = owner.creates_group("论坛", forum=True)
    topic = owner.opens_topic(forum, "打卡")
    owner.adds_bot(forum, admin=True)
    await telegram.advance(seconds=5)
    owner.says(forum, "/tag vip", topic=topic)
    await telegram.advance(seconds=5)

    assert "回复" in forum.last.text
    assert forum.last.thread_id == topic


async def test_a_command_in_the_wrong_place_names_the_right_one(
    telegram: Emulator, community: Group, owner: Person
):
    owner.writes_to_bot("/bind staff")
    await telegram.advance(seconds=5)
    assert "群" in owner.private.last.text

    owner.says(community, "/bind staff")
    await telegram.advance(seconds=5)
    assert "主群" in community.last.text


async def test_naming_and_removing_an_assistant_are_taken_back(
    telegram: Emulator, community: Group, owner: Person, lin: Person
):
    owner.says(community, "/staff @lin")
    await telegram.advance(seconds=5)
    named = community.last
    lin.presses(named, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已撤销" not in named.text, "an assistant names nobody, and takes nothing of it back"
    owner.presses(named, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已撤销" in named.text
    lin.says(community, "/tag @lin vip")
    await telegram.advance(seconds=5)
    assert "只有群主和助教" in community.last.text

    owner.says(community, "/staff @lin")
    owner.says(community, "/staff remove @lin")
    await telegram.advance(seconds=5)
    owner.presses(community.last, "↩️ 撤销")
    await telegram.advance(seconds=5)
    owner.says(community, "/staff")
    await telegram.advance(seconds=5)
    assert "· 小林" in community.last.text

    owner.writes_to_bot("/audit")
    await telegram.advance(seconds=5)
    told = owner.private.last.text
    assert "撤销了：请 小林 当助教" in told
    assert "撤销了：小林 不再是助教" in told


async def test_a_group_bound_by_mistake_is_nothing_to_the_community_again(
    telegram: Emulator, community: Group, owner: Person
):
    camp = owner.creates_group("三月营", supergroup=True)
    owner.adds_bot(camp, admin=True)
    await telegram.advance(seconds=5)
    owner.says(camp, "/bind staff")
    await telegram.advance(seconds=5)
    owner.presses(camp.last, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已撤销" in camp.last.text

    owner.says(camp, "/bind camp")
    await telegram.advance(seconds=5)
    assert "训练营群" in camp.last.text
    owner.writes_to_bot("/audit")
    await telegram.advance(seconds=5)
    assert "撤销了：" in owner.private.last.text


async def test_a_cohort_is_taken_back_as_long_as_nobody_is_in_it(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/cohort new 第3期 3月5日")
    await telegram.advance(seconds=5)
    zhou.presses(community.last, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已撤销" in community.last.text
    zhou.says(community, "/cohort")
    await telegram.advance(days=4)
    assert "第3期" not in community.last.text, "its first day came and went"

    zhou.says(community, "/cohort new 第3期 3月9日")
    await telegram.advance(seconds=5)
    made = community.last
    zhou.says(community, "/cohort add 第3期 @lin")
    await telegram.advance(seconds=5)
    pressed = zhou.presses(made, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已经有人" in (pressed.answer or "")


async def test_a_slip_in_the_staff_chat_is_answered_and_among_members_it_is_not(
    telegram: Emulator, community: Group, owner: Person, zhou: Person
):
    staff_chat = owner.creates_group("助教群", supergroup=True)
    owner.adds_bot(staff_chat, admin=True)
    await telegram.advance(seconds=5)
    owner.says(staff_chat, "/bind staff")
    zhou.joins(staff_chat)
    await telegram.advance(seconds=5)
    zhou.says(staff_chat, "/todos")
    await telegram.advance(seconds=5)
    assert "/todo" in staff_chat.last.text
    assert "你是想用 /todo 吗" in staff_chat.last.text

    said, told = len(staff_chat.from_bot), len(community.from_bot)
    zhou.says(staff_chat, "/zzzzzz")
    zhou.says(community, "/todos")
    await telegram.advance(seconds=5)
    assert (len(staff_chat.from_bot), len(community.from_bot)) == (said, told)


async def test_staff_who_check_in_are_told_of_no_points(telegram: Emulator, community: Group, zhou: Person):
    zhou.writes_to_bot("/checkin")
    await telegram.advance(seconds=5)
    assert zhou.private.last.text == "✅ 打卡成功\n明天见！"
