"""What is wrong with the words of scripts: only in one language, or longer than Telegram takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from rehearsal.funnel import place_of
from rehearsal.given import Given, Rehearsed
from rehearsal.report import TextFault
from sop.language.loader import LOCALES, script_files
from sop.language.texts import LocalText
from sop.language.walk import parts

_ID = re.compile(r"""^\{?\s*["']?sop["']?\s*:\s*["']?(\w+)""", re.MULTILINE)
"""Which script a file holds, as it says in its text."""


def text_faults(given: Given, long: Mapping[tuple[str, str, str, str], int]) -> list[TextFault]:
    """Everything worth telling about the words; `long`: what turned out too long while it was said."""
    by_sop = {one.sop: one for one in given.scripts}
    found = [fault for one in given.scripts if one.asked for fault in _untranslated(one, given.locale)]
    for (code, sop, path, beginning), length in long.items():
        place = place_of(by_sop[sop], path) if sop in by_sop else ""
        found.append(TextFault(code, place, {"length": length, "text": beginning}))
    return found


def _untranslated(one: Rehearsed, locale: str) -> Iterator[TextFault]:
    """A script in a language's folder has a twin in the other's; any other has its texts in both languages."""
    others = [other for other in LOCALES if other != locale]
    if one.file.resolve().parent.name in LOCALES:
        yield from (
            TextFault("no_twin", str(one.file), {"sop": one.sop, "language": other})
            for other in others
            if not _has_twin(one, other)
        )
        return
    texts = [part for part in parts(one.script) if isinstance(part.value, LocalText)]
    if not any(set(part.value.root) & set(LOCALES) for part in texts if isinstance(part.value, LocalText)):
        return
    for part in texts:
        assert isinstance(part.value, LocalText)
        missing = [other for other in LOCALES if other not in part.value.root]
        if missing:
            line, _ = one.loaded.place(part.path)
            yield TextFault("one_language", f"{one.file}:{line}", {"language": missing[0]})


def _has_twin(one: Rehearsed, locale: str) -> bool:
    folder: Path = one.file.resolve().parent.parent
    files = script_files(folder, locale) if folder.is_dir() else []
    return any(_id_in(file) == one.sop for file in files)


def _id_in(file: Path) -> str | None:
    """Read as text: whether the script is a good one is not asked, and loading all of them takes long."""
    found = _ID.search(file.read_text("utf-8", errors="replace"))
    return None if found is None else found[1]
