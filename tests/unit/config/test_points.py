"""The points policy: every mistake in its place in one go, and a version that follows what it says."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import main
from config.points import DEFAULT, read_points
from config.reading import BadPolicies


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The policy that ships with some words changed."""
    text = DEFAULT.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "points.yaml"
    file.write_text(text, "utf-8")
    return file


def place(file: Path, words: str, offset: int = 0) -> str:
    """Where words stand in a file."""
    before = file.read_text("utf-8").partition(words)[0]
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10)) + offset}"


def test_the_policy_that_ships() -> None:
    policy = read_points()

    assert policy.rule("check_in").a_day == 2
    assert policy.rule("anything else").a_day is None
    assert policy.earning("message") is None
    assert policy.earning("script") is None
    assert policy.rules.thanked is not None
    assert policy.rules.thanked.same_person_after == timedelta(days=7)
    assert not policy.staff


def test_every_mistake_is_told_with_its_place_and_what_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALE", "en")
    file = changed(
        tmp_path,
        ("  thanked:", "  thnaked:"),
        ("{points: 2, a_day: 2", "{pionts: 2, a_day: -2"),
        ("same_person_after: 1d", "same_person_after: daily"),
        ("at_once: 1000", "at_once: lots"),
        ("{days: 21,", "{days: 5,"),
    )

    assert main(["check", str(file)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert f"{place(file, 'check_in:')}: `points` is missing in `check_in`" in told
    assert f"{place(file, 'pionts')}: unknown key `pionts`; did you mean `points`?" in told
    assert f"{place(file, 'a_day: -2', 7)}: `-2` is out of range; expected at least 1" in told
    assert f"{place(file, 'thnaked')}: unknown key `thnaked`; did you mean `thanked`?" in told
    assert any("`daily` is not a length of time" in line for line in told)
    assert f"{place(file, 'lots')}: `lots` is not a number (a whole one)" in told
    assert any("each streak must be longer than the one before" in line for line in told)
    assert told[-1] == "problems: 7, in 1 of 1 files"

    monkeypatch.setenv("LOCALE", "zh")
    assert main(["check", str(file)]) == 1
    assert "没有 `thnaked` 这个键；是不是 `thanked`？" in capsys.readouterr().out


def test_a_bad_policy_stops_the_start_with_its_first_mistake_in_one_line(tmp_path: Path) -> None:
    file = changed(tmp_path, ("points: 2,", "points: -2,"), ("at_once: 1000", "at_once: 0"))

    with pytest.raises(BadPolicies) as refused:
        read_points(file)
    assert str(refused.value).startswith(place(file, "points: -2", 8))
    assert "(and 1 more: python -m bot check)" in str(refused.value)
    assert len(refused.value.problems) == 2


def test_answers_are_liked_only_where_messages_are(tmp_path: Path) -> None:
    file = changed(tmp_path)
    text = file.read_text("utf-8")
    start, end = text.index("  reacted:"), text.index("  # The same for an answer")
    file.write_text(text[:start] + text[end:], "utf-8")

    with pytest.raises(BadPolicies, match="the rule `helped` needs the rule `reacted`"):
        read_points(file)


def test_the_version_follows_what_is_said_and_not_how(tmp_path: Path) -> None:
    shipped = read_points().mark
    commented = read_points(changed(tmp_path, ("policy: points", "# a remark\npolicy: points"))).mark
    richer = read_points(changed(tmp_path, ("{points: 2, a_day: 2", "{points: 3, a_day: 3"))).mark
    renamed = read_points(changed(tmp_path, ('version: "1"', 'version: "spring"'))).mark

    assert commented == shipped
    assert richer != shipped
    assert renamed.startswith("spring-")
