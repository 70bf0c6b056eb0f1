"""Which script said something: what is shown names the run's place in its script, but not the script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rehearsal.given import Given, Rehearsed
from sop.actions import Approve, Ask, Task
from sop.language.texts import LocalText
from sop.language.walk import parts
from sop.state import label_in, path_and_day

_VARIABLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


class Origins:
    """Finds the script and the place of what is said."""

    def __init__(self, given: Given) -> None:
        self._locale = given.locale
        self._by_path: dict[str, list[Rehearsed]] = {}
        for one in given.scripts:
            for path in one.program.nodes:
                self._by_path.setdefault(path, []).append(one)
        self._works = [
            (one.sop, path, self._longest_piece(one.sop, path))
            for one in given.scripts
            for path, node in one.program.nodes.items()
            if isinstance(node.action, Task | Approve)
        ]
        self._pieces = lru_cache(maxsize=None)(self._longest_piece)

    def of(self, source: str | None, html: str) -> tuple[str, str] | None:
        """The script's id and the address in it; None for what no script said."""
        path = _path(source)
        found = self._by_path.get(path, []) if path else []
        if not found:
            return None
        chosen = found[0]
        if len(found) > 1:
            chosen = next((one for one in found if self._pieces(one.sop, path) in html), chosen)
        return chosen.sop, path

    def of_work(self, html: str) -> tuple[str, str] | None:
        """The same for to-dos and decisions, whose cards name no source: known by their words."""
        return next(((sop, path) for sop, path, piece in self._works if piece and piece in html), None)

    def asks(self, source: str | None) -> str:
        """What the question put here expects: text, number or choice."""
        path = _path(source)
        actions = (one.program.nodes[path].action for one in self._by_path.get(path, []))
        return next((action.kind for action in actions if isinstance(action, Ask)), "text")

    def _longest_piece(self, sop: str, path: str) -> str:
        """The longest stretch of the text at a place that is the same for everybody."""
        one = next(one for one in self._by_path[path] if one.sop == sop)
        texts = list(_texts(one, path, self._locale))
        pieces = [piece.strip() for text in texts for piece in _VARIABLE.split(text)]
        return max(pieces, key=len, default="")


def _texts(one: Rehearsed, path: str, locale: str) -> Iterator[str]:
    for part in parts(one.program.nodes[path].action):
        if isinstance(part.value, LocalText) and part.path in (("text",), ("question",)):
            yield part.value.said_in(locale)


def _path(source: str | None) -> str:
    if source is None or not source.startswith("run:"):
        return ""
    return _plain(label_in(source).partition(":")[0])


@lru_cache(maxsize=4096)
def _plain(label: str) -> str:
    return path_and_day(label)[0]
