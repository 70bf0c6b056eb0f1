"""The scripts in force, read from the folder again whenever a file changes.

A bad file leaves its last good version running. Runs stay on the version they began with: its source lies in
the database, and it is compiled again when a run asks for it after a restart.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigurationError, SopbotError
from core.facts import FactKind
from core.problems import Problem
from sop.compile import compile_script
from sop.language.loader import LOCALES, BadScript, LoadedScript, load_folder, load_text, script_files
from sop.language.triggers import OnCommand, Trigger
from sop.program import Need, Program
from storage.scripts import ScriptVersion
from storage.unit_of_work import UnitOfWork

HEARD: dict[str, FactKind | None] = {
    "points_reached": FactKind.POINTS_CHANGED,
    "schedule": None,
}
"""The fact that answers a trigger where it goes by another name, None if no fact does."""


class VersionLost(SopbotError):
    """The text of a version that a run is pinned to is missing, or not understood any more."""


class FolderMissing(ConfigurationError):
    """The folder of scripts is not there; those that were read before stay in force."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"the folder of SOP scripts is missing: {folder} (SOP_DIR)")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Entry:
    """A script in force: its program, and the text and file it came from."""

    program: Program
    text: str
    file: str


class Library:
    """The scripts of one folder, by language and id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps: dict[Path, tuple[int, int]] = {}
        self.digest = ""
        """Changes whenever any file says something else."""
        self._in_force: dict[str, dict[str, Entry]] = {}
        self._sources: dict[str, Entry] = {}
        self._pinned: dict[str, Program] = {}
        self._needs: dict[str, frozenset[Need]] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._heard: dict[FactKind, list[Program]] = {}
        self._waking: frozenset[FactKind] = frozenset()
        self.proves = False
        """Whether any script in force, or any a run is pinned to, wants more of a check-in than a press."""

    def refresh(self) -> None:
        """Read what has changed; raises FolderMissing."""
        if not self._folder.is_dir():
            raise FolderMissing(self._folder)
        if self._changed():
            for locale in LOCALES:
                self._load(locale)
            self._index()

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong with the files as they are now, their names from the folder on."""
        found = (problem for problems in self._problems.values() for problem in problems)
        return list({str(problem): problem for problem in found}.values())

    def goes_on(self, problem: Problem) -> bool:
        """Whether an earlier, good version of the file is in force."""
        entries = (entry for scripts in self._in_force.values() for entry in scripts.values())
        return any(entry.file == problem.file for entry in entries)

    def unusable(self, locale: str) -> list[str]:
        """The files for a language that have mistakes and no good version to go on with."""
        running = {entry.file for entry in self.in_force(locale).values()}
        return sorted({problem.file for problem in self._problems.get(locale, ())} - running)

    def in_force(self, locale: str) -> Mapping[str, Entry]:
        """The scripts of a language by their ids."""
        return self._in_force.get(locale, {})

    def program(self, locale: str, sop: str) -> Program | None:
        """The script in force, if there is one of this id."""
        entry = self.in_force(locale).get(sop)
        return None if entry is None else entry.program

    def started_by(self, locale: str, kind: FactKind) -> Iterator[Program]:
        """The scripts of a language that a fact of this kind may start."""
        programs = self.in_force(locale)
        for program in self._heard.get(kind, ()):
            entry = programs.get(program.sop)
            if entry is not None and entry.program.version == program.version:
                yield program

    def wakes(self, kind: FactKind) -> bool:
        """Whether a fact of this kind about a member may wake some run."""
        return kind in self._waking

    def listens(self, kind: FactKind) -> bool:
        """Whether any script in force, or any a run is pinned to, cares for facts of this kind."""
        return kind in self._waking or kind in self._heard

    def has_command(self, name: str) -> bool:
        """Whether some script is started by this command, without its slash."""
        return any(
            isinstance(trigger, OnCommand) and trigger.command == name
            for program in self._heard.get(FactKind.COMMAND, ())
            for trigger in program.start
        )

    async def pinned(self, uow: UnitOfWork, version: str) -> Program:
        """The program of a version, in force or not; raises VersionLost."""
        known = self._pinned.get(version)
        if known is not None:
            return known
        stored = await uow.scripts.version(version)
        if stored is None:
            raise VersionLost(f"version {version} is not stored")
        try:
            script = load_text(stored.source, stored.name).script
        except BadScript as error:
            raise VersionLost(str(error)) from error
        program = self._pinned[version] = compile_script(script, version)
        self._waking |= program.events
        self.proves = self.proves or bool(program.wants)
        return program

    def known(self, version: str) -> Program | None:
        """The program of a version that was asked for before."""
        return self._pinned.get(version)

    def needs(self, program: Program) -> frozenset[Need]:
        """What deciding the program and filling in its texts reads."""
        known = self._needs.get(program.version)
        if known is None:
            written = (node.action.model_dump_json() for node in program.nodes.values())
            shows = any("{{" in text and "check_ins" in text for text in written)
            known = program.needs | ({Need.CHECK_INS} if shows else set())
            self._needs[program.version] = known
        return known

    async def pin(self, uow: UnitOfWork, program: Program) -> None:
        """Keep the text of a version in force, for the runs that begin with it."""
        if await uow.scripts.version(program.version) is None:
            entry = self._sources[program.version]
            uow.scripts.put_version(
                ScriptVersion(uow.new_id(), program.version, program.sop, entry.file, entry.text, uow.now)
            )

    def _changed(self) -> bool:
        """Whether any file says something else than before; looks inside only where time or size differ."""
        files = {file for locale in LOCALES for file in script_files(self._folder, locale)}
        stamps = {file: _stamp(file) for file in files}
        if stamps == self._stamps and self.digest:
            return False
        self._stamps = stamps
        digest = hashlib.sha256()
        for file in sorted(files):
            digest.update(str(file).encode() + b"\0" + _content(file) + b"\0")
        before, self.digest = self.digest, digest.hexdigest()
        return self.digest != before

    def _load(self, locale: str) -> None:
        result = load_folder(self._folder, locale)
        before = self.in_force(locale)
        programs = {sop: self._entry(loaded) for sop, loaded in result.scripts.items()}
        bad = {problem.file for problem in result.problems}
        kept = {sop: entry for sop, entry in before.items() if sop not in programs and entry.file in bad}
        self._in_force[locale] = programs | kept
        self._problems[locale] = result.problems

    def _entry(self, loaded: LoadedScript) -> Entry:
        program = self._pinned.get(loaded.version) or compile_script(loaded.script, loaded.version)
        self._pinned[program.version] = program
        entry = Entry(program, loaded.text, loaded.file)
        self._sources[program.version] = entry
        return entry

    def _index(self) -> None:
        heard: dict[FactKind, dict[str, Program]] = {}
        for entries in self._in_force.values():
            for entry in entries.values():
                for trigger in entry.program.start:
                    for kind in _kinds(trigger):
                        heard.setdefault(kind, {})[entry.program.version] = entry.program
        self._heard = {kind: list(programs.values()) for kind, programs in heard.items()}
        self._waking |= {kind for program in self._pinned.values() for kind in program.events}
        self.proves = any(program.wants for program in self._pinned.values())


def _stamp(file: Path) -> tuple[int, int]:
    """When it was written and how long it is; nothing for a file that has just gone."""
    with suppress(OSError):
        found = file.stat()
        return found.st_mtime_ns, found.st_size
    return 0, 0


def _content(file: Path) -> bytes:
    """What it says; nothing where it cannot be read, which the loader reports."""
    with suppress(OSError):
        return file.read_bytes()
    return b""


def _kinds(trigger: Trigger) -> Iterator[FactKind]:
    kind = HEARD[trigger.on] if trigger.on in HEARD else FactKind(trigger.on)
    if kind is not None:
        yield kind
    if kind is FactKind.MEMBER_JOINED:
        yield FactKind.MEMBER_RETURNED
