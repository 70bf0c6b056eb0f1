"""Many people and a long history, written by the database itself: what a test could not wait for otherwise."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
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


_LIVED = """\
WITH RECURSIVE
    days(d) AS (SELECT 1 UNION ALL SELECT d + 1 FROM days WHERE d < {days}),
    numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {people} - 1),
    lived(id, member, day, d, n) AS (
        SELECT {first} + (d * {people} + n), {crowd} + n, date('{today}', (d - {days}) || ' days'), d, n
        FROM days CROSS JOIN numbers
    )
"""

_HISTORY = {
    "activity": """(community_id, member_id, day, messages, presses, last_message_at)
        SELECT {community}, member, day, 3, 1, day || ' 04:00:00.000000' FROM lived""",
    "check_ins": """(id, community_id, member_id, day, at, source, streak)
        SELECT id, {community}, member, day, day || ' 01:00:00.000000', 'button', 1 FROM lived WHERE (d + n) % 2""",
    "expectations": """(member_id, day, community_id)
        SELECT member, day, {community} FROM lived WHERE (d + n) % 2""",
    "point_entries": """(id, community_id, member_id, amount, reason, rule, source, at, day)
        SELECT id, {community}, member, 2, '打卡', 'check_in', 'history:' || id, day || ' 01:00:00.000000', day
        FROM lived WHERE (d + n) % 2""",
    "traces": """(id, community_id, run_id, sop, member_id, path, what, detail, at)
        SELECT id, {community}, {crowd} + n, 'daily', member, 'daily[' || d || ']/1', 'said', '{{"to":"private"}}',
        day || ' 01:00:00.000000' FROM lived""",
    "tag_changes": """(id, community_id, member_id, tag, added, source, at)
        SELECT id, {community}, member, 'active', 1, 'hand', day || ' 01:00:00.000000' FROM lived
        WHERE (d + n) % 30 = 0""",
    "member_changes": """(id, community_id, member_id, change, at, day)
        SELECT id, {community}, member, 'joined', day || ' 01:00:00.000000', day FROM lived
        WHERE (d + n) % 100 = 0""",
    "audit": """(id, community_id, actor, act, member_id, detail, at)
        SELECT id, {community}, {crowd}, 'award', member, '{{}}', day || ' 01:00:00.000000' FROM lived
        WHERE (d + n) % 100 = 0""",
}
"""A member's days: they write, check in every other day, are spoken to by a script, get a tag now and then."""

_COUNTERS = {"activity", "expectations"}
"""Tables with at most one row for a member's day, which are no ledger: what happens again is counted there."""


def add_history(path: Path, people: int, today: date, days: int) -> int:
    """What the first members of the crowd did in the days up to today; how many rows of ledgers and traces that is.

    Indexes are taken off meanwhile: in order they are written in a tenth of the time.
    """
    rows = 0
    with written_directly(path) as connection:
        (community,) = connection.execute("SELECT min(id) FROM communities").fetchone()
        given = {"days": days, "people": people, "today": today, "crowd": FIRST, "first": FIRST * 2}
        for table, what in _HISTORY.items():
            indexes = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                (table,),
            ).fetchall()
            for name, _ in indexes:
                connection.execute(f"DROP INDEX {name}")
            statement = f"INSERT INTO {table} {what}".replace("SELECT", _LIVED + "SELECT", 1)
            written = connection.execute(statement.format(community=community, **given)).rowcount
            rows += 0 if table in _COUNTERS else written
            for _, sql in indexes:
                connection.execute(sql)
    return rows


def add_people(path: Path, first: int, count: int) -> None:
    """So many members of the one community there is, numbered from `first`."""
    with written_directly(path) as connection:
        (community,) = connection.execute("SELECT min(id) FROM communities").fetchone()
        for statement in (_USERS, _MEMBERS):
            connection.execute(statement.format(first=first, last=first + count - 1, community=community))
