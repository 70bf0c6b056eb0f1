"""Which function draws which kind of picture; imported only where pictures are drawn (`views.pictures.draw`)."""

from collections.abc import Callable, Mapping
from typing import Any

from views.pictures import calendar, certificate, digest, me, results

DRAWINGS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "certificate": certificate.draw,
    "results": results.draw,
    "me": me.draw,
    "calendar": calendar.draw,
    "digest": digest.draw,
}
"""By the kind of the recipe (`core.message.Picture`); what each reads from the data is said in its module."""
