"""How people are named: by mention, or by name, whatever they call themselves."""

import unicodedata
from html import escape

from markupsafe import Markup

from views.graphemes import graphemes

LONGEST = 32
"""Characters of a name that are shown."""

_ISOLATE, _POP = "\u2068", "\u2069"
_JOINING = "\u200d\ufe0f"
"""What holds emoji of several parts together."""
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def shown(name: str) -> str:
    """A name as plain text that cannot disturb the line around it (direction, stacked marks, length)."""
    calm = " ".join("".join(filter(_harmless, _without_stacks(name))).split())
    if len(calm) > LONGEST:
        calm = _beginning(calm).rstrip(f" {_JOINING}") + "…"
    if not any(char not in _JOINING for char in calm):
        calm = "…"
    rtl = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in calm)
    return f"{_ISOLATE}{calm}{_POP}" if rtl else calm


def _beginning(name: str) -> str:
    """As many whole characters and emoji as fit; of one that is longer than all the room, its first parts."""
    kept = ""
    for one in graphemes(name):
        if len(kept) + len(one) >= LONGEST:
            break
        kept += one
    return kept or name[: LONGEST - 1]


def _harmless(char: str) -> bool:
    return char in _JOINING or char.isspace() or (char.isprintable() and char not in _STEERING)


def mention(name: str, telegram_id: int) -> Markup:
    """A mention that notifies the person, as Telegram HTML."""
    return Markup(f'<a href="tg://user?id={telegram_id}">{escape(shown(name), quote=False)}</a>')


def _without_stacks(name: str) -> str:
    kept: list[str] = []
    stacked = 0
    for char in unicodedata.normalize("NFC", name):
        stacked = stacked + 1 if unicodedata.combining(char) else 0
        if stacked <= 2:
            kept.append(char)
    return "".join(kept)
