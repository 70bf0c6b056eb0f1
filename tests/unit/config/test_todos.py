"""The file of the bot's own to-dos: what ships is right, and a mistake is named in one line."""

from pathlib import Path

import pytest

from config.todos import DEFAULT, read_todos
from core.errors import ConfigurationError


def test_the_shipped_rules_leave_to_scripts_what_scripts_do() -> None:
    rules = read_todos().rules

    assert rules.first_talk.enabled
    assert rules.unanswered.enabled
    assert rules.streak_lost.enabled
    assert not rules.no_introduction.enabled, "the shipped first seven days see to that"


def test_nothing_is_opened_outside_of_the_hours() -> None:
    assert str(read_todos().silence) == "21:00-09:00"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("days: 7", "days: 0", "`0` is out of range"),
        ("{name} 连续打卡 {days} 天", "{name} 连续打卡 {day} 天", "{day}"),
        ("{name}，欢迎！", "{days}，欢迎！", "known here: {name}"),
        ("{name}，欢迎！", "{name，欢迎！", "brace"),
        ('between: "09:00-21:00"', "between: morning", "not quiet hours like 22:30-08:00"),
        ('daily_at: "11:00"', 'daily_at: "25:00"', "todos.yaml:11:11"),
        ("  unanswered:", "  unasnwered:", "`unanswered` is missing"),
        ("enabled: false", "enabled: no way", "`no way`"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "todos.yaml"
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(ConfigurationError) as refused:
        read_todos(file)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)
