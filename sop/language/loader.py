"""From files to scripts: all that is wrong, of all files, in one go. A bad file never stops a good one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, get_args

from core.problems import Finding, Path, Problem, in_order
from core.reader import read_source, read_source_bytes, read_source_file
from core.source import Source
from sop.language.action_checks import action_findings
from sop.language.library_checks import Known, library_findings, outward_findings, tags_set
from sop.language.order_checks import id_findings, order_findings
from sop.language.problems import ScriptProblem
from sop.language.salvage import Rest, salvage
from sop.language.script import Script
from sop.language.shape import shape
from sop.language.text_checks import text_findings
from sop.language.texts import Locale
from sop.language.walk import items

LOCALES: tuple[str, ...] = get_args(Locale)
_SUFFIXES = (".yaml", ".yml")
_OF_SCENARIOS = ".test"
"""Ends the name, before the suffix, of a file that tests scripts: `welcome.test.yaml`."""


class BadScript(ValueError):
    """A script's text cannot be loaded; `problems` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class LoadedScript:
    """A script that can run, and where it came from."""

    script: Script
    text: str
    version: str
    """SHA-256 of the text: what a run is pinned to."""
    file: str
    source: Source = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """The script's id."""
        return self.script.sop

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of a part, from 1."""
        return self.source.of_value(path)


@dataclass(frozen=True)
class LoadResult:
    """The good scripts by id, and everything wrong with the others, by file and line."""

    scripts: Mapping[str, LoadedScript]
    problems: list[Problem]


def load_text(text: str, name: str = "script") -> LoadedScript:
    """A script from its text alone, as a run is pinned to it: nothing is checked against other scripts.

    Raises `BadScript`.
    """
    source = read_source(text, name, ScriptProblem)
    script = _compile(source)
    if not isinstance(script, Script) or source.problems:
        raise BadScript(in_order(source.problems))
    return _loaded(script, source)


def load_folder(folder: FilePath, locale: str) -> LoadResult:
    """The scripts of a folder for one language: all in it and below, but for other languages' folders.

    They are named from the folder on. A folder that is not there holds no scripts.
    """
    return load_files(script_files(folder, locale), folder)


def script_files(folder: FilePath, locale: str) -> list[FilePath]:
    """The files of a folder that hold scripts for a language, in order of their names."""
    others = set(LOCALES) - {locale}
    named = (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and not is_scenarios(path))
    found = (path for path in named if path.is_file())
    return sorted(path for path in found if not others & set(path.relative_to(folder).parts[:-1]))


def language_around(path: FilePath) -> str | None:
    """The language whose folder this is, or lies directly in; None: it is no such folder's."""
    path = path.resolve()
    return next((name for name in (path.name, path.parent.name) if name in LOCALES), None)


def is_scenarios(path: FilePath) -> bool:
    """Whether a file, by its name, holds no script but scenarios that test one."""
    return path.suffix in _SUFFIXES and path.stem.endswith(_OF_SCENARIOS)


def load_files(
    files: Iterable[FilePath], folder: FilePath | None = None, drafts: Mapping[FilePath, str] | None = None
) -> LoadResult:
    """The scripts of some files, checked against one another; they are named as given, or from a folder on.

    `drafts` are texts that some of the files would hold: those are not read.
    """
    sources = [_read(file, folder, drafts or {}) for file in files]
    scripts: dict[str, tuple[Script, Source]] = {}
    rests: list[tuple[Rest, Source]] = []
    unreadable: set[str] = set()
    for source in sources:
        script = _compile(source)
        if not isinstance(script, Script):
            unreadable.update(_claimed_id(source.data))
            rests += [(script, source)] if script is not None else []
        elif script.sop in scripts:
            first = scripts[script.sop][1].name
            source.add_findings([Finding(("sop",), "duplicate_script", {"id": script.sop, "first": first})])
        else:
            scripts[script.sop] = (script, source)
    models = {name: script for name, (script, _) in scripts.items()}
    tags = tags_set([*models.values(), *(rest.script for rest, _ in rests)])
    known = Known(models, frozenset(unreadable), tags)
    for name, finding in library_findings(known):
        scripts[name][1].add_findings([finding])
    for rest, source in rests:
        source.add_findings(rest.certain(outward_findings(rest.script, known)))
    good = {name: _loaded(*found) for name, found in scripts.items() if not found[1].problems}
    return LoadResult(good, [problem for source in sources for problem in in_order(source.problems)])


def _read(file: FilePath, folder: FilePath | None, drafts: Mapping[FilePath, str]) -> Source:
    name = str(file if folder is None else file.relative_to(folder))
    if file in drafts:
        return read_source_bytes(drafts[file].encode("utf-8", "replace"), name, ScriptProblem)
    return read_source_file(file, name, ScriptProblem)


def _compile(source: Source) -> Script | Rest | None:
    """The script in a source, or what is left of it when it has not the shape of one; what is wrong is added."""
    if source.data is None:
        return None
    script, findings = shape(source.data)
    source.add_findings(findings)
    if script is None:
        rest = salvage(source.data, findings)
        if rest is not None:
            answers = _saved_names(source.data)
            source.add_findings(rest.certain(_own_findings(rest.script, answers)))
            source.add_findings(rest.certain(_order_findings(rest)))
        return rest
    answers = frozenset(item.ask.save for _, item in items(script) if item.ask is not None)
    source.add_findings(_own_findings(script, answers))
    source.add_findings(order_findings(script))
    return script


def _order_findings(rest: Rest) -> Iterator[Finding]:
    """For whom a script is, and its quiet hours, decide on nearly all that is checked of order."""
    decided = not {("for",), ("quiet",)} & set(rest.taken)
    return order_findings(rest.script) if decided else id_findings(rest.script)


def _own_findings(script: Script, answers: frozenset[str]) -> Iterator[Finding]:
    yield from action_findings(script, answers)
    yield from text_findings(script, answers)


def _saved_names(data: Any) -> frozenset[str]:
    """Under which names the questions of a faulty script save."""
    found: set[str] = set()
    left = [data]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            if isinstance(node.get("save"), str):
                found.add(node["save"])
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)
    return frozenset(found)


def _claimed_id(data: Any) -> Iterator[str]:
    if isinstance(data, dict) and isinstance(data.get("sop"), str):
        yield data["sop"]


def _loaded(script: Script, source: Source) -> LoadedScript:
    version = hashlib.sha256(source.text.encode()).hexdigest()
    return LoadedScript(script, source.text, version, source.name, source)
