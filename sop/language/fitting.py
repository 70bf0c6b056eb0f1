"""Texts that came out longer than Telegram takes: what people wrote is shortened until the whole fits.

How long the operator's own words may be is checked when a script is loaded; what members answer is not the
operator's fault, and no run may end because of it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from delivery.splitting import split
from sop.language.html import visible_length

ELLIPSIS = "…"


def fitted(fill: Callable[[int], str], *, html: bool, limit: int) -> str:
    """The longest outcome of `fill(longest)` of at most `limit` visible UTF-16 units.

    `fill` fills the text in with no value longer than `longest` characters. If that is not enough, the end of
    the text itself is cut off.
    """
    fits, too_long = 0, limit + 1
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if visible_length(fill(middle), html=html) <= limit:
            fits = middle
        else:
            too_long = middle
    return fill(fits) if fits else _cut(fill(1), html=html, limit=limit)


def shortened(value: Any, longest: int) -> Any:
    """A value with what is written in it cut to `longest` characters; mentions and numbers stay as they are."""
    if isinstance(value, Mapping):
        return {name: shortened(part, longest) for name, part in value.items()}
    if not isinstance(value, str) or hasattr(value, "__html__") or len(value) <= longest:
        return value
    return value[: longest - 1].rstrip() + ELLIPSIS


def _cut(text: str, *, html: bool, limit: int) -> str:
    if html:
        return split(text, limit - 1)[0].rstrip() + ELLIPSIS
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return units.decode("utf-16-le", "ignore").rstrip() + ELLIPSIS
