"""Texts in the community's language, through gettext catalogues, every value escaped for Telegram HTML.

The words in the code are English; `locales/<language>/LC_MESSAGES/<noun>.po` holds the others, one file for
each module of views. Catalogues are read at the first use, so nothing has to be compiled beforehand.
"""

from functools import cache
from html import escape
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup

LOCALES = Path(__file__).parent / "locales"

Value = str | int | float | Markup


class Texts:
    """The words of one language. `texts("Hello {name}", name=…)` is Telegram HTML."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._singular, self._plural = _catalogue(locale)

    def __call__(self, msgid: str, /, **values: Value) -> str:
        """The text with its values; those that are not `Markup` are escaped."""
        return _fill(self._singular.get(msgid, msgid), values)

    def plural(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """The text for a number of things; `{n}` is the number."""
        forms = self._plural.get(one, (one, many))
        text = forms[0] if n == 1 or len(forms) == 1 else forms[-1]
        return _fill(text, {"n": n, **values})

    def plain(self, msgid: str, /, **values: Value) -> str:
        """For places that show no HTML (buttons, answers to a press, menus): nothing is escaped."""
        return self._singular.get(msgid, msgid).format(**values)

    def as_it_is(self, msgid: str) -> str:
        """A text that is no pattern: its braces are meant."""
        return self._singular.get(msgid, msgid)


@cache
def texts_for(locale: str) -> Texts:
    """The words of a language, loaded once."""
    return Texts(locale)


def _fill(text: str, values: dict[str, Value]) -> str:
    return text.format(**{name: _shown(value) for name, value in values.items()})


def _shown(value: Value) -> str:
    if isinstance(value, Markup):
        return str(value)
    return escape(str(value), quote=False)


def _catalogue(locale: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALES / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if isinstance(message.id, str):
                    if message.id and message.string:
                        singular[message.id] = str(message.string)
                elif forms := tuple(form for form in message.string or () if form):
                    plural[message.id[0]] = forms
    return singular, plural
