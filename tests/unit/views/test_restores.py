"""What owners read after a restore: what is held, by scripts and steps, however much it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.message import Kind
from views.restores import LISTED, DueLine, HeldBack, held_back
from views.texts import texts_for

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
BACKUP = NOW - timedelta(hours=3)
DAILY = DueLine("七天入门", "早安", 128, of_members=True, day=3, at="09:00", community="读书会")


def said(locale: str, *lines: DueLine, steps: int) -> list[str]:
    held = HeldBack(7, BACKUP, NOW, NOW, ZoneInfo("Asia/Shanghai"), {Kind.STEP: 2}, steps, lines)
    text, _ = held_back(texts_for(locale), held)
    return text.splitlines()


def test_what_is_held_is_named_by_script_and_step_with_how_many_people_it_concerns() -> None:
    assert "　　「<b>七天入门</b>」第 3 天 09:00「早安」：128 人（读书会）" in said("zh", DAILY, steps=128)
    assert "   <b>七天入门</b> · day 3 09:00 “早安”: 128 people (读书会)" in said("en", DAILY, steps=128)


def test_of_many_steps_some_are_shown_and_the_rest_is_counted() -> None:
    lines = said("zh", *[DAILY] * 40, steps=40 * 128)

    assert sum("七天入门" in line for line in lines) == LISTED
    assert f"　　……还有 {(40 - LISTED) * 128} 个" in lines
