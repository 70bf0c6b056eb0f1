"""Which language somebody reads in private: every choice is offered in its own words."""

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts

NAMES = {"zh": "中文", "en": "English"}
"""The languages there are, each in its own words."""

OF_THE_COMMUNITY = "-"
"""Stands in a button for no choice of one's own."""


Choice = tuple[str, Rows]
"""The question and its buttons."""


def choice(texts: Texts, chosen: str | None, community: str | None) -> Choice:
    """What can be chosen; `chosen` is marked. `community`: the language that holds without a choice."""
    lines = [texts("🌐 Which language shall I write to you in, here in private?")]
    rows = [(_button(name, locale, chosen == locale),) for locale, name in NAMES.items()]
    if community is not None:
        label = texts.plain("As in the group ({language})", language=NAMES.get(community, community))
        rows.append((_button(label, OF_THE_COMMUNITY, chosen is None),))
    return "\n".join(lines), tuple(rows)


def chosen_toast(texts: Texts) -> str:
    """Answer to the press, in the language that was chosen."""
    return texts.plain("From now on I'll write to you in English.")


def _button(label: str, locale: str, marked: bool) -> Button:
    return Button(f"✓ {label}" if marked else label, encode("la", locale))
