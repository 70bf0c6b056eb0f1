"""What a script says in writing, as plain data, so that two versions can be held against one another.

Keys and values are those of the file: who compares two versions has written at least one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.problems import Path
from rehearsal.given import Rehearsed, places_of
from sop.language.script import Each
from sop.language.texts import LocalText
from sop.language.values import AfterStart, format_duration, format_time
from sop.language.values import Moment as Begins

_TEXTS = ("text", "question")
_BRANCHES = frozenset({"none", "could_not", "yes", "no", "expired"})
_ASIDE = frozenset({"id", "title", "do", "at", "each"})
_NO_SETTINGS = frozenset({"sop", "title", "steps"})


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step begins. `code`: on_day, each_day, after_start, at_start, follows; with its particulars."""

    code: str
    days: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One action: its address, its kind, what people read of it (if anything), and everything else by key."""

    path: str
    kind: str
    text: str
    settings: Mapping[str, str]

    @property
    def step(self) -> str:
        """The step that it stands in."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class StepWritten:
    """One step."""

    id: str
    title: str
    begins: Moment
    settings: Mapping[str, str]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Written:
    """A script. `settings`: what stands above its steps."""

    settings: Mapping[str, str]
    steps: Sequence[StepWritten]


def written(one: Rehearsed, locale: str) -> Written:
    """All that is written in a script, its texts in one language."""
    data = one.loaded.source.data
    parts = list(_parts(one, data, locale))
    steps = [
        StepWritten(
            plan.id,
            plan.id if plan.title is None else plan.title.said_in(locale),
            _moment(plan.begins),
            _settings(data["steps"][number], _ASIDE, locale),
            [part for part in parts if part.step == plan.id],
        )
        for number, plan in enumerate(one.program.steps.values())
    ]
    return Written(_settings(data, _NO_SETTINGS, locale), steps)


def _parts(one: Rehearsed, data: Any, locale: str) -> Iterator[Part]:
    for path, place in places_of(one.script):
        node = one.program.nodes.get(path)
        if node is not None:
            yield _part(path, node.name, node.action, _at(data, place), locale)


def _part(path: str, kind: str, action: Any, data: Any, locale: str) -> Part:
    if kind == "choose":
        ways = [way for way in data if "if" in way]
        return Part(path, kind, "", {"if": " | ".join(_compact(way["if"], locale) for way in ways)})
    if not isinstance(data, dict):
        data = {type(action).short_for or "": data}
    text = next((getattr(action, key) for key in _TEXTS if key in data), None)
    said = text.said_in(locale).strip() if isinstance(text, LocalText) else ""
    return Part(path, kind, said, _settings(data, _BRANCHES.union(_TEXTS if said else ()), locale))


def _settings(data: Mapping[str, Any], without: frozenset[str], locale: str) -> dict[str, str]:
    return {key: _compact(value, locale) for key, value in data.items() if key not in without}


def _moment(begins: Begins | Each | None) -> Moment:
    match begins:
        case None:
            return Moment("follows")
        case Each(day=days, at=at):
            return Moment("each_day", _ranges(list(days)), format_time(at))
        case AfterStart(offset=offset):
            return Moment("after_start", "", format_duration(offset)) if offset else Moment("at_start")
        case (day, at):
            return Moment("on_day", str(day), format_time(at))


def _ranges(days: Sequence[int]) -> str:
    """Days in a row as the first and the last: 2–5, 7."""
    rows: list[list[int]] = []
    for day in days:
        if rows and day == rows[-1][-1] + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return ", ".join(str(row[0]) if len(row) == 1 else f"{row[0]}–{row[-1]}" for row in rows)


def _compact(value: Any, locale: str) -> str:
    """A value on one line, much as it was written; of texts in several languages the one that is said."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(_inside(one, locale) for one in value)
    if isinstance(value, dict):
        if value and value.keys() <= {"zh", "en"}:
            return str(value.get(locale, next(iter(value.values()))))
        return ", ".join(f"{key}: {_inside(one, locale)}" for key, one in value.items())
    return " ".join(str(value).split())


def _inside(value: Any, locale: str) -> str:
    compact = _compact(value, locale)
    if isinstance(value, list):
        return f"[{compact}]"
    return f"{{{compact}}}" if isinstance(value, dict) and len(value) > 1 else compact


def _at(data: Any, place: Path) -> Any:
    for part in place:
        data = data[part]
    return data
