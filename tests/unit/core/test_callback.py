"""Callback data fits Telegram's 64 bytes and comes back as it went."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.callback import LIMIT, CallbackError, decode, encode

numbers = st.integers(min_value=0, max_value=2**63 - 1)
words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=12)


@given(verb=words, args=st.lists(numbers, max_size=3))
def test_numbers_come_back(verb: str, args: list[int]):
    press = decode(encode(verb, *args))
    assert press.verb == verb
    assert [press.number(index) for index in range(len(args))] == args


def test_the_largest_ids_fit():
    assert len(encode("ci", 2**63 - 1, 20991231).encode()) <= LIMIT


def test_data_that_does_not_fit_is_refused_when_the_button_is_made():
    with pytest.raises(CallbackError, match="64 bytes"):
        encode("x", "字" * 30)


@pytest.mark.parametrize("data", ["", ":", "x" * 65, "字" * 22])
def test_what_cannot_be_ours_is_refused(data: str):
    with pytest.raises(CallbackError):
        decode(data)


@pytest.mark.parametrize("data", ["ci", "ci:", "ci:!!", "ci:打卡", "ci:-1", "ci:1y2p0ij32e8e8"])
def test_a_missing_or_malformed_number_is_refused(data: str):
    with pytest.raises(CallbackError):
        decode(data).number(0)


@given(st.text(max_size=40))
def test_nonsense_never_raises_anything_else(data: str):
    with contextlib.suppress(CallbackError):
        decode(data).number(0)
