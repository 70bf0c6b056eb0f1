"""Many people and a long history, written by the database itself: what a test could not wait for otherwise."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FIRST = 1 << 40
"""Ids from here on are the crowd's; the program's own stay far below."""

FIRST_ACCOUNT = 6_000_000_000
"""Telegram's id of the first of them, as `benchmarks.arriving` writes it."""

_NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
)

_JOINED = "2026-02-01 00:00:00.000000"

_USERS = f"""\
INSERT INTO users (id, telegram_id, first_name, last_name, username, language, is_bot, reach, opted_out, written_to_at)
{_NUMBERS}
SELECT {FIRST} + n, {FIRST_ACCOUNT} + n, '成员' || n, '', 'member' || n, 'zh-hans', 0, 'open', 0, '{_JOINED}'
FROM numbers"""

_MEMBERS = f"""\
INSERT INTO members
    (id, community_id, user_id, status, first_seen_at, joined_at, points, streak, best_streak, check_ins)
{_NUMBERS}
SELECT {FIRST} + n, {{community}}, {FIRST} + n, 'inside', '{_JOINED}', '{_JOINED}', n % 5000, 0, 0, 0
FROM numbers"""


@contextmanager
def written_directly(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes fast because nobody would miss what it writes."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def add_people(path: Path, first: int, count: int) -> None:
    """So many members of the one community there is, numbered from `first`."""
    with written_directly(path) as connection:
        (community,) = connection.execute("SELECT min(id) FROM communities").fetchone()
        for statement in (_USERS, _MEMBERS):
            connection.execute(statement.format(first=first, last=first + count - 1, community=community))
