"""Commands as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.commands import CommandTable, Typed, read_command
from handlers.tables import COMMANDS


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("/me", Typed("me", None, "")),
        ("/ME", Typed("ME", None, "")),
        ("/award@sop_bot @lin 5 好", Typed("award", "sop_bot", "@lin 5 好")),
        ("/award  @lin\n5  好 ", Typed("award", None, "@lin\n5  好")),
        ("/start q12", Typed("start", None, "q12")),
    ],
)
def test_a_command_is_read(text: str, typed: Typed):
    assert read_command(text) == typed


@pytest.mark.parametrize(
    "text", [None, "", "me", " /me", "/", "/ me", "/打卡", "/me!", "/usr/bin", "/" + "a" * 33, "//me"]
)
def test_what_is_no_command_is_none(text: str | None):
    assert read_command(text) is None


@given(st.text())
def test_no_text_makes_reading_fail(text: str):
    typed = read_command("/" + text)

    assert typed is None or typed.name in text


def test_names_are_found_in_any_case():
    found = COMMANDS.find("CheckIn")

    assert found is not None
    assert found.name == "checkin"


@pytest.mark.parametrize(("typed", "meant"), [("chekin", "checkin"), ("stauts", "start"), ("xyzzy", None)])
def test_what_was_probably_meant(typed: str, meant: str | None):
    assert COMMANDS.closest(typed) == meant


def test_an_empty_table_guesses_nothing():
    assert CommandTable(()).closest("checkin") is None
