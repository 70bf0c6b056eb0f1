"""What is wrong with scripts, in the community's language, and the answer to `/sop reload`."""

from collections.abc import Sequence
from dataclasses import dataclass

from views.texts import Texts

SHOWN = 12
_LONGEST = 240
"""Characters of one problem that are shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of a script with its file and line; whether an earlier, good version goes on."""

    text: str
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reading of the folder brought: ids of scripts, and every problem with its file and line."""

    total: int
    added: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]
    problems: Sequence[Fault]


def reloaded(texts: Texts, result: Reloaded) -> str:
    """What changed, and all that is wrong."""
    lines = [texts.plural("📜 {n} active script.", "📜 {n} active scripts.", result.total)]
    changes = (
        ("New: {names}", result.added),
        ("Changed: {names}", result.changed),
        ("Gone: {names}", result.removed),
    )
    lines += [texts(msgid, names=texts.plain(", ").join(names)) for msgid, names in changes if names]
    if len(lines) == 1 and not result.problems:
        lines.append(texts("Nothing has changed."))
    return "\n".join([*lines, *_faults(texts, result.problems)])


def _faults(texts: Texts, faults: Sequence[Fault]) -> list[str]:
    """All that is wrong: first with scripts that do not run, then with those whose last good version does."""
    lines: list[str] = []
    shown = sorted(faults, key=lambda fault: fault.goes_on)[:SHOWN]
    for goes_on in (False, True):
        count = sum(fault.goes_on is goes_on for fault in faults)
        if not count:
            continue
        if goes_on:
            head = "⚠️ {n} problem; the last good version of that script goes on:"
            lines += ["", texts.plural(head, "⚠️ {n} problems; the last good versions go on:", count)]
        else:
            head = "⚠️ {n} problem; that script can't run until it's mended:"
            lines += ["", texts.plural(head, "⚠️ {n} problems; these scripts can't run until mended:", count)]
        lines += [
            texts("<code>{problem}</code>", problem=fault.text[:_LONGEST])
            for fault in shown
            if fault.goes_on is goes_on
        ]
    if len(faults) > len(shown):
        left = len(faults) - len(shown)
        lines.append(texts("And {n} more: <code>python -m bot check</code>", n=left))
    return lines
