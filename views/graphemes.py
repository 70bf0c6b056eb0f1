"""What people take for one character: a letter with its marks, a flag, an emoji of several parts."""

import unicodedata

_JOINER = "\u200d"
_KEYCAP = "\u20e3"


def graphemes(text: str) -> list[str]:
    """Characters with their marks, and whole emoji sequences; together they are the text."""
    found: list[str] = []
    for char in text:
        if found and _continues(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def ignorable(char: str) -> bool:
    """What changes the look of its neighbours and is nothing by itself: joiners, styles, skin tones, tags."""
    return (
        char in ("\u200b", "\u200c", _JOINER, "\u2060", "\ufeff", "\u00ad")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0000" <= char <= "\U000e01ef"
    )


def _continues(one: str, char: str) -> bool:
    if _is_flag_letter(char):
        return len(one) == 1 and _is_flag_letter(one)
    return ignorable(char) or char == _KEYCAP or unicodedata.category(char)[0] == "M" or one[-1] == _JOINER


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
