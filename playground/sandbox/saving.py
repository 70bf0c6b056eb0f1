"""A sandbox in one file: what Telegram knows, the program's database, the scripts, and what it is all about.

The file may come from a stranger: every name, size and number in it is checked before anything is opened.
"""

import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from config.settings import LOCALES
from core.errors import ConfigurationError, SopbotError
from playground.emulator import Emulator, StoryError
from playground.sandbox.ready import READY
from playground.sandbox.sandbox import Sandbox
from rehearsal.behaviour import NAMES
from storage.backup import contents
from storage.copying import copy, problems, reading

VERSION = 2
"""Of the file; it grows when older programs can't open newer files any more."""

OLDEST = 1
"""Of the files that this program opens."""

SIZE_LIMIT = 64 * 1024 * 1024
UNPACKED_LIMIT = 400 * 1024 * 1024
"""Bytes of the file, and of what is in it."""

FILES_LIMIT = 400

_KIND = "sopbot-playground"
_ABOUT, _TELEGRAM, _DATABASE = "about.json", "telegram.json", "sopbot.db"
_SCRIPT = re.compile(r"scripts/(?:zh|en)/\w[\w-]{0,80}(?:\.[\w-]{1,20}){1,2}")


class Unusable(Exception):
    """A file that can't be opened; `code` names a text in `views.playground`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. People and groups by their Telegram ids."""

    ready: str
    locale: str
    now: str
    first_day: str
    owner: int
    group: int
    staff: int | None
    assistant: int | None
    anonymous: list[int]
    played: list[int]
    lively: dict[str, str] = field(default_factory=dict)
    """Behaviours by Telegram id."""


async def save(sandbox: Sandbox) -> bytes:
    """The whole sandbox as it is when the program has dealt with everything."""
    async with sandbox.time.still():
        # Nothing is awaited from here on: all parts are of one moment.
        part = sandbox.folder / "saved.db"
        copy(sandbox.database_file, part)
        try:
            return _packed(sandbox, part)
        finally:
            part.unlink(missing_ok=True)


async def load(saved: bytes) -> Sandbox:
    """A sandbox, in a folder of its own, that goes on where it was saved; raises Unusable."""
    with _folder() as folder:
        try:
            about, telegram = _unpacked(saved, folder)
            sandbox = Sandbox(about.ready, about.locale, folder, telegram)
            await sandbox.opened_by(lambda opened: _go_on(opened, about))
        except (SopbotError, StoryError, KeyError, ValueError, TimeoutError) as error:
            raise Unusable("damaged") from error
    return sandbox


@contextmanager
def _folder() -> Iterator[Path]:
    """A new folder, which is removed if what is to be done in it fails."""
    folder = Path(mkdtemp(prefix="sopbot-playground-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


async def _go_on(sandbox: Sandbox, about: About) -> None:
    telegram = sandbox.telegram
    people = {person.id: person for person in telegram.people}
    groups = {group.id: group for group in telegram.groups}
    sandbox.first_day = datetime.fromisoformat(about.first_day)
    sandbox.group = groups[about.group]
    sandbox.staff = None if about.staff is None else groups[about.staff]
    sandbox.assistant = None if about.assistant is None else people[about.assistant]
    sandbox.anonymous.update(about.anonymous)
    sandbox.played.update(about.played)
    sandbox.lively.update({people[int(number)].id: named for number, named in about.lively.items()})
    await sandbox.begin(people[about.owner])
    await sandbox.time.catch_up()


# Packing


def _packed(sandbox: Sandbox, database: Path) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(_ABOUT, json.dumps({"kind": _KIND, "version": VERSION, **asdict(_about(sandbox))}))
        pack.writestr(_TELEGRAM, sandbox.telegram.save())
        pack.write(database, _DATABASE)
        for path in sorted(sandbox.scripts.glob("*/*")):
            name = path.relative_to(sandbox.folder).as_posix()
            if path.is_file() and _SCRIPT.fullmatch(name):
                pack.write(path, name)
    return stored.getvalue()


def _about(sandbox: Sandbox) -> About:
    return About(
        ready=sandbox.ready,
        locale=sandbox.locale,
        now=sandbox.time.now.isoformat(),
        first_day=sandbox.first_day.isoformat(),
        owner=sandbox.owner.id,
        group=sandbox.group.id,
        staff=sandbox.staff.id if sandbox.staff else None,
        assistant=sandbox.assistant.id if sandbox.assistant else None,
        anonymous=sorted(sandbox.anonymous),
        played=sorted(sandbox.played),
        lively={str(number): named for number, named in sandbox.lively.items()},
    )


# Unpacking


def _unpacked(saved: bytes, folder: Path) -> tuple[About, Emulator]:
    """Write the database and the scripts into the folder; raises Unusable."""
    if len(saved) > SIZE_LIMIT:
        raise Unusable("too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(saved)) as pack:
            _require_fitting(pack)
            about = _read_about(pack.read(_ABOUT))
            for name in pack.namelist():
                if name not in (_ABOUT, _TELEGRAM):
                    path = folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(pack.read(name))
            _require_sound(folder / _DATABASE)
            return about, Emulator.restored(pack.read(_TELEGRAM))
    except zipfile.BadZipFile as error:
        raise Unusable("not_saved_here") from error


def _require_fitting(pack: zipfile.ZipFile) -> None:
    """Only the files that `save` writes, none twice, and not too much of them."""
    names = pack.namelist()
    if _ABOUT not in names:
        raise Unusable("not_saved_here")
    known = all(name in (_ABOUT, _TELEGRAM, _DATABASE) or _SCRIPT.fullmatch(name) for name in names)
    if not known or len(set(names)) != len(names) or not {_TELEGRAM, _DATABASE} <= set(names):
        raise Unusable("damaged")
    if len(names) > FILES_LIMIT or sum(info.file_size for info in pack.infolist()) > UNPACKED_LIMIT:
        raise Unusable("too_big")


def _read_about(stored: bytes) -> About:
    said = json.loads(stored)
    if not isinstance(said, dict) or said.pop("kind", None) != _KIND:
        raise Unusable("not_saved_here")
    if said.pop("version", None) not in range(OLDEST, VERSION + 1):
        raise Unusable("other_version")
    lively = said.get("lively", {})
    if not isinstance(lively, dict) or not all(named in NAMES for named in lively.values()):
        raise Unusable("damaged")
    try:
        about = About(**said)
    except TypeError as error:
        raise Unusable("damaged") from error
    numbers = (about.owner, about.group, *about.anonymous, *about.played)
    if (
        about.locale not in LOCALES
        or about.ready not in READY
        or not all(type(number) is int for number in numbers)
    ):
        raise Unusable("damaged")
    return about


def _require_sound(database: Path) -> None:
    """A whole database of this program, not newer than it, with nothing in it that acts by itself."""
    try:
        contents(database)
        with reading(database) as connection:
            acting = connection.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')")
            sound = acting.fetchone() is None
        sound = sound and not problems(database)
    except (ConfigurationError, sqlite3.Error) as error:
        raise Unusable("damaged") from error
    if not sound:
        raise Unusable("damaged")
