"""The calendar: one's month of check-ins as a picture, and the way to other months."""

from datetime import timedelta

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.test_check_ins import checks_in, lin, sopbot, until

__all__ = ["lin", "sopbot"]
"""Fixtures that these stories share with those of check-ins."""


async def next_month(telegram: Emulator, sopbot: Sopbot) -> None:
    """Weeks go by without the bot."""
    await sopbot.stop()
    telegram.jump_to(telegram.now + timedelta(days=35))
    await sopbot.start()
    await telegram.advance(minutes=1)


async def test_the_calendar_shows_a_month_and_turns_to_the_one_before(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await checks_in(telegram, community, lin, 1, 2, 4)
    owner.says(community, "/checkin @lin 3-4")
    owner.says(community, "/leave @lin 2d 3-6")
    await until(telegram, 10)
    lin.writes_to_bot("/calendar")
    await telegram.advance(seconds=5)
    shown = lin.private.last
    assert shown.text == "小林 2026年3月：打卡 4 次 · 连续 0 天"
    assert shown.file is not None
    assert shown.labels == []

    await next_month(telegram, sopbot)
    lin.writes_to_bot("/calendar")
    await telegram.advance(seconds=5)
    april = lin.private.last
    drawn = april.file
    assert april.text.startswith("小林 2026年4月：打卡 0 次")
    assert april.labels == ["‹ 2026年3月"]
    lin.presses(april, "‹ 2026年3月")
    await telegram.advance(seconds=5)
    assert april.text.startswith("小林 2026年3月：打卡 4 次")
    assert april.labels == ["2026年4月 ›"]
    assert april.file is not None
    assert april.file is not drawn

    for words, told in (
        ("/calendar 3月", "2026年3月"),
        ("/calendar 13", "不是日期"),
        ("/calendar x", "/calendar"),
    ):
        lin.writes_to_bot(words)
        await telegram.advance(seconds=5)
        assert told in lin.private.last.text, words


async def test_a_button_of_the_calendar_belongs_to_who_asked(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person, owner: Person
):
    await next_month(telegram, sopbot)
    lin.says(community, "/calendar 3月")
    await telegram.advance(seconds=5)
    pressed = owner.presses(community.last, "2026年4月 ›")
    await telegram.advance(seconds=5)
    assert "别人的按钮" in (pressed.answer or "")
