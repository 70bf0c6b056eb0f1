"""Codes that people read out and type: Crockford's letters, which nobody mistakes for one another, and a check.

`K7QM2-9XT4R`: nine letters that tell nothing and cannot be guessed, and a tenth that follows from them, so that
a slip of the finger is not taken for another certificate.
"""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_CHECK = 31
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = 5


def code_of(number: int) -> str:
    """The code for a number of at least 45 random bits, of which 45 count."""
    digits = []
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(LETTERS))
        digits.append(digit)
    return "".join(LETTERS[digit] for digit in (*digits, _check(digits)))


def read_code(text: str) -> str | None:
    """A code as somebody typed it, in any case, with or without dashes; None if it can be none."""
    code = "".join(char for char in text.upper() if char not in "-–— _").translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return None
    digits = [LETTERS.index(char) for char in code]
    return code if _check(digits[:-1]) == digits[-1] else None


def shown_code(code: str) -> str:
    """In groups, as it is printed."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _check(digits: list[int]) -> int:
    """Changes with any one letter and with any two that change places."""
    return sum(place * digit for place, digit in enumerate(digits, 2)) % _CHECK
