"""The story of `training_camp`: a cohort is opened, and the group hears of it from the eve to the end."""

from playground.emulator import Person
from tests.e2e.shipped import Shipped

OPENING = "2026-03-03"
"""The story's second day."""


async def opens(shipped: Shipped, *people: Person) -> None:
    """The owner opens a cohort and puts these people into it, a day before it begins."""
    shipped.owner.says(shipped.group, f"/cohort new Spring {OPENING}")
    await shipped.telegram.settle()
    for person in people:
        shipped.owner.says(shipped.group, "/cohort add Spring", mentions=[person])
    await shipped.telegram.settle()


async def test_the_group_hears_of_the_camp_on_its_eve_and_on_its_opening(shipped: Shipped):
    await opens(shipped, shipped.veteran)
    await shipped.until(2, "09:05")

    (eve,) = shipped.in_group(1, "20:00")
    (opening,) = shipped.in_group(2, "09:00")
    assert "Spring" in eve.text
    assert "Spring" in opening.text
    assert shipped.check_in in opening.labels


async def test_everybody_in_it_gets_their_first_day(shipped: Shipped):
    await opens(shipped, shipped.veteran)
    await shipped.until(2, "09:05")

    assert any("⛺" in message.text for message in shipped.told(shipped.veteran, 2, "09:00"))
    assert "in_camp" in await shipped.tags(shipped.veteran)


async def test_who_is_added_when_it_has_begun_is_welcomed_then(shipped: Shipped):
    await opens(shipped)
    await shipped.until(4, "15:00")
    shipped.owner.says(shipped.group, "/cohort add Spring", mentions=[shipped.veteran])
    await shipped.telegram.settle()
    await shipped.until(5, "09:05")

    assert any("⛺" in message.text for message in shipped.told(shipped.veteran, 4, "15:00"))
    day = shipped.words("第 4 天", "Day 4")
    assert any(day in message.text for message in shipped.told(shipped.veteran, 5, "09:00"))


async def test_without_a_cohort_nobody_hears_of_a_camp(shipped: Shipped):
    await shipped.until(5, "21:00")

    assert not any("⛺" in message.text for message in [*shipped.group.from_bot, *shipped.veteran.inbox])
