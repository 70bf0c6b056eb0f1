"""The story of `check_in_reminder`: only for whose streak breaks tonight."""

from tests.e2e.shipped import Shipped

STREAK_DAYS = (1, 2, 3)


async def test_who_has_a_streak_and_is_missing_is_reminded_once(shipped: Shipped):
    walt = shipped.veteran
    await shipped.checks_in(walt, *STREAK_DAYS)
    await shipped.until(4, "23:00")

    (reminder,) = shipped.told(walt, 4, "20:30")
    assert "3" in reminder.text
    assert reminder.labels == [shipped.check_in]


async def test_the_button_of_the_reminder_saves_the_streak(shipped: Shipped):
    walt = shipped.veteran
    await shipped.checks_in(walt, *STREAK_DAYS)
    await shipped.until(4, "20:45")
    walt.presses(shipped.told(walt, 4, "20:30")[0], shipped.check_in)
    await shipped.telegram.settle()

    assert (await shipped.member(walt)).streak == 4


async def test_who_has_checked_in_today_is_not_reminded(shipped: Shipped):
    walt = shipped.veteran
    await shipped.checks_in(walt, *STREAK_DAYS)
    await shipped.until(3, "23:00")

    assert shipped.told(walt, 3, "20:30") == []


async def test_a_single_day_is_no_streak_yet(shipped: Shipped):
    walt = shipped.veteran
    await shipped.checks_in(walt, 2)
    await shipped.until(3, "23:00")

    assert shipped.told(walt, 3, "20:30") == []


async def test_a_broken_streak_is_not_mourned_the_day_after(shipped: Shipped):
    walt = shipped.veteran
    await shipped.checks_in(walt, *STREAK_DAYS)
    await shipped.until(5, "23:00")

    assert len(shipped.told(walt, 4, "20:30")) == 1
    assert shipped.told(walt, 5, "20:30") == []


async def test_newcomers_have_reminders_of_their_own(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    await shipped.checks_in(lin, *STREAK_DAYS)
    await shipped.until(4, "23:00")

    assert len(shipped.told(lin, 4, "20:00")) == 1
    assert shipped.told(lin, 4, "20:30") == []
