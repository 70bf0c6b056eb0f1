"""The levels and badges as they are shipped, and what a mistake in them says."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.levels import DEFAULT, read_levels
from core.errors import ConfigurationError

POLICY = read_levels()


def test_a_level_holds_from_its_points_on() -> None:
    second = POLICY.levels[1].points
    assert [POLICY.level_of(points) for points in (0, second - 1, second)] == [1, 1, 2]
    assert POLICY.next_at(1) == second
    assert POLICY.next_at(len(POLICY.levels)) is None


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_points_never_mean_a_lower_level_or_less_unlocked(one: int, more: int) -> None:
    assert POLICY.level_of(one) <= POLICY.level_of(one + more)
    assert POLICY.unlocked(one) <= POLICY.unlocked(one + more)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("points: 30,", "points: 0,", "each level takes more points"),
        ("points: 0,", "points: 1,", "the first level is everybody's"),
        ("zh: 新芽", "zh: 一二三四五六七八九十一二三四五六七", "at most 16 characters"),
        ("{streak: 7}", "{streaks: 7}", "unknown key `streaks`"),
        ("{streak: 7}", "{}", "at least one deed"),
        ("{streak: 7}", "{streak: 7, tag: vip}", "stand alone"),
        ("levels:\n", "levels: [\n", "levels.yaml"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "levels.yaml"
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ConfigurationError) as refused:
        read_levels(file)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)
