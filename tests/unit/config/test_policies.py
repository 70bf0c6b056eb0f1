"""The policy file: what ships is valid, and a mistake is named in one line."""

from pathlib import Path

import pytest

from config.policies import DEFAULT, read_policies
from core.errors import ConfigurationError


def test_the_policies_that_ship() -> None:
    policies = read_policies()

    assert policies.points.rules.check_in.points == 2
    assert policies.points.rule("anything else").a_day is None
    assert policies.digest.at == "08:00"
    assert (policies.retention.traces_days, policies.retention.messages_days) == (90, 30)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("new_days: 7", "new_dayz: 7", "`new_days` is missing in `stages` (and 1 more"),
        ("traces_days: 90", "traces_days: 0", "`0` is out of range"),
        ('at: "08:00"', 'at: "25:00"', "`25:00`"),
        ("keywords: [", "keywords: [[", "policies.yaml"),
        ("check_in:\n", "- check_in:\n", "policies.yaml"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "policies.yaml"
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ConfigurationError) as refused:
        read_policies(file)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml:1:1: the file cannot be read"):
        read_policies(tmp_path / "nothing.yaml")
