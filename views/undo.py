"""The Undo button below what was just done, and what becomes of the message."""

from core.callback import encode
from core.message import Button
from views.texts import Texts

UNDO = "↩️ Undo"
"""What every button says that takes something back; a msgid."""


def button(texts: Texts, entry_id: int) -> Button:
    """Takes back what an entry of the audit log tells of."""
    return Button(texts.plain(UNDO), encode("un", entry_id))


def undone(texts: Texts) -> str:
    """Answer to the press."""
    return texts.plain("Taken back.")


def crossed_out(texts: Texts, text: str) -> str:
    """The message that told of it, from now on."""
    return f"<s>{text}</s>\n" + texts("↩️ Taken back.")
