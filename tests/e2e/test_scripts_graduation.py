"""The story of `graduation`: five check-ins of seven, else a person asks where it got difficult."""

from tests.e2e.shipped import Shipped

HOORAY = "🎓"


async def test_five_of_seven_graduate_on_sunday_at_nine(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    await shipped.checks_in(lin, 1, 2, 4, 5, 7)
    points = (await shipped.member(lin)).points
    await shipped.until(7, "20:59")
    assert "graduated" not in await shipped.tags(lin)

    await shipped.until(7, "21:10")
    assert {"graduated"} <= await shipped.tags(lin)
    assert "newcomer" not in await shipped.tags(lin)
    assert (await shipped.member(lin)).points == points + 50
    (hooray,) = [message for message in shipped.group.from_bot if HOORAY in message.text]
    assert "小林" in hooray.text
    assert any(str(points + 50) in message.text for message in shipped.told(lin, 7))


async def test_those_who_graduate_together_are_congratulated_together(shipped: Shipped):
    people = [await shipped.newcomer(name) for name in ("小林", "方圆")]
    for day in (1, 2, 3, 4, 5):
        for person in people:
            await shipped.checks_in(person, day)
    await shipped.until(7, "21:10")

    (hooray,) = [message for message in shipped.group.from_bot if HOORAY in message.text]
    assert sorted(hooray.mentions) == sorted(person.id for person in people)


async def test_four_of_seven_do_not_and_the_assistant_asks(shipped: Shipped):
    abe = await shipped.newcomer("阿布")
    await shipped.checks_in(abe, 1, 2, 3, 6)
    await shipped.until(7, "21:10")

    assert "graduated" not in await shipped.tags(abe)
    assert not any(HOORAY in message.text for message in shipped.group.from_bot)
    assert shipped.words("还没到毕业线", "not enough to graduate") in abe.private.last.text
    assert "阿布" in shipped.tasks[-1].text


async def test_a_late_one_graduates_by_hand(shipped: Shipped):
    abe = await shipped.newcomer("阿布")
    await shipped.until(8, "09:00")
    await shipped.checks_in(abe, 9, 10, 11, 12, 13)
    await shipped.until(15, "09:00")
    shipped.helper.says(shipped.group, "/sop start graduation", mentions=[abe])
    await shipped.telegram.advance(minutes=5)

    assert "graduated" in await shipped.tags(abe)


async def test_nobody_graduates_twice(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    await shipped.checks_in(lin, 1, 2, 3, 4, 5, 6, 7)
    await shipped.until(8, "09:00")
    points = (await shipped.member(lin)).points
    shipped.helper.says(shipped.group, "/sop start graduation", mentions=[lin])
    await shipped.telegram.advance(minutes=5)

    assert (await shipped.member(lin)).points == points
