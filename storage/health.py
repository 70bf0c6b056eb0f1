"""How a database is, read beside a running program and without changing or upgrading anything."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from core.errors import SopbotError
from storage.copying import reading
from storage.database import usable_url
from storage.failures import reason
from storage.migrations.upgrade import head, is_known
from storage.possession import sqlite_file

Ask = Callable[[str], Sequence[Sequence[Any]]]

FAILED_WITHIN = timedelta(days=7)
"""Updates that failed longer ago are history."""


class Unreadable(SopbotError):
    """The database cannot be opened or is none of this program's; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class File:
    """A SQLite file; sizes in bytes. `problems`: what SQLite finds wrong in it."""

    size: int
    log_size: int
    disk_free: int
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChatHealth:
    """A group the bot is in, as Telegram told last."""

    title: str
    role: str
    bot_status: str
    may_send: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What was found. Instants are None where there is none."""

    revision: str
    newest: str
    """The revision that this program brings a database to."""
    known: bool
    """Whether this program knows the revision."""
    last_beat: datetime | None
    oldest_unsent: datetime | None
    unsent: int
    unknown: int
    failed_updates: int
    held: bool
    """A restored backup waits for an owner's word."""
    chats: Sequence[ChatHealth]
    reached: frozenset[int]
    """Telegram ids of people whose private chat is open."""


async def examine(url: str, now: datetime) -> Health:
    """Read the state of the database at `url`. Raises Unreadable; ConfigurationError for a URL of another kind."""
    parsed = usable_url(url)
    path = sqlite_file(url)
    try:
        if path is not None:
            with reading(path) as opened:
                return _read(lambda statement: opened.execute(statement).fetchall(), now)
        if parsed.get_backend_name() == "sqlite":
            raise Unreadable("it is in memory, where only the bot itself can look at it")
        engine = create_async_engine(parsed)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(_read_synchronously, now)
        finally:
            await engine.dispose()
    except (sqlite3.Error, DBAPIError, OSError) as error:
        raise Unreadable(reason(error)) from error


def examine_file(path: Path) -> File:
    """The file of a SQLite database itself. Raises Unreadable."""
    log = path.with_name(f"{path.name}-wal")
    try:
        with reading(path) as opened:
            found = [str(row[0]) for row in opened.execute("PRAGMA quick_check")]
        free = shutil.disk_usage(path.parent).free
        log_size = log.stat().st_size if log.exists() else 0
        return File(path.stat().st_size, log_size, free, [] if found == ["ok"] else found)
    except (sqlite3.Error, OSError) as error:
        raise Unreadable(reason(error)) from error


def _read_synchronously(connection: Connection, now: datetime) -> Health:
    return _read(lambda statement: connection.exec_driver_sql(statement).fetchall(), now)


def _read(ask: Ask, now: datetime) -> Health:
    def one(statement: str) -> Any:
        rows = ask(statement)
        return rows[0][0] if rows else None

    revision = str(one("SELECT version_num FROM alembic_version"))
    since = f"{now - FAILED_WITHIN:%Y-%m-%d %H:%M:%S}"
    unsent = "FROM outbox WHERE state IN ('planned', 'sending')"
    chats = "SELECT title, role, bot_status, bot_rights FROM chats WHERE removed_at IS NULL ORDER BY id"
    return Health(
        revision=revision,
        newest=head(),
        known=is_known(revision),
        last_beat=_instant(one("SELECT max(at) FROM heartbeat")),
        oldest_unsent=_instant(one(f"SELECT min(not_before) {unsent}")),
        unsent=int(one(f"SELECT count(*) {unsent}")),
        unknown=int(one("SELECT count(*) FROM outbox WHERE state = 'unknown'")),
        failed_updates=int(one(f"SELECT count(*) FROM failed_updates WHERE at > '{since}'")),
        held=revision >= "0003" and bool(one("SELECT count(*) FROM restores WHERE released_at IS NULL")),
        chats=[_chat(row) for row in ask(chats)],
        reached=frozenset(int(row[0]) for row in ask("SELECT telegram_id FROM users WHERE reach = 'open'")),
    )


def _chat(row: Sequence[Any]) -> ChatHealth:
    title, role, status, stored = row
    rights: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return ChatHealth(title, role, status, status != "restricted" or rights.get("can_send_messages", True))


def _instant(stored: Any) -> datetime | None:
    if stored is None or isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)
