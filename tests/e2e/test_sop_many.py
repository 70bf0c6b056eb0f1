"""`/sop` for many: several people, a cohort, a selection. More than ten are shown first; a button does it."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.test_sop_command import GUIDE, said

MANY = 120


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """A script for members that starts by hand only."""
    return await start_with(stopped, guide=GUIDE)


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant, with the private chat open."""
    person = telegram.person("小周", username="zhou")
    person.joins(community)
    owner.says(community, f"/staff {person.id}")
    person.presses_start()
    await telegram.advance(seconds=5)
    return person


async def joined(telegram: Emulator, community: Group, count: int) -> list[Person]:
    """So many members, called 学员1 and so on."""
    people = [telegram.person(f"学员{number}", username=f"student{number}") for number in range(1, count + 1)]
    for person in people:
        person.joins(community)
    await telegram.advance(seconds=20)
    return people


async def ask(telegram: Emulator, person: Person, command: str) -> str:
    """What the bot answers in private."""
    person.writes_to_bot(command)
    await telegram.advance(seconds=5)
    return person.private.last.text


async def press(telegram: Emulator, person: Person, label: str, seconds: float = 5) -> str:
    """What the message says after its button was pressed, or what was shown over the chat."""
    pressed = person.presses(person.private.last, label)
    await telegram.advance(seconds=seconds)
    return pressed.answer or person.private.last.text


async def test_a_few_are_done_at_once_and_taken_back(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 3)

    answer = await ask(telegram, zhou, "/sop start guide @student1 @student2")
    assert answer == "▶️ 开始「七日引导」· 学员1、学员2\n✅ 完成 2 人"
    assert "1 人已经在进行" in await ask(telegram, zhou, "/sop start guide @student2 @student3")

    paused = await ask(telegram, zhou, "/sop pause guide @student1 @student2 @student3")
    assert "✅ 完成 3 人" in paused
    await press(telegram, zhou, "↩️ 撤销")
    assert "已为 3 人撤销" in zhou.private.last.text
    assert "已暂停" not in await ask(telegram, zhou, "/sop status @student1")


async def test_more_than_ten_are_shown_first(telegram: Emulator, community: Group, zhou: Person) -> None:
    await joined(telegram, community, 14)
    await ask(telegram, zhou, "/sop start guide @student3")

    preview = await ask(telegram, zhou, "/sop start guide 积分<50")
    assert "开始「七日引导」· 积分<50" in preview
    assert "👥 14 人" in preview
    assert "1 人已经在进行" in preview
    assert "学员1、学员2、学员3、学员4、学员5 等，另有 9 人" in preview
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @student1")

    zhou.writes_to_bot("/sop start guide 积分<50")
    await telegram.advance(seconds=5)
    await press(telegram, zhou, "✅ 执行")
    assert "✅ 完成 13 人" in zhou.private.last.text
    assert "七日引导 · 学员1" in await ask(telegram, zhou, "/sop status @student1")


async def test_progress_is_told_by_one_message_and_can_be_stopped(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, MANY)
    await ask(telegram, zhou, "/sop start guide all")
    messages = len(zhou.private.from_bot)

    zhou.presses(zhou.private.last, "✅ 执行")
    await telegram.advance(seconds=0.5)
    assert "50/" in zhou.private.last.text or "0/" in zhou.private.last.text
    zhou.presses(zhou.private.last, "⏹ 到此为止")
    await telegram.advance(seconds=20)

    assert len(zhou.private.from_bot) == messages, "one message, edited"
    told = zhou.private.last.text
    assert "中途停下了" in told
    assert "人没有开始" in told
    await press(telegram, zhou, "↩️ 撤销", seconds=20)
    assert "人撤销" in zhou.private.last.text
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @student1")


async def test_nothing_is_done_when_it_is_cancelled_or_left_for_ten_minutes(
    telegram: Emulator, community: Group, zhou: Person, owner: Person
) -> None:
    await joined(telegram, community, 12)
    await ask(telegram, zhou, "/sop start guide all")
    await press(telegram, zhou, "取消")
    assert "没有做任何改动" in zhou.private.last.text

    await ask(telegram, zhou, "/sop start guide all")
    await telegram.advance(minutes=11)
    assert "重新发一次" in await press(telegram, zhou, "✅ 执行")
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @student1")


async def test_a_selection_that_has_changed_is_shown_anew(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 12)
    await ask(telegram, zhou, "/sop start guide all")
    preview = zhou.private.last
    for number in range(5):
        telegram.person(f"新人{number}").joins(community)
    await telegram.advance(seconds=10)

    pressed = zhou.presses(preview, "✅ 执行")
    await telegram.advance(seconds=5)
    assert "现在是 17 人" in (pressed.answer or "")
    assert "👥 17 人" in zhou.private.last.text
    await press(telegram, zhou, "✅ 执行")
    assert "✅ 完成 17 人" in zhou.private.last.text


async def test_a_cohort_is_steered_and_who_comes_late_gets_its_scripts(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 3)
    await ask(telegram, zhou, "/cohort new 第3期 今天")
    for number in (1, 2):
        await ask(telegram, zhou, f"/cohort add 第3期 @student{number}")
    assert "✅ 完成 2 人" in await ask(telegram, zhou, "/sop start guide cohort 第3期")
    assert "✅ 完成 2 人" in await ask(telegram, zhou, "/sop pause guide cohort 第3期")
    assert "✅ 完成 2 人" in await ask(telegram, zhou, "/sop resume guide cohort 第3期")

    await ask(telegram, zhou, "/cohort add 第3期 @student3")
    assert "七日引导 · 学员3" in await ask(telegram, zhou, "/sop status @student3")
    await telegram.advance(minutes=2)
    assert said(community, "学员3 你好") == 1


async def test_who_was_put_into_a_cohort_by_mistake_is_taken_out_again(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 2)
    await ask(telegram, zhou, "/cohort new 第3期 今天")
    await ask(telegram, zhou, "/cohort add 第3期 @student1")
    await ask(telegram, zhou, "/sop start guide cohort 第3期")
    await ask(telegram, zhou, "/cohort add 第3期 @student2")
    added = zhou.private.last
    zhou.presses(added, "↩️ 撤销")
    await telegram.advance(seconds=5)

    assert "没有进行中" in await ask(telegram, zhou, "/sop status @student2")
    assert "七日引导 · 学员1" in await ask(telegram, zhou, "/sop status @student1")
    assert "1 人" in await ask(telegram, zhou, "/cohort list")
    await ask(telegram, zhou, "/cohort add 第3期 @student2")
    assert "现在共 2 人" in zhou.private.last.text


async def test_who_is_added_on_the_second_day_is_on_the_second_day(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 2)
    await ask(telegram, zhou, "/cohort new 第3期 今天")
    await ask(telegram, zhou, "/cohort add 第3期 @student1")
    await ask(telegram, zhou, "/sop start guide cohort 第3期")
    await telegram.advance(days=1, hours=2)

    await ask(telegram, zhou, "/cohort add 第3期 @student2")
    assert "学员2 · 第 2 天" in await ask(telegram, zhou, "/sop status @student2")
    assert "积分 5" in await ask(telegram, zhou, "/sop trace @student2"), "points are given however late"


async def test_places_steps_and_traces_of_several(telegram: Emulator, community: Group, zhou: Person) -> None:
    await joined(telegram, community, 2)
    both = "@student1 @student2"
    await ask(telegram, zhou, f"/sop start guide {both}")
    assert "✅ 完成 2 人" in await ask(telegram, zhou, f"/sop skip guide {both} hello/2")
    assert said(community, "两小时到了") == 2
    assert "✅ 完成 2 人" in await ask(telegram, zhou, f"/sop step guide bonus {both}")
    assert "七日引导 · 学员2" in await ask(telegram, zhou, f"/sop status {both}")
    assert "学员1 · 七日引导" in await ask(telegram, zhou, f"/sop trace {both}")
    assert "完成 2 人" in await ask(telegram, zhou, f"/sop stop {both}")
    assert "没有符合的人" in await ask(telegram, zhou, "/sop stop guide 积分>900")


async def test_freezing_and_switching_off_a_script_with_many_in_it_is_asked_about_first(
    telegram: Emulator, community: Group, zhou: Person
) -> None:
    await joined(telegram, community, 12)
    await ask(telegram, zhou, "/sop start guide all")
    await press(telegram, zhou, "✅ 执行")

    assert "冻结「七日引导」？进行中的 12 个会停在原处" in await ask(telegram, zhou, "/sop freeze guide")
    await press(telegram, zhou, "❄️ 冻结")
    assert "✅ 12 个" in zhou.private.last.text
    await telegram.advance(hours=5)
    assert said(community, "两小时到了") == 0
    await press(telegram, zhou, "↩️ 撤销")
    assert "已撤销" in zhou.private.last.text
    await telegram.advance(hours=2)
    assert said(community, "两小时到了") == 12

    assert "无法撤销" in await ask(telegram, zhou, "/sop off guide")
    await press(telegram, zhou, "⏹ 停用")
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @student1")
    assert "恢复了" in await ask(telegram, zhou, "/sop on guide")
    assert "已经是" in await ask(telegram, zhou, "/sop on guide")
    await ask(telegram, zhou, "/sop off guide")
    await press(telegram, zhou, "↩️ 撤销")
    assert "已停用" not in await ask(telegram, zhou, "/sop list")


async def test_only_who_asked_or_an_owner_may_press(
    telegram: Emulator, community: Group, zhou: Person, owner: Person
) -> None:
    await joined(telegram, community, 12)
    staff = owner.creates_group("助教群", supergroup=True)
    owner.adds_bot(staff, admin=True)
    other = telegram.person("小吴", username="wu")
    for person in (zhou, other):
        person.joins(staff)
    other.joins(community)
    owner.says(community, f"/staff {other.id}")
    await telegram.advance(seconds=5)
    owner.says(staff, "/bind staff")
    await telegram.advance(seconds=5)

    zhou.says(staff, "/sop start guide all")
    await telegram.advance(seconds=5)
    preview = staff.last
    pressed = other.presses(preview, "✅ 执行")
    await telegram.advance(seconds=5)
    assert "本人或群主" in (pressed.answer or "")
    owner.presses(preview, "✅ 执行")
    await telegram.advance(seconds=5)
    assert "✅ 完成 12 人" in preview.text


async def test_in_english_it_reads_the_same(
    telegram: Emulator, community: Group, zhou: Person, owner: Person
) -> None:
    await joined(telegram, community, 12)
    await ask(telegram, zhou, "/language")
    await press(telegram, zhou, "English")
    preview = await ask(telegram, zhou, "/sop start guide all")
    assert preview.splitlines()[:2] == ["▶️ Start 七日引导 · all", "👥 12 people"]
    await press(telegram, zhou, "✅ Do it")
    assert "✅ Done for 12 people" in zhou.private.last.text
    await press(telegram, zhou, "↩️ Undo")
    assert "↩️ Taken back for 12 people." in zhou.private.last.text


@pytest.mark.parametrize(
    "selector", ["tag:学员", "#学员", "标签：学员", "not 积分<0 tag:学员", "积分 < 50 tag:学员"]
)
async def test_a_selector_is_read_however_it_begins(
    telegram: Emulator, community: Group, zhou: Person, selector: str
) -> None:
    await joined(telegram, community, 3)
    await ask(telegram, zhou, "/tag @student2 学员")
    assert "✅ 完成 1 人" in await ask(telegram, zhou, f"/sop start guide {selector}")
    assert "七日引导 · 学员2" in await ask(telegram, zhou, "/sop status @student2")
