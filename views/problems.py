"""What is wrong with scripts, in the community's language, and the answer to `/sop reload`."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.phrases import Phrase
from views.texts import Texts, Value

SHOWN = 12
_LONGEST = 240
"""Characters of one problem that are shown."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of a script and its place in a file; whether an earlier, good version goes on."""

    place: str
    what: Phrase
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reading of the folder brought: ids of scripts, and every problem with its file and line."""

    total: int
    added: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]
    problems: Sequence[Fault]


def worded(texts: Texts, phrase: Phrase) -> str:
    """A phrase of the checks in another language; not escaped."""
    values = {name: _value(texts, value) for name, value in phrase.values.items()}
    return texts.plain(phrase.msgid, **values)


def _value(texts: Texts, value: object) -> Value:
    if isinstance(value, Phrase):
        return worded(texts, value)
    return value if isinstance(value, str | int | float) else str(value)


def reloaded(texts: Texts, result: Reloaded) -> str:
    """What changed, and all that is wrong."""
    lines = [texts.plural("📜 {n} active script.", "📜 {n} active scripts.", result.total)]
    changes = (
        ("New: {names}", result.added),
        ("Changed: {names}", result.changed),
        ("Gone: {names}", result.removed),
    )
    lines += [texts(msgid, names=texts.plain(", ").join(names)) for msgid, names in changes if names]
    if result.changed:
        hint = "Runs go on as they began. To move them: <code>/sop upgrade {sop}</code>"
        lines.append(texts(hint, sop=result.changed[0]))
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
            texts("<code>{place}: {problem}</code>", place=fault.place, problem=_short(texts, fault.what))
            for fault in shown
            if fault.goes_on is goes_on
        ]
    if len(faults) > len(shown):
        left = len(faults) - len(shown)
        lines.append(texts("And {n} more: <code>python -m bot check</code>", n=left))
    return lines


def _short(texts: Texts, phrase: Phrase) -> str:
    return worded(texts, phrase)[:_LONGEST]


def checked(
    texts: Texts, faults: Sequence[tuple[str, str, Phrase]], files: int, *, only_scripts: bool
) -> list[str]:
    """The lines that `python -m bot check` prints of faults (file, place, what) in so many files."""
    if not faults:
        if only_scripts:
            return [texts.plural("{n} script, all good", "{n} scripts, all good", files)]
        return [texts.plural("{n} file, all good", "{n} files, all good", files)]
    bad = len({file for file, _, _ in faults})
    scripts = "problems: {n}, in {bad} of {files} scripts"
    summary = scripts if only_scripts else "problems: {n}, in {bad} of {files} files"
    lines = [f"{place}: {worded(texts, what)}" for _, place, what in faults]
    return [*lines, texts.plain(summary, n=len(faults), bad=bad, files=files)]
