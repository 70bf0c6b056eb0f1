"""What owners read after an outage: one message that fits a screen, however much was skipped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from views.skips import LISTED, Absence, SkipLine, report
from views.texts import texts_for

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
ABSENCE = Absence(7, NOW - timedelta(hours=25), NOW, ZoneInfo("Asia/Shanghai"), NOW)
GREETING = SkipLine(
    11, "七天入门", None, "greeting", 128, of_members=True, said=0, is_open=True, day=3, at="09:00"
)


def said(*lines: SkipLine, absence: Absence = ABSENCE, **done: int) -> tuple[list[str], list[str]]:
    """The lines of the Chinese message, and its buttons."""
    text, rows = report(texts_for("zh"), absence, done, lines)
    return text.splitlines(), [button.text for row in rows for button in row]


def test_the_owner_reads_how_long_it_was_what_was_made_up_for_and_what_was_skipped() -> None:
    lines, buttons = said(GREETING, awarded=12, task_opened=3)

    assert lines[0] == "🔌 我刚才掉线了 <b>25 小时</b>（昨天 08:00 到今天 09:00），现在回来了。"
    assert lines[2] == "✅ 已经补上：积分 12 次、待办 3 个"
    assert lines[5] == "1. 「<b>七天入门</b>」第 3 天 09:00 的问候：128 人"
    assert buttons == ["全部补发", "不用补发"]  # of one thing, all is enough


def test_however_much_was_skipped_it_fits_one_message_and_the_rest_is_counted() -> None:
    many = [replace(GREETING, key=n, title=f"很长的标题{'长' * 60}", count=10_000) for n in range(40)]
    text, rows = report(texts_for("zh"), ABSENCE, {"awarded": 1}, many)

    assert len(text) < 2000
    assert f"……还有 {40 - LISTED} 项，共 320000 条" in text
    assert len(rows) == LISTED + 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (replace(GREETING, step="早安", day=None, at=None), "1. 「<b>七天入门</b>」「早安」的问候：128 人"),
        (replace(GREETING, of_members=False, count=2, what="message"), "第 3 天 09:00 的消息：2 个群"),
        (replace(GREETING, community="读书会"), "128 人（读书会）"),
        (replace(GREETING, is_open=False, on_its_way=True), "128 人 ✔ 正在补发"),
        (replace(GREETING, is_open=False, said=120), "128 人 ✔ 已补发 120"),
        (replace(GREETING, what="award", is_open=False), "的加分：128 人"),
    ],
    ids=[
        "a step with a title",
        "a script for groups",
        "of several communities",
        "on its way",
        "sent",
        "no words",
    ],
)
def test_each_thing_is_named_as_people_would(line: SkipLine, words: str) -> None:
    lines, buttons = said(line)

    assert words in "\n".join(lines)
    assert bool(buttons) == line.is_open


def test_after_a_restore_nobody_is_told_of_an_outage_or_lured_into_sending_everything_twice() -> None:
    restored = replace(ABSENCE, backup_at=NOW - timedelta(hours=26))
    lines, buttons = said(GREETING, absence=restored)

    assert lines[0].startswith("🔌 我从 <b>昨天 07:00</b> 的备份恢复，今天 09:00 回来了。")
    assert "大家可能当时就收到过" in lines[0]
    assert "⚠️ 只补发恢复前肯定没有发出过的，否则有人会收到两次。" in lines
    assert buttons == ["补发第 1 项（128）", "不用补发"]
    assert "没有漏下" not in said(absence=restored)[0][-1]


def test_what_was_left_has_no_buttons() -> None:
    lines, buttons = said(GREETING, absence=replace(ABSENCE, left=True))

    assert (lines[-1], buttons) == ("你已经选择不补发了。", [])


def test_when_nothing_was_skipped_that_is_said() -> None:
    assert said()[0][-1] == "没有漏下要说的话。"
