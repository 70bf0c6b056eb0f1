"""Tags and their rules in a file: what ships, and every mistake in its place."""

from pathlib import Path

import pytest

from config.reading import BadPolicies
from config.tags import DEFAULT, read_tags


def problems(folder: Path, old: str, new: str) -> list[str]:
    text = DEFAULT.read_text("utf-8")
    assert old in text
    file = folder / "tags.yaml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadPolicies) as bad:
        read_tags(file)
    return [str(problem).partition("tags.yaml:")[2] for problem in bad.value.problems]


def test_what_ships() -> None:
    policy = read_tags()

    assert "night_owl" in policy.public
    assert "drifting" not in policy.public
    assert policy.night_hours == (22, 5)
    assert policy.looks_back == 7
    assert str(policy.rules["drifting"].when.selector) == "inactive>=14d"
    assert policy.title("vip", "zh") == "贵宾"
    assert policy.title("python", "zh") == "python"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{silent_days: 14}",
            "{who: 'tga:python'}",
            "`tga` means nothing in a selector; did you mean `tag`?",
        ),
        ("{silent_days: 14}", "{}", "this means nobody; expected `who`, `nights`"),
        ("{silent_days: 14}", "{slient_days: 14}", "unknown key `slient_days`; did you mean `silent_days`?"),
        ("{nights: 3, within: 7}", "{nights: 3, within: 2}", "more days are asked for than the 2"),
        ("  drifting: {when", "  staff: {when", "the bot sets the tag `staff` for reasons of its own"),
        (
            "  drifting: {when",
            "  drift: {tag: night_owl, when",
            "the rule `night_owl` sets the tag `night_owl`",
        ),
        ('night: "22:00-05:00"', 'night: "22:30-05:00"', "`22:30-05:00` is no night"),
        ("for_days: 14}", "for_days: 0}", "`0` is out of range"),
    ],
)
def test_mistakes_are_told_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = problems(tmp_path, old, new)

    assert any(told in one for one in found), found


def test_a_mistake_in_a_selector_is_told_at_its_word(tmp_path: Path) -> None:
    found = problems(tmp_path, "{silent_days: 14}", '{who: "tag:a pionts>3"}')
    line = next(
        number
        for number, text in enumerate(DEFAULT.read_text("utf-8").splitlines(), 1)
        if text.startswith("  drifting: {when")
    )

    assert found == [f"{line}:33: `pionts` means nothing in a selector; did you mean `points`?"]
