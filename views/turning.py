"""Buttons that lead from page to page: the same marks and words everywhere. `data` is that of the button."""

from collections.abc import Sequence

from core.message import Button, Rows
from views.texts import Texts


def back(texts: Texts, data: str) -> Button:
    """To the page from which one came."""
    return Button(texts.plain("‹ Back"), data)


def sideways(before: str | None, after: str | None) -> Rows:
    """To the pages of a list beside this one; nothing where there are none."""
    return _row(_to("‹", before), _to("›", after))


def through_time(texts: Texts, newer: str | None, older: str | None) -> Rows:
    """To what happened later, and earlier; nothing where there is nothing."""
    return _row(_to(texts.plain("‹ Newer"), newer), _to(texts.plain("Older ›"), older))


def in_rows(buttons: Sequence[Button], length: int) -> Rows:
    """Many buttons, so many beside each other."""
    return tuple(tuple(buttons[at : at + length]) for at in range(0, len(buttons), length))


def _to(label: str, data: str | None) -> Button | None:
    return None if data is None else Button(label, data)


def _row(*buttons: Button | None) -> Rows:
    there = tuple(button for button in buttons if button is not None)
    return (there,) if there else ()
