"""The story of `onboarding_7day`: seven days, told by newcomers who behave differently."""

from playground.emulator import CallSeen
from tests.e2e.shipped import Shipped


async def test_who_presses_the_button_gets_the_rules_and_is_asked_for_an_introduction(shipped: Shipped):
    lin = await shipped.newcomer("小林")

    rules, question = lin.inbox
    assert shipped.words("不发广告", "No advertising") in rules.text
    assert rules.labels == [shipped.check_in]
    assert "\n\n\n" not in rules.text
    assert shipped.words("介绍一下自己", "introduce yourself") in question.text
    assert "newcomer" in await shipped.tags(lin)


async def test_two_who_start_at_one_moment_are_each_told_what_is_theirs(shipped: Shipped):
    lin = await shipped.newcomer("小林", starts=False)
    stranger = shipped.telegram.person("路人")
    button = shipped.words("开始我的第一天", "Start my first day")
    stranger.presses_start()
    lin.presses(shipped.group.last, button)
    await shipped.telegram.advance(seconds=5)

    assert shipped.words("不发广告", "No advertising") in lin.inbox[0].text
    assert len(lin.inbox) == 2
    (greeting,) = stranger.inbox
    assert shipped.words("先去群里说句话", "say something in yours") in greeting.text


async def test_who_never_presses_start_gets_nothing_in_private_but_a_mention_on_the_second_evening(
    shipped: Shipped,
):
    hedy = await shipped.newcomer("何静", starts=False)
    await shipped.until(2, "21:00")

    assert hedy.inbox == []
    (reminder,) = shipped.in_group(2, "20:00")
    assert reminder.mentions == [hedy.id]


async def test_an_introduction_earns_five_points_and_the_assistant_reads_it(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    intro = shipped.words("我在杭州做产品经理，想早起。", "Product manager in Leeds, no early bird yet.")
    lin.writes_to_bot(intro)
    await shipped.telegram.settle()

    assert (await shipped.member(lin)).points == 5
    assert "introduced" in await shipped.tags(lin)
    assert [("🌱" in message.text) for message in lin.inbox[2:]] == [True]

    await shipped.until(2, "10:30")
    (task,) = shipped.tasks
    assert intro in task.text


async def test_a_long_introduction_does_not_end_the_week(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    lin.writes_to_bot("我想早起。" * 600)
    await shipped.until(2, "10:30")

    (task,) = shipped.tasks
    assert "我想早起。我想早" in task.text
    assert "…" in task.text
    await shipped.until(3, "09:05")
    assert len(shipped.told(lin, 3, "09:00")) == 1


async def test_an_introduction_of_a_word_is_asked_for_again(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    lin.writes_to_bot("嗨")
    await shipped.telegram.settle()

    assert "10" in lin.private.last.text
    assert (await shipped.member(lin)).points == 0


async def test_who_would_rather_not_say_is_left_alone_with_it(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    lin.presses(lin.inbox[1], shipped.words("不方便说", "Rather not say"))
    await shipped.telegram.settle()
    await shipped.until(2, "08:00")

    assert len(lin.inbox) == 2
    assert (await shipped.member(lin)).points == 0


async def test_a_silent_one_who_joined_at_three_gets_the_second_day_at_nine(shipped: Shipped):
    await shipped.until(1, "15:00")
    sue = await shipped.newcomer("苏默")
    await shipped.until(2, "08:59")
    before = len(sue.inbox)
    await shipped.until(2, "09:01")

    (second,) = sue.inbox[before:]
    assert shipped.words("第 2 天", "Day 2") in second.text
    assert shipped.told(sue, 2, "09:00") == [second]


async def test_the_assistant_says_hello_to_a_silent_one_on_the_second_day(shipped: Shipped):
    await shipped.until(1, "15:00")
    await shipped.newcomer("苏默")
    await shipped.until(2, "10:01")

    (task,) = shipped.tasks
    assert "苏默" in task.text
    assert shipped.words("别催", "don't push") in task.text

    shipped.helper.presses(task, shipped.words("完成", "Done"))
    await shipped.telegram.settle()
    assert task.labels == [shipped.words("↩️ 撤销", "↩️ Undo")]
    assert shipped.words("已完成", "done") in task.text


async def test_only_who_is_missing_is_reminded_at_eight(shipped: Shipped):
    lin, sue = await shipped.newcomer("小林"), await shipped.newcomer("苏默")
    await shipped.until(2, "09:05")
    lin.presses(shipped.told(lin, 2, "09:00")[0], shipped.check_in)
    await shipped.until(2, "20:30")

    assert shipped.told(lin, 2, "20:00") == []
    (reminder,) = shipped.told(sue, 2, "20:00")
    press = sue.presses(reminder, shipped.check_in)
    await shipped.telegram.settle()
    assert press.answered
    assert (await shipped.member(sue)).check_ins == 1


async def test_who_comes_at_midnight_is_answered_silently_and_sleeps_till_nine(shipped: Shipped):
    silent: list[bool] = []

    def listen(call: CallSeen) -> None:
        if (call.method, call.stage) == ("sendMessage", "before"):
            silent.append(bool(call.parameters.get("disable_notification")))

    await shipped.until(1, "23:50")
    noel = await shipped.newcomer("罗夜", starts=False)
    shipped.telegram.on_call(listen)
    await shipped.starts(noel)
    answered = len(noel.inbox)
    assert answered == 2
    assert silent == [True, True]

    await shipped.until(2, "08:59")
    assert len(noel.inbox) == answered
    await shipped.until(2, "09:01")
    assert len(shipped.told(noel, 2, "09:00")) == 1


async def test_who_presses_start_a_day_late_gets_the_rules_then(shipped: Shipped):
    hedy = await shipped.newcomer("何静", starts=False)
    await shipped.until(2, "18:00")
    hedy.presses_start()
    await shipped.telegram.settle()

    assert shipped.words("先说三条规矩", "Three rules first") in hedy.inbox[0].text


async def test_who_leaves_hears_nothing_more_and_who_returns_does_not_begin_anew(shipped: Shipped):
    tess = await shipped.newcomer("唐果")
    await shipped.until(3, "12:00")
    tess.leaves(shipped.group)
    before = len(tess.inbox)
    await shipped.until(5, "12:00")
    tess.joins(shipped.group)
    await shipped.until(7, "23:00")

    assert len(tess.inbox) == before


async def test_the_last_evening_still_reminds(shipped: Shipped):
    lin, abe = await shipped.newcomer("小林"), await shipped.newcomer("阿布")
    await shipped.checks_in(lin, 7)
    await shipped.until(7, "20:30")

    assert shipped.told(lin, 7, "20:00") == []
    assert len(shipped.told(abe, 7, "20:00")) == 1


async def test_seven_check_ins_graduate_on_the_spot(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    await shipped.checks_in(lin, 1, 2, 3, 4, 5, 6, 7)
    await shipped.telegram.advance(minutes=3)

    assert "graduated" in await shipped.tags(lin)
    assert "newcomer" not in await shipped.tags(lin)
    assert "🎓" in shipped.group.last.text
    await shipped.until(7, "23:00")
    assert sum("🎓" in message.text for message in shipped.group.from_bot) == 1


async def test_two_missed_days_bring_a_person_instead_of_a_reminder(shipped: Shipped):
    abe = await shipped.newcomer("阿布")
    await shipped.until(5, "20:30")

    assert shipped.told(abe, 5, "20:00") == []
    assert shipped.words("连着几天没打卡", "hasn't checked in for a few days") in shipped.tasks[-1].text


async def test_who_is_named_assistant_on_the_way_is_a_newcomer_no_more(shipped: Shipped):
    may = await shipped.newcomer("小满")
    shipped.owner.says(shipped.group, "/staff", mentions=[may])
    await shipped.until(2, "12:00")

    assert all(shipped.check_in not in message.labels for message in shipped.told(may, 2, "09:00"))


async def test_stop_is_respected(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    lin.writes_to_bot("/stop")
    await shipped.telegram.settle()
    before = len(lin.inbox)
    await shipped.until(4, "12:00")

    assert len(lin.inbox) == before
