"""`python -m bot restore FILE`: put a backup back. What it held to send waits until an owner decides."""

from __future__ import annotations

import asyncio
import shlex
import sqlite3
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.backups import database_url, described
from bot.remote_clock import clock_in_force
from community.restores import release
from config.environment import setting
from config.policies import read_policies
from core.clock import Clock
from core.errors import ConfigurationError
from storage.audit import COMMAND_LINE
from storage.backup import contents
from storage.copying import CopyFailed, copy, problems, single_file
from storage.database import open_database
from storage.possession import libpq, possession, sqlite_file
from storage.restores import BY_HAND, Held, Restore, Verdict


def restore(arguments: Namespace) -> int:
    """Puts a backup where no database is, or says what becomes of what a restored one holds."""
    return asyncio.run(_restore(arguments))


async def _restore(arguments: Namespace) -> int:
    if sum((arguments.file is not None, arguments.hold, arguments.release is not None)) != 1:
        raise ConfigurationError("name the backup to put back, or --hold, or --release skip or send")
    async with clock_in_force(setting("SOPBOT_TEST_CLOCK")) as clock:
        if arguments.release is not None:
            return await _release(Verdict(arguments.release), clock)
        if arguments.hold:
            return await _hold(clock)
        try:
            return await _put_back(Path(arguments.file), clock)
        except CopyFailed as error:
            sys.stderr.write(f"{error}\n")
            return 1


async def _put_back(backup: Path, clock: Clock) -> int:
    target = _target(backup)
    with possession(database_url(), clock.now()):
        _require_nothing_there(target)
        contents(backup)  # refuses what is not ours
        wrong = _unsound(backup)
        if wrong:
            raise ConfigurationError(f"{backup} is damaged: {wrong[0]}; take an older backup")
        with TemporaryDirectory(prefix=".restore-", dir=target.absolute().parent) as folder:
            made = Path(folder) / target.name
            copy(backup, made)
            held = await _mark(f"sqlite+aiosqlite:///{made}", clock)
            single_file(made)
            _require_nothing_there(target)
            made.rename(target)
    sys.stdout.write(
        f"{target}: restored from {backup}\n{described(target, contents(target))}{_waiting(held)}"
    )
    return 0


async def _hold(clock: Clock) -> int:
    """What somebody put back without us is held, too."""
    _require_a_database()
    with possession(database_url(), clock.now()):
        held = await _mark(database_url(), clock)
    sys.stdout.write(f"what was due before now is held\n{_waiting(held)}")
    return 0


async def _mark(url: str, clock: Clock) -> Held:
    """Bring the database up to date, and note in it that an owner has to decide."""
    database = await open_database(url, clock)
    try:
        async with database.begin() as uow:
            latest = await uow.restores.latest()
            if latest is not None and latest.released_at is None:
                return await uow.restores.held(latest)
            alive = await uow.uptime.last_beat() or uow.now
            mark = uow.restores.put(Restore(uow.new_id(), min(alive, uow.now), uow.now))
            uow.audit.record(COMMAND_LINE, "restore", None, backup_at=mark.backup_at.isoformat())
            return await uow.restores.held(mark)
    finally:
        await database.close()


async def _release(verdict: Verdict, clock: Clock) -> int:
    _require_a_database()
    database = await open_database(database_url(), clock)
    try:
        async with database.begin() as uow:
            latest = await uow.restores.latest()
            if latest is None or latest.released_at is not None:
                raise ConfigurationError(
                    "nothing is held: this database has not been restored, or it is decided"
                )
            held = await release(uow, read_policies(), latest, verdict, None)
    finally:
        await database.close()
    messages = sum(held.messages.values())
    sys.stdout.write(f"decided: {verdict}; messages due before the restore: {messages}, runs: {held.steps}\n")
    return 0


def _require_a_database() -> None:
    path = sqlite_file(database_url())
    if path is not None and not path.exists():
        raise ConfigurationError(f"there is no database {path} (DATABASE_URL)")


def _target(backup: Path) -> Path:
    """Where the database belongs; ConfigurationError names what to do where it is none of SQLite's."""
    path = sqlite_file(database_url())
    if path is not None and not backup.is_file():
        raise ConfigurationError(f"there is no backup {backup}")
    if path is None:
        command = ["pg_restore", "--no-owner", f"--dbname={libpq(database_url())}", str(backup)]
        raise ConfigurationError(
            f"DATABASE_URL is not SQLite; into an empty database of PostgreSQL: {shlex.join(command)} "
            "&& python -m bot restore --hold"
        )
    return path


def _require_nothing_there(target: Path) -> None:
    """What lies beside a database belongs to it, and would damage another one."""
    belonging = (target.with_name(f"{target.name}{suffix}") for suffix in ("", "-wal", "-shm", "-journal"))
    there = [path for path in belonging if path.exists()]
    if there:
        move = shlex.join(["mv", *map(str, there), "old/"])
        raise ConfigurationError(
            f"{there[0]} exists: a restore never replaces a database; move away first what belongs to it: "
            f"mkdir old && {move}"
        )


def _unsound(backup: Path) -> list[str]:
    try:
        return problems(backup)
    except sqlite3.Error as error:
        return [str(error)]


def _waiting(held: Held) -> str:
    messages = ", ".join(f"{count} {kind}" for kind, count in sorted(held.messages.items())) or "none"
    return (
        f"  messages due before now  {messages}\n"
        f"  runs with a step due     {held.steps}\n"
        "Start the bot: it sends nothing before an owner has seen this in the private chat and pressed a button.\n"
        f"If no owner can be reached: {BY_HAND}\n"
    )
