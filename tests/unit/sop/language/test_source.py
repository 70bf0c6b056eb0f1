"""YAML is read as it was meant: nothing is guessed, and what was written stays."""

from datetime import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.reader import read_source
from sop.language.values import format_time, parse_time

SCALARS = st.one_of(st.text(), st.booleans(), st.integers(-(10**14), 10**14))
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("09:00", "09:00"),
        ("10:30", "10:30"),
        ("'09:00'", "09:00"),
        ("2026-03-01", "2026-03-01"),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("'true'", "true"),
        ("7", 7),
        ("-3", -3),
        ("0", 0),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1.50", "1.50"),
        ("1e3", "1e3"),
        ("'7'", "7"),
        ("2..7", "2..7"),
        (".inf", ".inf"),
    ],
)
def test_a_scalar_means_what_was_written(written: str, meant: object) -> None:
    read = read_source(f"key: {written}", "x").data["key"]

    assert read == meant
    assert type(read) is type(meant)


@given(st.times())
def test_a_time_stays_as_written_quoted_or_not(moment: time) -> None:
    written = moment.strftime("%H:%M")

    data = read_source(f'bare: {written}\nquoted: "{written}"\nlist: [{written}]', "x").data

    assert data == {"bare": written, "quoted": written, "list": [written]}
    assert format_time(parse_time(written)) == written


@given(DATA.filter(lambda data: data != ""))
def test_what_another_yaml_program_writes_is_read_back(data: object) -> None:
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True)
    source = read_source(text, "x")

    assert source.data == data


def test_every_part_has_its_place() -> None:
    source = read_source("a:\n  - b: 好\n    c: [1, {d: e}]\n", "x")

    assert source.of_key(("a",)) == (1, 1)
    assert source.of_value(("a", 0, "b")) == (2, 8)
    assert source.of_key(("a", 0, "c", 1, "d")) == (3, 13)
    assert source.of_value(("a", 0, "c", 1, "d")) == (3, 16)
    assert source.of_value(("a", 0, "missing", "deeper")) == source.of_value(("a", 0))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nstray\nb: 2\n", 2, 1),
        ("a:\n  b: 好\n  好的\n\n# nothing\nc: 1\n", 3, 3),
        ("a: 1\nstray", 2, 1),
        ('a: 1\nb:\n  c: 1\n  d: 2\n  e: 3\nf: "open\ng: 1\n', 6, 4),
        ("a: 'open\n\n---\nb: 1\n", 1, 4),
        ("- id: one\n  do: []\n - id: two\n", 3, 2),
    ],
)
def test_what_is_no_yaml_is_told_where_it_begins(text: str, line: int, column: int) -> None:
    (problem,) = read_source(text, "x").problems

    assert (problem.line, problem.column) == (line, column)
    assert "scanning" not in str(problem)
