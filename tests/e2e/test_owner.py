"""What the owner gets: the daily digest, /digest, /setup, the menus of commands."""

from datetime import UTC, datetime

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.own_scripts import start_with

MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
"""Tuesday, eight o'clock in Shanghai."""

ASK = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 1..7, at: "10:00"}
    do:
      - wait: {for: check_in, until: "20:00", none: []}
"""


def digests(place: list[str]) -> list[str]:
    return [text for text in place if text.startswith("📊")]


def texts(person: Person) -> list[str]:
    return [message.text for message in person.inbox]


async def test_the_digest_comes_at_the_hour_once_and_tells_of_the_day_before(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, ask=ASK)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    lin, chen = telegram.person("小林"), telegram.person("小陈")
    lin.joins(group)
    chen.joins(group)
    await telegram.advance(hours=2)
    lin.says(group, "/checkin")
    await telegram.advance_to(MORNING.replace(day=2, hour=23, minute=59))
    assert digests(texts(owner)) == []

    await telegram.advance_to(MORNING)
    (digest,) = digests(texts(owner))
    assert "早起写作营 · 3月2日 周一" in digest
    assert "新成员 2" in digest
    assert "打卡 1/2，50%" in digest
    assert "积分 2" in digest
    assert digest.count("\n") < 25

    await telegram.advance_to(MORNING.replace(day=4))
    assert len(digests(texts(owner))) == 2
    assert "小陈：连续 2 次没打卡" in digests(texts(owner))[-1]


async def test_a_restart_repeats_no_digest_and_misses_none(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    await telegram.advance_to(MORNING)
    assert len(digests(texts(owner))) == 1
    await sopbot.restart()
    await telegram.advance(hours=1)
    assert len(digests(texts(owner))) == 1

    await sopbot.stop()
    telegram.jump_to(MORNING.replace(day=5, hour=3))
    await sopbot.start()
    await telegram.advance(minutes=5)
    found = digests(texts(owner))
    assert len(found) == 2
    assert "3月4日 周三" in found[-1]


async def test_an_owner_who_blocked_the_bot_is_told_through_the_staff_chat_without_names(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, ask=ASK)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    office = owner.creates_group("工作群", supergroup=True)
    owner.adds_bot(office)
    owner.says(office, "/bind staff")
    await telegram.advance(seconds=5)
    telegram.person("小林").joins(group)
    await telegram.advance_to(MORNING)
    owner.blocks_bot()
    await telegram.advance_to(MORNING.replace(day=4))

    (digest,) = digests([message.text for message in office.from_bot])
    assert "3月3日 周二" in digest
    assert "1 人连续没打卡" in digest
    assert "小林" not in digest
    assert not digests([message.text for message in group.from_bot])


async def test_today_so_far_on_request(telegram: Emulator, community: Group, owner: Person):
    telegram.person("小林").joins(community)
    await telegram.advance(minutes=1)
    owner.writes_to_bot("/digest")
    await telegram.advance(seconds=5)
    assert "今天到现在" in owner.private.last.text
    assert "新成员 1" in owner.private.last.text

    owner.says(community, "/digest")
    await telegram.advance(seconds=5)
    assert "新成员" not in community.last.text


async def test_setup_tells_what_an_admin_sees(telegram: Emulator, community: Group, owner: Person):
    owner.says(community, "/setup")
    await telegram.advance(seconds=10)

    said = community.last.text
    assert "✅ 我是管理员" in said
    assert "隐私模式：开（管理员不受影响）" in said
    assert "每天 08:00 私聊送达" in said
    assert "还没有助教群" in said


async def test_setup_tells_what_does_not_work_without_admin_rights(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group)
    await telegram.advance(seconds=5)
    owner.says(group, "/setup")
    await telegram.advance(seconds=10)

    said = group.last.text
    assert "⚠️ 我还不是管理员" in said
    assert "#打卡 不算数" in said
    assert "把我设为管理员" in said


async def test_setup_answers_in_private_where_the_bot_may_not_write(
    telegram: Emulator, community: Group, owner: Person
):
    owner.silences_bot(community)
    await telegram.advance(seconds=5)
    owner.says(community, "/setup")
    await telegram.advance(seconds=10)

    assert "不能发言" in owner.private.last.text


async def test_setup_in_private_shows_how_the_groups_stand(
    telegram: Emulator, community: Group, owner: Person
):
    owner.writes_to_bot("/setup")
    await telegram.advance(seconds=10)

    assert "早起写作营" in owner.private.last.text
    assert "✅ 我是管理员" in owner.private.last.text
    assert "我是管理员" not in community.last.text


async def test_setup_offers_the_admins_as_assistants(telegram: Emulator, community: Group, owner: Person):
    zhou, lin = telegram.person("小周"), telegram.person("小林")
    zhou.joins(community)
    lin.joins(community)
    owner.promotes(zhou, community)
    owner.says(community, "/setup")
    await telegram.advance(seconds=10)
    offer = community.last
    assert offer.labels == ["请 小周 当助教", "⚙️ 设置"]

    stranger = lin.presses(offer, "请 小周 当助教")
    own = zhou.presses(offer, "请 小周 当助教")
    await telegram.advance(seconds=5)
    assert stranger.alert
    assert own.alert

    first = owner.presses(offer, "请 小周 当助教")
    again = owner.presses(offer, "请 小周 当助教")
    await telegram.advance(seconds=10)
    assert first.answer == "小周 现在是助教了"
    assert again.answer == "小周 已经是助教了"
    zhou.presses_start()
    zhou.writes_to_bot("/todo")
    await telegram.advance(seconds=5)
    assert "没有待办" in zhou.private.last.text


async def test_setup_and_staff_are_not_for_members(telegram: Emulator, community: Group):
    lin = telegram.person("小林")
    lin.joins(community)
    lin.says(community, "/setup")
    await telegram.advance(seconds=10)

    assert "只有群主" in community.last.text


async def test_each_place_and_person_has_a_menu(telegram: Emulator, community: Group, owner: Person):
    office = owner.creates_group("工作群", supergroup=True)
    owner.adds_bot(office)
    owner.says(office, "/bind staff")
    await telegram.advance(seconds=10)
    owner.presses_start()
    await telegram.advance(seconds=10)

    for language in ("", "zh", "en"):
        assert "checkin" in telegram.menu("all_group_chats", language)
        assert "todo" not in telegram.menu("all_private_chats", language)
        assert "todo" in telegram.menu(f"chat:{office.id}", language)
        assert "digest" in telegram.menu(f"chat:{OWNER}", language)
