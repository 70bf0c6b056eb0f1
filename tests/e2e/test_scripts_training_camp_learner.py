"""The story of `training_camp_learner`: fourteen days, and ten of them graduate."""

from tests.e2e.shipped import Shipped

HOORAY = "🎓"


async def begins(shipped: Shipped) -> None:
    """The veteran's camp begins on the first day, by hand."""
    shipped.owner.says(shipped.group, "/sop start training_camp_learner", mentions=[shipped.veteran])
    await shipped.telegram.settle()


async def test_ten_days_of_fourteen_graduate_in_front_of_all(shipped: Shipped):
    await begins(shipped)
    await shipped.checks_in(shipped.veteran, *range(1, 11))
    points = (await shipped.member(shipped.veteran)).points
    await shipped.until(14, "21:20")

    tags = await shipped.tags(shipped.veteran)
    assert "camp_graduate" in tags
    assert "in_camp" not in tags
    assert (await shipped.member(shipped.veteran)).points == points + 100
    (hooray,) = [message for message in shipped.group.from_bot if HOORAY in message.text]
    assert shipped.veteran.id in hooray.mentions


async def test_less_than_eight_do_not_and_a_person_asks(shipped: Shipped):
    await begins(shipped)
    await shipped.checks_in(shipped.veteran, 1, 3, 5, 7, 9, 11, 13)
    await shipped.until(14, "21:20")

    assert "camp_graduate" not in await shipped.tags(shipped.veteran)
    assert not any(HOORAY in message.text for message in shipped.group.from_bot)
    assert shipped.words("没到结营线", "not enough to graduate") in shipped.veteran.private.last.text
    assert shipped.words("没能结营", "didn't graduate") in shipped.tasks[-1].text


async def test_nine_days_are_for_an_assistant_to_decide(shipped: Shipped):
    await begins(shipped)
    await shipped.checks_in(shipped.veteran, *range(1, 10))
    await shipped.until(14, "21:05")
    yes = shipped.words("同意", "Approve")
    (asked,) = [message for message in shipped.helper.inbox if yes in message.labels]
    assert "camp_graduate" not in await shipped.tags(shipped.veteran)

    shipped.helper.presses(asked, yes)
    await shipped.until(14, "21:20")
    assert "camp_graduate" in await shipped.tags(shipped.veteran)


async def test_the_evening_reminder_is_for_who_has_not_checked_in(shipped: Shipped):
    await begins(shipped)
    await shipped.checks_in(shipped.veteran, 2)
    await shipped.until(3, "22:00")

    assert shipped.told(shipped.veteran, 2, "20:30") == []
    (reminder,) = shipped.told(shipped.veteran, 3, "20:30")
    assert reminder.labels == [shipped.check_in]
