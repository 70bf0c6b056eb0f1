"""A copy with some fields changed is what `dataclasses.replace` makes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.changing import changed
from core.message import Kind, Message, Target
from storage.members import Member

LIN = Member(1, 2, 3, "inside", datetime(2026, 3, 2, tzinfo=UTC), points=5)


def test_it_is_what_replace_makes():
    hello = Message(Target.chat(1), Kind.REPLY, "hello", silent=True)

    assert changed(LIN, points=7, streak=2) == replace(LIN, points=7, streak=2)
    assert changed(hello, text="bye") == replace(hello, text="bye")
    assert changed(LIN) == LIN


def test_a_field_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        changed(LIN, pionts=7)
