"""Words that are English as they stand, and remember what they were made of, so that views can translate them."""

from collections.abc import Mapping


class Phrase(str):
    """A text with its values filled in; values may be phrases too.

    >>> Phrase("did you mean `{near}`?", near="say")
    'did you mean `say`?'
    """

    __slots__ = ("msgid", "values")

    msgid: str
    values: Mapping[str, object]

    def __new__(cls, msgid: str, /, **values: object) -> "Phrase":
        """The English words."""
        made = super().__new__(cls, msgid.format(**values))
        made.msgid, made.values = msgid, values
        return made
