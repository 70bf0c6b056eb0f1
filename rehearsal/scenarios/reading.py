"""From files to scenarios: everything that is wrong in one go, each mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path as FilePath
from typing import Any
from zoneinfo import ZoneInfo

from core.problems import Finding, Path, Problem, did_you_mean, in_order
from core.reader import read_source, read_source_file
from core.shape import shaped, shown
from core.source import Source
from rehearsal.scenarios import doing, model, timeline
from rehearsal.scenarios.files import folder_of_scripts, language_of, script_named
from rehearsal.scenarios.problems import ScenarioProblem
from rehearsal.scenarios.scripts import ALL, Scripts
from rehearsal.scenarios.written import Role, ScenarioFile, ScenarioText

FIRST_DAY = date(2026, 3, 2)
"""The Monday on which a story begins unless it says otherwise."""

OPENS = time(9)
"""The time of its beginning, unless its first time is an earlier one."""

ZONE = ZoneInfo("Asia/Shanghai")

_NAME = re.compile(r"[^\W\d]\w{0,31}")
_TAKEN = frozenset({*timeline.WORDS, *doing.ALL, *timeline.STATES, "private", "day", "and"})


@dataclass(frozen=True)
class Suite:
    """The scenarios of a file, or what is wrong in it."""

    file: str
    scenarios: tuple[model.Scenario, ...]
    problems: list[Problem]


@dataclass
class Library:
    """The scripts beside the files, read once for each folder and language."""

    _read: dict[tuple[FilePath, str], Scripts] = field(default_factory=dict)

    def beside(self, file: FilePath, locale: str) -> Scripts:
        """The scripts that a file may be about."""
        key = folder_of_scripts(file), locale
        if key not in self._read:
            self._read[key] = Scripts.of(*key)
        return self._read[key]


def read_file(file: FilePath, library: Library, otherwise: str | None = None) -> Suite:
    """The scenarios of a file; `otherwise`: the language where neither file nor folder say it."""
    return _suite(read_source_file(file, str(file), ScenarioProblem), file, library, otherwise)


def read_text(text: str, file: FilePath, library: Library, otherwise: str | None = None) -> Suite:
    """The same from the text of a file."""
    return _suite(read_source(text, str(file), ScenarioProblem), file, library, otherwise)


def _suite(source: Source, file: FilePath, library: Library, otherwise: str | None) -> Suite:
    if source.data is None:
        return Suite(source.name, (), in_order(source.problems))
    whole, findings = shaped(ScenarioFile, source.data, timeline.FORM)
    source.add_findings(findings)
    reading = _Reading(source, file, whole, library, otherwise)
    scenarios = tuple(reading.scenarios())
    return Suite(source.name, () if source.problems else scenarios, in_order(source.problems))


@dataclass
class _Reading:
    """One file being read. Where its shape is wrong (`whole` is None) its timelines are checked all the same."""

    source: Source
    file: FilePath
    whole: ScenarioFile | None
    library: Library
    otherwise: str | None
    titles: dict[str, Path] = field(default_factory=dict)

    def scenarios(self) -> Iterator[model.Scenario]:
        """Those that are good; all findings are added to the source."""
        locale = (self.whole and self.whole.language) or language_of(self.file) or self.otherwise
        if locale is None:
            self._add(Finding((), "language_unknown"))
        scripts = None if locale is None else self.library.beside(self.file, locale)
        for path, data in self._texts():
            found = self._scenario(path, data, locale or "", scripts)
            if found is not None:
                yield found

    def _texts(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        data = self.source.data
        listed = data.get("scenarios") if isinstance(data, dict) else None
        for number, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict):
                yield ("scenarios", number), one

    def _scenario(
        self, path: Path, data: dict[str, Any], locale: str, scripts: Scripts | None
    ) -> model.Scenario | None:
        text = None if self.whole is None else self.whole.scenarios[int(path[1])]
        first = self._either(text, "date") or FIRST_DAY
        cast = self._cast(path, data, text)
        setting = timeline.Setting(first, tuple(cast), bool(self._either(text, "staff_chat")))
        told = timeline.Timeline(setting, datetime.combine(first, OPENS), path)
        if "timeline" in data:
            told.read((*path, "timeline"), data["timeline"])
        self._add(*told.findings)
        checks = any(isinstance(step, model.CHECKS) for _, step in told.steps)
        if "timeline" in data and not checks and not told.findings:
            known = ", ".join((*timeline.CHECKS, timeline.EXPECT))
            self._add(Finding(path, "checks_nothing", {"known": known}))
        if text is None or self.whole is None:
            return None
        self._title(path, text)
        about = self._about(path, text)
        inputs = {**self.whole.inputs, **text.inputs}
        if scripts is not None:
            self._check_scripts(scripts, about, told, path, text)
        return model.Scenario(
            title=text.scenario,
            file=self.source.name,
            line=self.source.of_value((*path, "scenario"))[0],
            locale=locale,
            zone=self._either(text, "timezone") or ZONE,
            first=first,
            opens=told.opens or told.now,
            scripts=() if scripts is None else scripts.together(about.values()),
            cast=cast,
            staff_chat=setting.staff_chat,
            timeline=tuple(model.Line(*self.source.of_key(at), step) for at, step in told.steps),
            inputs=inputs,
        )

    def _either(self, text: ScenarioText | None, key: str) -> Any:
        """What a scenario says, or its file."""
        own = None if text is None else getattr(text, key)
        return own if own is not None else (self.whole and getattr(self.whole, key))

    def _title(self, path: Path, text: ScenarioText) -> None:
        title = text.scenario
        if title in self.titles:
            self._add(Finding((*path, "scenario"), "scenario_twice", {"first": self.titles[title]}))
        self.titles.setdefault(title, (*path, "scenario"))

    # The cast

    def _cast(self, path: Path, data: dict[str, Any], text: ScenarioText | None) -> Mapping[str, Role]:
        """Everybody by the name the timeline gives them; without their roles where the file's shape is wrong."""
        shared = self.source.data.get("cast") if path else None
        own = data.get("cast")
        places = {name: ("cast", name) for name in (shared if isinstance(shared, dict) else ())}
        places |= {name: (*path, "cast", name) for name in (own if isinstance(own, dict) else ())}
        cast = dict.fromkeys(places, Role())
        if text is not None and self.whole is not None:
            cast = {**self.whole.cast, **text.cast}
        self._check_names(places)
        owners = [name for name, role in cast.items() if role.is_ == model.OWNER]
        for name in owners[1:]:
            self._add(Finding(places[name], "second_owner", {"first": owners[0]}))
        for name, role in cast.items():
            keys = {"people", "private"} & role.model_fields_set if role.is_ in ("assistant", "owner") else ()
            for key in sorted(keys):
                self._add(Finding((*places[name], key), "not_for_team", {"key": key}, on_key=True))
        return cast if owners else {**cast, model.OWNER: Role.model_validate("owner")}

    def _check_names(self, places: Mapping[str, Path]) -> None:
        for name, place in places.items():
            if not _NAME.fullmatch(name):
                self._add(Finding(place, "bad_person_name", {"value": shown(name)}, on_key=True))
            elif name in _TAKEN:
                self._add(Finding(place, "name_means_more", {"name": name}, on_key=True))

    # The scripts

    def _about(self, path: Path, text: ScenarioText) -> Mapping[Path, str]:
        """The scripts that are in force by name, with the place where each is named."""
        assert self.whole is not None
        for where, named in ((path, text.scripts), ((), self.whole.scripts)):
            if named is not None:
                listed = isinstance(_at(self.source.data, (*where, "scripts")), list)
                return {
                    (*where, "scripts", number) if listed else (*where, "scripts"): sop
                    for number, sop in enumerate(named)
                }
        return {(): script_named(self.file)}

    def _check_scripts(
        self,
        scripts: Scripts,
        about: Mapping[Path, str],
        told: timeline.Timeline,
        path: Path,
        text: ScenarioText,
    ) -> None:
        for place, sop in about.items():
            if sop != ALL:
                self._script(scripts, place, sop)
        for place, sop, steps in told.scripts_named:
            if self._script(scripts, place, sop, on_key=True):
                self._steps(scripts, place, sop, steps)
        assert self.whole is not None
        for where, inputs in (((), self.whole.inputs), (path, text.inputs)):
            for sop, values in inputs.items():
                place = (*where, "inputs", sop)
                if self._script(scripts, place, sop, on_key=True):
                    self._inputs(scripts, place, sop, values)

    def _script(self, scripts: Scripts, place: Path, sop: str, *, on_key: bool = False) -> bool:
        if sop in scripts.good:
            return True
        if sop in scripts.faulty:
            self._add(Finding(place, "script_faulty", {"sop": sop}, on_key=on_key))
        else:
            hint = did_you_mean(sop, scripts.ids())
            self._add(Finding(place, "no_such_script", {"sop": sop, "hint": hint}, on_key=on_key))
        return False

    def _steps(self, scripts: Scripts, place: Path, sop: str, steps: tuple[str, ...]) -> None:
        known = [step.id for step in scripts.good[sop].script.steps]
        for step in steps:
            if step not in known:
                params = {"sop": sop, "step": step, "hint": did_you_mean(step, known)}
                self._add(Finding((*place, "at"), "no_such_step", params))

    def _inputs(self, scripts: Scripts, place: Path, sop: str, values: Mapping[str, object]) -> None:
        known = list(scripts.good[sop].script.inputs)
        for name in values:
            if name not in known:
                params = {"sop": sop, "name": name, "hint": did_you_mean(name, known)}
                self._add(Finding((*place, name), "no_such_input", params, on_key=True))

    def _add(self, *findings: Finding) -> None:
        self.source.add_findings(findings)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
