"""Lettering: every script of the world, never a box, never too wide."""

import pytest
from PIL import Image, ImageDraw, features

from tests.unit.views.pictures.names import NAMES
from views.pictures import bidi, lettering
from views.pictures.lettering import Style

STYLE = Style(32)


def ink(text: str, style: Style = STYLE) -> int:
    """How many pixels a text darkens."""
    sheet = Image.new("L", (900, 100), "white")
    lettering.draw(ImageDraw.Draw(sheet), (10, 60), text, Style(style.size, "black", style.bold, style.serif))
    return sum(sheet.point(lambda value: 255 - value).histogram()[64:])


def test_letters_are_shaped() -> None:
    assert features.check("raqm")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("serif", [False, True])
def test_every_name_is_lettered_whole(name: str, serif: bool) -> None:
    assert lettering.missing(name) == []
    assert ink(name, Style(32, serif=serif)) > 50


def test_what_no_face_has_is_left_out_and_nothing_becomes_a_box() -> None:
    assert lettering.missing("A𓀀B") == ["𓀀"]
    assert lettering.measure("A𓀀B", STYLE) == lettering.measure("AB", STYLE)
    assert ink("𓀀") == ink("…")


def test_fancy_letters_become_plain_ones() -> None:
    assert lettering.measure("𝓐𝓵𝓲𝓬𝓮", STYLE) == lettering.measure("Alice", STYLE)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("width", [60, 200])
def test_what_fits_is_no_wider_than_its_place(name: str, width: int) -> None:
    text, style = lettering.fit(name, STYLE, width)

    assert lettering.measure(text, style) <= width
    assert text == name or text.endswith("…")


def test_lines_break_between_words_and_chinese_ones_before_no_closing_mark() -> None:
    english = lettering.wrap("A round of applause for everybody who came along", STYLE, 260)
    chinese = lettering.wrap("走完了「新人七日」，恭喜你，毕业了！从今天起就是自己人。", STYLE, 170)

    assert " ".join(english) == "A round of applause for everybody who came along"
    assert not any(line[0] in "，。！」" for line in chinese)
    assert not any(line[-1] == "「" for line in chinese)
    assert all(lettering.measure(line, STYLE) <= 260 for line in (*english, *chinese))


def test_more_lines_than_there_is_room_for_end_in_an_ellipsis() -> None:
    lines = lettering.wrap("一二三四五六七八九十" * 5, STYLE, 200, lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert lettering.measure(lines[-1], STYLE) <= 200


def test_numbers_and_brackets_among_right_to_left_letters_stand_as_they_are_read() -> None:
    text = "אב 12 (cd)"
    levels = bidi.levels(list(text))
    seen = "".join(text[place] for place in bidi.visual(levels))

    assert seen == ")cd( 12 בא"  # the letterer mirrors brackets that run right to left


def test_both_brackets_of_a_pair_stand_on_the_side_of_their_line() -> None:
    text = "ab (אב)"
    levels = bidi.levels(list(text))

    assert levels[text.index("(")] == levels[text.index(")")] == 0
