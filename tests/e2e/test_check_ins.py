"""Checking in, told as people live it: every way to say it, missed days, leave, rest days, the team's hand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community import house_rules
from community.scope import Scope
from config.policies import read_policies
from playground.emulator import Emulator, Group, Person
from storage.members import Member
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

ZONE = ZoneInfo("Asia/Shanghai")

DAILY = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 1..30, at: "09:30"}
    do:
      - wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: skip, text: "今天还没打卡"}}]}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """One script reminds at eight in the evening whoever has not checked in."""
    return await start_with(stopped, daily=DAILY)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """Has joined on Monday, and opened the private chat."""
    person = telegram.person("小林", username="lin")
    person.joins(community)
    person.presses_start()
    await telegram.advance(seconds=5)
    return person


async def until(telegram: Emulator, day: int, clock: str = "12:00") -> None:
    """Let time pass until then; the first day is Monday, 2 March 2026."""
    local = datetime.fromisoformat(f"2026-03-01T{clock}").replace(tzinfo=ZONE)
    await telegram.advance_to(local + timedelta(days=day))


async def checks_in(telegram: Emulator, group: Group, person: Person, *days: int) -> None:
    for day in days:
        await until(telegram, day)
        person.says(group, "打卡")
        await telegram.advance(seconds=5)


async def member_of(sopbot: Sopbot, person: Person) -> Member:
    async with sopbot.running.database.begin() as uow:
        user = await uow.users.by_telegram_id(person.id)
        assert user is not None
        return (await uow.members.of_user(user.id))[0]


async def chooses(sopbot: Sopbot, owner: Person, **rules: object) -> None:
    """The owner sets the community up like this."""
    async with sopbot.running.database.begin() as uow:
        (home,) = await uow.communities.all()
        user = await uow.users.by_telegram_id(owner.id)
        assert user is not None
        house_rules.change(Scope(uow, home, read_policies()), user, **rules)


def reminders(person: Person) -> list[int]:
    """The days (Monday: 1) on which somebody was reminded."""
    return [m.sent_at.astimezone(ZONE).day - 1 for m in person.inbox if m.text.startswith("今天还没打卡")]


async def test_a_photo_with_the_word_below_it_checks_in(telegram: Emulator, community: Group, lin: Person):
    plain = lin.sends_photo(community)
    spoken = lin.sends_photo(community, caption="今天的早餐 #打卡")
    await telegram.advance(seconds=5)

    assert plain.reactions == {}
    assert list(spoken.reactions) == ["👍"]


async def test_a_message_counts_for_the_day_it_was_written_on(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person
):
    await until(telegram, 1, "23:50")
    await sopbot.stop()
    lin.says(community, "打卡")
    telegram.jump_to(telegram.now + timedelta(minutes=20))
    await sopbot.start()
    await telegram.advance(seconds=5)

    member = await member_of(sopbot, lin)
    assert (member.streak, str(member.last_check_in)) == (1, "2026-03-02")


async def test_a_word_that_the_community_chose_checks_in_too(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await chooses(sopbot, owner, keywords=("早起",))
    said = lin.says(community, "早起 六点半")
    await telegram.advance(seconds=5)

    assert list(said.reactions) == ["👍"]


async def test_a_missed_day_is_made_up_for_with_a_card_that_points_buy(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await checks_in(telegram, community, lin, 1, 2, 3, 5)
    assert (await member_of(sopbot, lin)).streak == 1
    owner.says(community, "/award @lin 60 分享书单")
    lin.says(community, "/makeup")
    await telegram.advance(seconds=5)
    shown = community.last
    assert "你有 0 张补签卡" in shown.text
    assert shown.labels == ["用 50 积分换一张"]

    bought = lin.presses(shown, "用 50 积分换一张")
    await telegram.advance(seconds=5)
    assert bought.answer == "换好啦，还剩 18 积分。"
    assert shown.labels == ["3月5日", "用 50 积分换一张"]
    other = owner.presses(shown, "3月5日")
    made = lin.presses(shown, "3月5日")
    await telegram.advance(seconds=5)

    assert "别人的按钮" in (other.answer or "")
    assert made.answer == "3月5日补签成功 · 连续 5 天"
    assert "没有漏掉的日子" in shown.text
    assert "你有 0 张补签卡" in shown.text
    member = await member_of(sopbot, lin)
    assert (member.streak, member.best_streak, member.check_ins, member.points) == (5, 5, 5, 18)


async def test_fourteen_check_ins_earn_a_card_and_a_date_uses_it(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person
):
    await checks_in(telegram, community, lin, *range(1, 14))
    await until(telegram, 14)
    lin.says(community, "/checkin")
    await telegram.advance(seconds=5)
    assert "得到一张补签卡" in community.last.text

    await checks_in(telegram, community, lin, 16)
    lin.says(community, "/makeup 3-16")
    await telegram.advance(seconds=5)
    assert community.last.text == "✅ 3月16日补签成功。\n连续 16 天\n🎫 你有 0 张补签卡。"

    lin.says(community, "/makeup 3-16")
    await telegram.advance(seconds=5)
    assert community.last.text == "3月16日已经有打卡记录了。"
    lin.says(community, "/makeup 随便")
    await telegram.advance(seconds=5)
    assert "/makeup 2026-11-20" in community.last.text


async def test_on_leave_nobody_is_reminded_and_the_streak_is_kept(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person
):
    await checks_in(telegram, community, lin, 2, 3)
    await until(telegram, 4, "10:00")
    lin.writes_to_bot("/leave 3d")
    await telegram.advance(seconds=5)
    assert lin.private.last.text.startswith("🌿 请好假了：3月5日到3月7日，共 3 天。")
    await checks_in(telegram, community, lin, 7)
    await until(telegram, 8, "21:00")

    assert reminders(lin) == [1, 8]
    member = await member_of(sopbot, lin)
    assert (member.streak, member.check_ins) == (3, 3)
    async with sopbot.running.database.begin() as uow:
        home = member.community_id
        expected = [await uow.check_ins.count_expected(home, date(2026, 3, d)) for d in (4, 5, 6, 8)]
    assert expected == [(1, 1), (0, 0), (0, 0), (1, 1)]


async def test_leave_is_chosen_by_a_button_and_cancelled_by_another(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person
):
    lin.writes_to_bot("/leave")
    await telegram.advance(seconds=5)
    shown = lin.private.last
    assert shown.labels == ["1 天", "3 天", "7 天"]
    taken = lin.presses(shown, "3 天")
    await telegram.advance(seconds=5)
    assert taken.answer == "请好假了：3月2日到3月4日，共 3 天。"
    assert shown.labels == ["我回来了"]

    await until(telegram, 2, "09:10")
    back = lin.presses(shown, "我回来了")
    await telegram.advance(seconds=5)
    assert back.answer == "已取消，欢迎回来！"
    await until(telegram, 2, "21:00")
    assert reminders(lin) == [2]

    for words, told in (
        ("/leave 40d", "一次最多请 14 天"),
        ("/leave 7d", "还剩 6 天"),
        ("/leave 2d 2026-01-01", "过去的日子不能请假"),
        ("/leave soon", "不是天数"),
        ("/leave 3d 5d", "/leave 3d"),
    ):
        lin.writes_to_bot(words)
        await telegram.advance(seconds=5)
        assert told in lin.private.last.text, words


async def test_the_team_gives_leave_and_takes_it_back(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    owner.says(community, "/leave @lin 10d")
    await telegram.advance(seconds=5)
    assert "已给 小林 请假：3月2日到3月11日，共 10 天。" in community.last.text
    pressed = owner.presses(community.last, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert pressed.answer == "已撤销。"
    await until(telegram, 1, "21:00")
    assert reminders(lin) == [1]
    lin.says(community, "/leave @owner 2d")
    await telegram.advance(seconds=5)
    assert "只有群主和助教" in community.last.text


async def test_on_a_rest_day_of_the_community_nobody_is_expected(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await chooses(sopbot, owner, rest_weekdays=(5, 6))
    await checks_in(telegram, community, lin, 1, 2, 3, 4, 5, 8)
    await until(telegram, 9, "21:00")

    assert (await member_of(sopbot, lin)).streak == 6
    assert reminders(lin) == [9]


async def test_the_team_enters_a_check_in_that_was_not_seen_and_undoes_it(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await checks_in(telegram, community, lin, 1, 2, 4)
    owner.says(community, "/checkin @lin 2026-03-04")
    await telegram.advance(seconds=5)
    answer = community.last
    assert answer.text == "✅ 已为 小林 补上3月4日的打卡。 +2 积分\n连续 4 天"
    assert (await member_of(sopbot, lin)).points == 8

    owner.presses(answer, "↩️ 撤销")
    await telegram.advance(seconds=5)
    member = await member_of(sopbot, lin)
    assert (member.streak, member.best_streak, member.check_ins, member.points) == (1, 2, 3, 6)

    owner.says(community, "/checkin @lin 3-4")
    await telegram.advance(seconds=5)
    member = await member_of(sopbot, lin)
    assert (member.streak, member.best_streak, member.check_ins, member.points) == (4, 4, 4, 8)
    owner.replies(lin.says(community, "我昨天也打了"), "/checkin 3-3")
    await telegram.advance(seconds=5)
    assert "3月3日已经有打卡记录" in community.last.text
    for words, told in (("/checkin @lin 3-4", "已经有打卡记录"), ("/checkin @lin 2026-12-01", "还没到呢")):
        owner.says(community, words)
        await telegram.advance(seconds=5)
        assert told in community.last.text
    lin.says(community, "/checkin @lin 3-3")
    await telegram.advance(seconds=5)
    assert "只有群主和助教" in community.last.text


async def test_days_without_the_bot_in_the_group_break_no_streak(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await checks_in(telegram, community, lin, 1, 2)
    owner.removes_bot(community)
    await until(telegram, 5, "10:00")
    owner.adds_bot(community, admin=True)
    await telegram.advance(seconds=5)
    await checks_in(telegram, community, lin, 5)

    assert (await member_of(sopbot, lin)).streak == 3


async def test_in_english_leave_make_ups_and_the_calendar_are_in_english(
    telegram: Emulator, stopped: Sopbot, owner: Person
):
    await start_with(stopped)
    await stopped.stop()
    await stopped.start(locale="en")
    group = owner.creates_group("Early birds", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    lin = telegram.person("Lin", username="lin", language_code="en")
    lin.joins(group)
    lin.presses_start()
    await checks_in(telegram, group, lin, 1)
    await until(telegram, 3)
    told = []
    for words in ("/leave 3d", "/makeup", "/makeup yesterday", "/calendar"):
        lin.writes_to_bot(words)
        await telegram.advance(seconds=5)
        told.append(lin.private.last.text)
    owner.says(group, "/checkin @lin yesterday")
    await telegram.advance(seconds=5)

    assert told == [
        "🌿 On leave: 4 March to 6 March, 3 days.\nNobody reminds you, and your streak waits.",
        "🎫 You have 0 make-up cards.\nChecking in earns them; you can also get one for points.",
        "You have no make-up card left. /makeup shows how to get one.",
        "Lin, March 2026: 1 check-in · 0 days in a row",
    ]
    assert group.last.text == "✅ Lin has checked in on 3 March now. +2 points\n2 days in a row"


async def test_a_name_that_is_nobodys_checks_nobody_in(telegram: Emulator, community: Group, owner: Person):
    lin = telegram.person("小林")
    lin.joins(community)
    await telegram.advance(seconds=5)
    owner.writes_to_bot("/checkin 小林 2026-03-01")
    await telegram.advance(seconds=5)

    assert "你指的是谁" in owner.private.last.text
