"""`python -m bot backup FILE`: a copy of the database, made while the bot runs."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from config.environment import setting
from core.errors import ConfigurationError
from storage.backup import Contents, contents
from storage.copying import CopyFailed, copy
from storage.possession import libpq, sqlite_file

DEFAULT_DATABASE = "sqlite+aiosqlite:///data/sopbot.db"


def backup(arguments: Namespace) -> int:
    """Copies the database to a new file, checks the copy, and says what is in it."""
    target = Path(arguments.file)
    source = _source(target)
    if target.exists():
        raise ConfigurationError(f"{target} exists already: a backup never replaces a file; name another one")
    if not target.absolute().parent.is_dir():
        raise ConfigurationError(f"there is no folder {target.absolute().parent}: make it first")
    if not source.exists():
        raise ConfigurationError(f"there is no database {source} (DATABASE_URL)")
    contents(source)
    began = perf_counter()
    try:
        copy(source, target)
    except CopyFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{target}: backup of {source}, checked, made in {perf_counter() - began:.1f} s\n")
    sys.stdout.write(described(target, contents(target)))
    return 0


def database_url() -> str:
    """The database of the settings."""
    return setting("DATABASE_URL", DEFAULT_DATABASE)


def described(path: Path, found: Contents) -> str:
    """What is in a copy, in lines."""
    return (
        f"  size         {path.stat().st_size / 1e6:.1f} MB\n"
        f"  communities  {found.communities}\n"
        f"  members      {found.members}\n"
        f"  last update  {_instant(found.last_update)}\n"
        f"  last alive   {_instant(found.last_beat)}\n"
        f"  revision     {found.revision}\n"
    )


def _instant(at: datetime | None) -> str:
    return "none yet" if at is None else f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _source(target: Path) -> Path:
    """The file of the database; ConfigurationError names what to do where it is none of SQLite's."""
    url = database_url()
    path = sqlite_file(url)
    if path is None:
        dump = ["pg_dump", "--format=custom", f"--file={target}", f"--dbname={libpq(url)}"]
        raise ConfigurationError(
            f"DATABASE_URL is not SQLite; PostgreSQL makes its own backup: {shlex.join(dump)}"
        )
    return path
