"""Codes of certificates: typed as people type, and a slip is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from core.codes import LETTERS, code_of, read_code, shown_code

numbers = st.integers(min_value=0, max_value=2**64 - 1)


@given(numbers)
def test_a_code_is_read_however_it_is_typed(number: int) -> None:
    code = code_of(number)
    shown = shown_code(code)

    assert read_code(shown) == read_code(shown.lower()) == read_code(f" {code} ") == code
    assert read_code(shown.replace("0", "o").replace("1", "l")) == code


@given(numbers, st.integers(0, 9), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(number: int, place: int, letter: str) -> None:
    code = code_of(number)
    wrong = code[:place] + letter + code[place + 1 :]
    # The check counts modulo 31: of 32 letters the first and the last weigh the same.
    assert read_code(wrong) is None or wrong == code or {code[place], letter} == {"0", "Z"}


@given(numbers, st.integers(0, 7))
def test_two_letters_that_change_places_are_noticed(number: int, place: int) -> None:
    code = code_of(number)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(wrong) is None or wrong == code or {code[place], code[place + 1]} == {"0", "Z"}


def test_what_can_be_no_code() -> None:
    for text in ("", "K7QM2", "hello world", "K7QM2-9XT4R-1", "ÄÖÜ", "证书"):
        assert read_code(text) is None
