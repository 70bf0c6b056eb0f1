"""The copy of the scripts that is worked on: which files there are, what they would say, and saving one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.problems import Problem
from playground.sandbox import Sandbox
from playground.sandbox.sandbox import SHIPPED_SCRIPTS
from sop.language.loader import LOCALES, LoadedScript, load_files, script_files
from sop.library import Entry

_NEW = re.compile(r"[a-z][a-z0-9_]{0,31}")


class NoSuchFile(KeyError):
    """There is no script of this name in the community's language."""


class BadName(ValueError):
    """A new file cannot be called so."""


class Taken(ValueError):
    """A file of this name is there already."""


class Shipped(ValueError):
    """The file came with the program; only one's own can be deleted or called otherwise."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What `python -m bot check` would say, were a text in place of its file."""

    script: LoadedScript | None
    """The script, if nothing is wrong with it."""
    problems: list[Problem]
    elsewhere: list[Problem]
    """What would be wrong with other files."""


class ScriptFolder:
    """The scripts of the community's language. Files go by their path from the folder on, as `zh/welcome.yaml`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._folder = sandbox.scripts

    def files(self) -> list[str]:
        """All files, in order of their names."""
        return [self._name(path) for path in script_files(self._folder, self._sandbox.locale)]

    def text(self, file: str) -> str:
        """What the file says; raises NoSuchFile."""
        return _plain(self._path(file).read_text("utf-8", "replace"))

    def original(self, file: str) -> str | None:
        """What it said before anybody changed it; None for a new one."""
        shipped = SHIPPED_SCRIPTS / file
        return _plain(shipped.read_text("utf-8")) if shipped.is_file() else None

    def changed(self) -> Iterator[str]:
        """The files that say something else than they did."""
        return (file for file in self.files() if self.text(file) != self.original(file))

    def entry(self, file: str) -> Entry | None:
        """The version of the file's script that runs."""
        in_force = self._sandbox.app.services.library.in_force(self._sandbox.locale)
        return next((entry for entry in in_force.values() if entry.file == file), None)

    def check(self, file: str, text: str) -> Checked:
        """Everything wrong in the whole folder with this text in the file; it needs not be there yet."""
        path = self._folder / file
        files = {*script_files(self._folder, self._sandbox.locale), path}
        result = load_files(sorted(files), self._folder, {path: text})
        own = [problem for problem in result.problems if problem.file == file]
        good = (script for script in result.scripts.values() if script.file == file)
        elsewhere = [problem for problem in result.problems if problem.file != file]
        return Checked(next(good, None), own, elsewhere)

    def save(self, file: str, text: str) -> None:
        """Give the file this text, all at once; raises NoSuchFile."""
        self._write(self._path(file), text)

    def create(self, name: str, text: str) -> str:
        """A new file of that name in the folder of the community's language; raises BadName and Taken."""
        file = self.named(name)
        self._write(self._folder / file, text)
        return file

    def named(self, name: str) -> str:
        """The file that a new script of that name would have; raises BadName and Taken."""
        stem = name.removesuffix(".yaml")
        language, _, last = stem.rpartition("/")
        if language not in ("", self._sandbox.locale) or not _NEW.fullmatch(last):
            raise BadName(name)
        file = f"{self._sandbox.locale}/{last}.yaml"
        if (self._folder / file).exists():
            raise Taken(file)
        return file

    def rename(self, file: str, name: str) -> str:
        """Call an own file otherwise, and the script in it too if it was called like the file.

        Raises NoSuchFile, Shipped, BadName and Taken.
        """
        self._require_own(file)
        renamed = self.named(name)
        text = self.text(file)
        old, new = Path(file).stem, Path(renamed).stem
        self._write(self._folder / renamed, re.sub(rf"(?m)^(sop:[ ]*){old}\b", rf"\g<1>{new}", text, count=1))
        self._path(file).unlink()
        return renamed

    def remove(self, file: str) -> None:
        """Delete an own file; raises NoSuchFile and Shipped."""
        self._require_own(file)
        self._path(file).unlink()

    def _require_own(self, file: str) -> None:
        self._path(file)
        if self.original(file) is not None:
            raise Shipped(file)

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(text, "utf-8")
        beside.replace(path)

    def _path(self, file: str) -> Path:
        """Only what is listed can be named: nothing outside of the folder."""
        known = {self._name(path): path for path in script_files(self._folder, self._sandbox.locale)}
        if file not in known:
            raise NoSuchFile(file)
        return known[file]

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def language_of(file: str) -> str:
    """The language whose folder a file lies in; empty for those of all languages."""
    first = file.split("/", 1)[0]
    return first if first in LOCALES else ""


def ended(text: str) -> str:
    """The text with the end of line that files have after their last one."""
    return _plain(text).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    """With the ends of lines that a browser's text field has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
