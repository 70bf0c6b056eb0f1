"""Points as people meet them: given, thanked for, liked, looked through, taken back, ranked."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """No script runs, so nothing is said that the tests did not ask for."""
    return await start_with(stopped)


async def joined(telegram: Emulator, group: Group, name: str, username: str) -> Person:
    """A member who has pressed Start and said something."""
    person = telegram.person(name, username=username)
    person.joins(group)
    person.presses_start()
    person.says(group, "大家好")
    await telegram.advance(seconds=5)
    return person


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    return await joined(telegram, community, "小林", "lin")


@pytest.fixture
async def mei(telegram: Emulator, community: Group) -> Person:
    return await joined(telegram, community, "阿美", "mei")


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant."""
    person = await joined(telegram, community, "小周", "zhou")
    owner.says(community, f"/staff {person.id}")
    await telegram.advance(seconds=5)
    return person


async def points_of(telegram: Emulator, person: Person) -> str:
    """What /points says to somebody in private."""
    person.writes_to_bot("/points")
    await telegram.advance(seconds=5)
    return person.private.last.text


async def test_points_given_by_hand_are_taken_back_by_a_press(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/award @lin 10 分享")
    await telegram.advance(seconds=5)
    given = community.last
    assert given.text == "🎁 小林 +10 积分：分享\n现有 10 分"
    denied = lin.presses(given, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert denied.alert

    zhou.presses(given, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "撤" in given.text
    said = await points_of(telegram, lin)
    assert said.startswith("💎 小林：0 积分")
    assert "−10 ↩️ 已撤销：分享 · 今天" in said

    again = zhou.presses(given, "↩️ 撤销") if given.labels else None
    assert again is None


async def test_a_deduction_is_taken_back_as_well(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    zhou.says(community, "/award @lin 10 分享")
    zhou.says(community, "/deduct @lin 4 发广告")
    await telegram.advance(seconds=5)
    zhou.presses(community.last, "↩️ 撤销")
    await telegram.advance(seconds=5)

    assert "💎 小林：10 积分" in await points_of(telegram, lin)


async def test_the_history_is_paged_and_staff_take_back_an_old_entry_there(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    for number in range(1, 13):
        zhou.says(community, f"/award @lin {number} 第{number}次分享")
    await telegram.advance(days=2)

    first = await points_of(telegram, lin)
    assert first.startswith("💎 小林：78 积分\n")
    assert "团队发放 78" in first
    assert "+12 第12次分享（团队发放）· 3月2日" in first
    assert "+1 第1次分享" not in first
    assert "第 1 页，共 2 页" in first
    lin.presses(lin.private.last, "更早 ›")
    await telegram.advance(seconds=5)
    assert "+1 第1次分享" in lin.private.last.text
    assert lin.private.last.labels == ["‹ 更近"]

    zhou.writes_to_bot("/points @lin")
    await telegram.advance(seconds=5)
    zhou.presses(zhou.private.last, "↩️ 撤销 +12 第12次分享")
    await telegram.advance(seconds=5)
    assert zhou.private.last.text.startswith("💎 小林：66 积分")
    assert "−12 ↩️ 已撤销：第12次分享" in zhou.private.last.text
    assert "↩️ 撤销 +12 第12次分享" not in zhou.private.last.labels


async def test_in_the_group_points_are_said_in_brief_and_others_are_the_staffs_affair(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, mei: Person
):
    mei.says(community, "/checkin")
    mei.says(community, "/points")
    await telegram.advance(seconds=5)
    assert community.last.text == "💎 阿美：2 积分\n本周 +2：打卡 2"

    lin.writes_to_bot("/points @mei")
    await telegram.advance(seconds=5)
    assert "只有群主和助教" in lin.private.last.text


async def test_staff_earn_no_points(telegram: Emulator, community: Group, owner: Person, zhou: Person):
    zhou.says(community, "/checkin")
    await telegram.advance(seconds=5)
    owner.says(community, "/award @zhou 10 辛苦了")
    await telegram.advance(seconds=5)
    assert "团队成员不计积分" in community.last.text
    assert (await points_of(telegram, zhou)).startswith("💎 小周：0 积分")


async def test_thanks_count_from_different_people_on_different_days(
    telegram: Emulator, community: Group, lin: Person, mei: Person, zhou: Person
):
    await telegram.advance(days=1)
    advice = lin.says(community, "写作可以从三句话日记开始")
    thanked = mei.replies(advice, "谢谢，太有用了")
    also = zhou.replies(advice, "感谢分享")
    polite = mei.replies(lin.says(community, "别客气"), "不用谢")
    await telegram.advance(seconds=5)
    assert "🤝" in thanked.reactions
    assert "🤝" in also.reactions
    assert polite.reactions == {}

    mei.replies(advice, "再次感谢")
    mei.says(community, "/thanks @lin 帮我改稿")
    await telegram.advance(seconds=5)
    assert community.last.text == "💛 阿美 感谢 小林：帮我改稿\n你们之间的感谢，3月10日起再计分。"
    assert lin.id in community.last.mentions
    assert (await points_of(telegram, lin)).startswith("💎 小林：4 积分\n本周 +4：被感谢 4")

    await telegram.advance(days=7)
    mei.writes_to_bot("/thanks @lin 帮我改稿")
    await telegram.advance(seconds=5)
    assert mei.private.last.text == "💛 阿美 感谢 小林：帮我改稿\n+2 积分"
    assert lin.private.last.text == "💛 阿美 感谢你：帮我改稿\n+2 积分"

    lin.says(community, "/thanks @lin 我真棒")
    await telegram.advance(seconds=5)
    assert "给自己鼓个掌" in community.last.text


async def test_a_liked_answer_counts_until_the_like_is_taken_back(
    telegram: Emulator, community: Group, lin: Person, mei: Person, zhou: Person
):
    await telegram.advance(days=1)
    plain = lin.says(community, "今天写了八百字")
    answer = lin.replies(mei.says(community, "怎么坚持？"), "固定时间，先写十分钟")
    mei.reacts(plain, "👍")
    mei.reacts(answer, "🔥")
    zhou.reacts(answer, "❤")
    lin.reacts(answer, "👍")
    zhou.reacts(plain, "🤡")
    await telegram.advance(seconds=5)
    said = await points_of(telegram, lin)
    assert said.startswith("💎 小林：3 积分")
    assert "+2 热心解答（小周）· 今天" in said

    zhou.reacts(answer)
    await telegram.advance(seconds=5)
    assert (await points_of(telegram, lin)).startswith("💎 小林：1 积分")

    await telegram.advance(days=1)
    mei.reacts(answer, "👍", "🎉")
    mei.reacts(plain, "👍", "🔥")
    await telegram.advance(seconds=5)
    assert (await points_of(telegram, lin)).startswith("💎 小林：1 积分")


async def test_who_came_only_to_like_is_not_counted(telegram: Emulator, community: Group, lin: Person):
    said = lin.says(community, "今天写了八百字")
    fresh = await joined(telegram, community, "小号", "fresh")
    fresh.reacts(said, "👍")
    fresh.replies(said, "谢谢")
    await telegram.advance(seconds=5)
    assert (await points_of(telegram, lin)).startswith("💎 小林：0 积分")


async def test_the_rank_shows_who_leads_and_who_stands_around_who_asks(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, mei: Person
):
    crowd = [await joined(telegram, community, f"圈友{n}", f"u{n}") for n in range(1, 8)]
    for number, person in enumerate(crowd, 1):
        zhou.says(community, f"/award {person.id} {number * 10} 分享")
    zhou.says(community, "/award @lin 35 分享")
    zhou.says(community, "/award @mei 35 分享")
    await telegram.advance(seconds=30)

    lin.writes_to_bot("/rank")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == (
        "🏆 早起写作营 · 积分榜\n🥇 圈友7 · 70\n🥈 圈友6 · 60\n🥉 圈友5 · 50\n"
        "4. 圈友4 · 40\n5. 小林 · 35 ← 你\n5. 阿美 · 35\n7. 圈友3 · 30\n\n"
        "你：第 5 名，35 积分，距第 4 名还差 5 分"
    )

    await telegram.advance(days=1)
    crowd[0].says(community, "/checkin")
    await telegram.advance(seconds=5)
    lin.writes_to_bot("/rank 今天")
    await telegram.advance(seconds=5)
    shown = lin.private.last
    assert shown.text.startswith("🏆 早起写作营 · 今日积分榜\n🥇 圈友1 · 2\n")
    assert "这一榜你还没有积分" in shown.text
    lin.presses(shown, "本周")
    await telegram.advance(seconds=5)
    assert lin.private.last.text.startswith("🏆 早起写作营 · 本周积分榜\n🥇 圈友7 · 70")
    assert "← 你" in lin.private.last.text


async def test_a_press_on_somebody_elses_ranking_tells_ones_own_place(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, mei: Person
):
    zhou.says(community, "/award @lin 30 分享")
    zhou.says(community, "/award @mei 20 分享")
    zhou.says(community, "/rank")
    await telegram.advance(seconds=5)
    ranking = community.last
    told = mei.presses(ranking, "本周")
    await telegram.advance(seconds=5)
    assert told.alert
    assert told.answer == "你：第 2 名，20 积分，距第 1 名还差 10 分"
    assert "总榜" not in ranking.text


async def test_a_cohort_has_its_own_ranking(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, mei: Person
):
    zhou.says(community, "/award @lin 30 分享")
    zhou.says(community, "/award @mei 40 分享")
    zhou.says(community, "/cohort new 第3期 明天")
    await telegram.advance(seconds=5)
    zhou.says(community, "/cohort add 第3期 @lin")
    await telegram.advance(seconds=5)

    lin.writes_to_bot("/rank cohort 第3期")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == ("🏆 第3期 · 积分榜\n🥇 小林 · 30 ← 你")
    lin.presses(lin.private.last, "总榜")
    await telegram.advance(seconds=5)
    assert "🥇 阿美 · 40" in lin.private.last.text
    assert "第3期" in lin.private.last.labels

    lin.writes_to_bot("/rank 明年")
    await telegram.advance(seconds=5)
    assert "/rank" in lin.private.last.text


async def test_who_improved_on_themselves_is_named_rather_than_who_always_leads(
    telegram: Emulator, community: Group, zhou: Person, lin: Person, mei: Person
):
    for _ in range(3):
        zhou.says(community, "/award @lin 100 分享")
        zhou.says(community, "/award @mei 3 分享")
        await telegram.advance(days=7)
    zhou.says(community, "/award @lin 105 分享")
    zhou.says(community, "/award @mei 20 分享")
    await telegram.advance(seconds=5)

    lin.writes_to_bot("/rank")
    await telegram.advance(seconds=5)
    lin.presses(lin.private.last, "📈 进步榜")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == "📈 早起写作营 · 本周进步榜\n阿美 · 20 积分，平时 3"

    await telegram.advance(days=7)
    lin.writes_to_bot("/rank improved")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == "📈 早起写作营 · 上周进步榜\n阿美 · 20 积分，平时 3"


async def test_the_same_in_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    stopped.settings.update(locale="en", timezone="Europe/London")
    await start_with(stopped, locale="en")
    group = owner.creates_group("Early Birds", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    ann = await joined(telegram, group, "Ann", "ann")
    bob = await joined(telegram, group, "Bob", "bob")
    owner.says(group, "/award @ann 10 Sharing")
    await telegram.advance(seconds=5)
    assert group.last.text == "🎁 Ann +10 for: Sharing\nThat makes 10 in all"
    await telegram.advance(days=1)
    bob.says(group, "/thanks @ann for the notes")
    await telegram.advance(seconds=5)
    assert group.last.text == "💛 Bob thanks Ann: for the notes\n+2 points"
    ann.replies(bob.says(group, "You're welcome"), "thanks!")
    await telegram.advance(seconds=5)

    ann.writes_to_bot("/points")
    await telegram.advance(seconds=5)
    assert ann.private.last.text == (
        "💎 Ann: 12 points\nThis week +12: from the team 10 · thanks 2\n\n"
        "+2 Thanked: for the notes (thanks, Bob) · today\n+10 Sharing (from the team) · yesterday"
    )
    bob.writes_to_bot("/rank week")
    await telegram.advance(seconds=5)
    assert bob.private.last.text == (
        "🏆 Early Birds: points this week\n🥇 Ann · 12\n🥈 Bob · 2 ← you\n\n10 points to place 1"
    )
    owner.writes_to_bot("/points @ann")
    await telegram.advance(seconds=5)
    owner.presses(owner.private.last, "↩️ Undo +10 Sharing")
    await telegram.advance(seconds=5)
    assert "−10 ↩️ taken back: Sharing · yesterday" in owner.private.last.text
