"""Edits of the shipped scripts, as operators make them, are told for what they are: moved, rewritten, later, fewer."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rehearsal.blocks import Change, Changes, Paragraph, Piece
from rehearsal.changes import WrittenOtherwise
from rehearsal.differences import alike, words_changed
from rehearsal.given import gathered
from rehearsal.written import Written, written
from views.texts import texts_for

LOCALES = ("zh", "en")


def of(text: str, file: Path, locale: str) -> Written:
    """What is written in a script of that text; what it speaks of is the shipped ones'."""
    folder = file.parent / locale
    folder.mkdir(parents=True, exist_ok=True)
    for shipped in Path("sop_scripts", locale).glob("*.yaml"):
        if ".test." not in shipped.name:
            (folder / shipped.name).write_text(shipped.read_text("utf-8"), "utf-8")
    (folder / file.name).write_text(text, "utf-8")
    given = gathered([folder / file.name], locale)
    return written(given.scripts[0], locale)


def compared(tmp_path: Path, locale: str, name: str, edit: Callable[[str], str]) -> list[Change]:
    """The changes between a shipped script and the same one edited."""
    text = Path("sop_scripts", locale, name).read_text("utf-8")
    edited = edit(text)
    assert edited != text
    one, other = (
        of(some, tmp_path / version / name, locale) for version, some in (("a", text), ("b", edited))
    )
    return [
        change
        for block in WrittenOtherwise(texts_for(locale), one, other).blocks()
        if isinstance(block, Changes)
        for change in block.rows
    ]


def only(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.only]


def whole(pieces: object) -> str:
    assert isinstance(pieces, list | tuple)
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("locale", LOCALES)
def test_another_hour(tmp_path: Path, locale: str):
    found = compared(
        tmp_path, locale, "onboarding_7day.yaml", lambda text: text.replace("day 3 09:00", "day 3 10:30")
    )

    assert [(one.sign, "09:00" in whole(one.before), "10:30" in whole(one.after)) for one in found] == [
        ("changed", True, True)
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_another_end_of_a_wait(tmp_path: Path, locale: str):
    found = compared(
        tmp_path,
        locale,
        "onboarding_7day.yaml",
        lambda text: text.replace('until: "20:00"', 'until: "21:00"', 1),
    )

    assert [(whole(one.before), whole(one.after)) for one in found] == [("20:00", "21:00")]
    assert "until" in found[0].what


@pytest.mark.parametrize("locale", LOCALES)
def test_days_that_were_shifted_by_a_new_one_are_known_by_their_words(tmp_path: Path, locale: str):
    def edit(text: str) -> str:
        for day in (6, 5, 4):
            text = text.replace(f"- id: day{day}\n", f"- id: day{day + 1}\n")
            text = text.replace(f"at: day {day} 09:00", f"at: day {day + 1} 09:00")
        head, _, rest = text.partition("  - id: day7\n    title: ")
        last = rest.index("  - id: day7\n") if "  - id: day7\n" in rest else rest.index("  - id: graduate\n")
        text = f"{head}  - id: day7\n    title: {rest[:last]}" + rest[rest.index("  - id: graduate\n") :]
        new = "  - id: day4\n    at: day 4 09:00\n    do: [{say: {to: private, else: skip, text: Rest}}]\n\n"
        return text.replace("  - id: day5\n", f"{new}  - id: day5\n", 1)

    found = compared(tmp_path, locale, "onboarding_7day.yaml", edit)
    shifted = [one for one in found if one.sign == "changed"]

    assert [(whole(one.before), whole(one.after)) for one in shifted] == [
        tuple(
            f"第 {day} 天 09:00 (day{day})" if locale == "zh" else f"day {day} 09:00 (day{day})"
            for day in (day, day + 1)
        )
        for day in (4, 5, 6)
    ]
    assert [one.sign for one in found if one not in shifted] == ["added", "removed"]


def test_words_that_changed_are_marked_and_the_others_are_not(tmp_path: Path):
    found = compared(
        tmp_path,
        "en",
        "onboarding_7day.yaml",
        lambda text: text.replace(
            "Every morning at nine you get one thing that takes ten minutes",
            "Every morning at eight you get one thing that takes five minutes",
        ),
    )

    assert [(only(one.before), only(one.after)) for one in found] == [(["nine", "ten"], ["eight", "five"])]


def test_chinese_words_are_compared_by_characters(tmp_path: Path):
    before, after = words_changed("每天早上九点一件小事。", "每天早上八点半一件小事。")

    assert (only(before), only(after)) == (["九点"], ["八点半"])
    assert whole(before) == "每天早上九点一件小事。"


def test_a_text_that_went_to_another_day_was_moved(tmp_path: Path):
    line = "        text: Got it, and thank you for taking the time"

    def edit(text: str) -> str:
        start = text.rindex("      - say:", 0, text.index(line[8:]))
        end = text.index("\n\n", start)
        moved, text = text[start:end], text[:start].rstrip() + text[end:]
        return text.replace("    at: day 3 09:00\n    do:\n", f"    at: day 3 09:00\n    do:\n{moved}\n")

    found = compared(tmp_path, "en", "onboarding_7day.yaml", edit)

    assert [one.sign for one in found] == ["moved"]
    assert "Rules, introduction" in whole(found[0].before)
    assert "day 3 09:00" in found[0].where


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("points: 5,", "points: 50,", "points"),
        ("else: mention", "else: skip", "else"),
        ("for: assistant", "for: owner", "for"),
        ("due: 1d", "due: 2d", "due"),
        ("min_length: ", "min_length: 1", "min_length"),
        ("check_ins: {at_least: 7", "check_ins: {at_least: 6", "goal"),
        ('quiet: "22:30-08:00"', 'quiet: "23:00-07:00"', "quiet"),
        ("missed: {at_least: 2}", "missed: {at_least: 3}", "if"),
    ],
)
def test_one_setting(tmp_path: Path, locale: str, old: str, new: str, key: str):
    found = compared(tmp_path, locale, "onboarding_7day.yaml", lambda text: text.replace(old, new, 1))

    assert len(found) == 1
    assert key in found[0].what
    assert whole(found[0].before) != whole(found[0].after)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_line_taken_out_and_one_put_in(tmp_path: Path, locale: str):
    new = "      - say: {to: private, else: skip, text: Good evening}\n"
    found = compared(
        tmp_path,
        locale,
        "onboarding_7day.yaml",
        lambda text: text.replace("      - tag: introduced\n", "", 1).replace(
            "      - run: graduation\n", f"{new}      - run: graduation\n"
        ),
    )

    assert [(one.sign, only(one.before), only(one.after)) for one in found] == [
        ("removed", ["name: introduced"], []),
        ("added", [], ["Good evening"]),
    ]


def test_what_is_written_alike_tells_nothing(tmp_path: Path):
    one = of(Path("sop_scripts/en/welcome.yaml").read_text("utf-8"), tmp_path / "welcome.yaml", "en")

    assert not list(WrittenOtherwise(texts_for("en"), one, one).blocks())


def test_how_much_changed_is_counted(tmp_path: Path):
    text = Path("sop_scripts/en/welcome.yaml").read_text("utf-8")
    one = of(text, tmp_path / "a" / "welcome.yaml", "en")
    other = of(text.replace("merge: 60s", "merge: 90s"), tmp_path / "b" / "welcome.yaml", "en")
    first = next(WrittenOtherwise(texts_for("en"), one, other).blocks())

    assert isinstance(first, Paragraph)
    assert first.text == "times changed 2"


def test_texts_are_alike_by_what_they_share():
    assert alike("the same words", "the same words") == 1
    assert alike("the very same words here", "the same words here") > 0.7
    assert alike("quite another", "nothing of that 完全不同") < 0.5
