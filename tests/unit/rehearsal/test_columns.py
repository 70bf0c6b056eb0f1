"""Columns of a terminal, Chinese ones too."""

from rehearsal.columns import cut, padded, table, width, wrapped


def test_chinese_characters_and_emoji_take_two_columns():
    assert width("abc") == 3
    assert width("打卡 ok") == 7
    assert width("👋🏽") == 2
    assert width("e\u0301") == 1


def test_what_does_not_fit_is_cut_with_a_sign():
    assert cut("新人七日", 8) == "新人七日"
    assert cut("新人七日", 7) == "新人七…"
    assert cut("abcdef", 4) == "abc…"
    assert padded("打卡", 6) == "打卡  "
    assert padded("7", 3, right=True) == "  7"


def test_lines_are_broken_where_people_would_break_them():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("每天早上九点，我给你一件小事。", 14) == ["每天早上九点，", "我给你一件小", "事。"]
    assert all(width(line) <= 10 for line in wrapped("x" * 35 + " 打卡" * 9, 10))
    assert wrapped("", 10) == [""]


def test_a_table_wraps_its_first_column_when_its_last_is_narrow_enough():
    rows = [["A step with a long name", "7", "sop_scripts/en/some_script.yaml:63"]]
    lines = list(table(["Step", "n", "Where"], rows, frozenset({1}), 40))

    assert all(width(line) <= 40 for line in lines)
    read = [
        "".join(line[:18].rstrip() + " " for line in lines[1:]).strip(),
        "".join(line[23:] for line in lines[1:]),
    ]
    assert read == ["A step with a long name", "sop_scripts/en/some_script.yaml:63"]


def test_a_table_wraps_its_last_column():
    lines = list(
        table(["Step", "n", "Where"], [["one", "7", "here and there and everywhere"]], frozenset({1}), 24)
    )

    assert lines[1].startswith("one   7  here and there")
    assert all(width(line) <= 24 for line in lines)
