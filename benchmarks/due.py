"""What the sides of the comparisons of due steps share: how many are due, and runs that only wait."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

DUE_A_ROUND = 3_000
A_TRANSACTION = 500
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)

_WAITING = """\
INSERT INTO runs (id, community_id, sop, version, subject, member_id, status, started_at, due_at, generation, state)
WITH RECURSIVE waiting(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM waiting WHERE number < {count})
SELECT
    1000000000 + number, coalesce((SELECT min(id) FROM communities), 1), 'daily', '{version}', 'member',
    1000000000 + number, 'active', '2026-03-02 00:00:00.000000',
    datetime('2026-09-01', number || ' seconds') || '.000000', 1,
    '{{"id":' || (1000000000 + number) || ',"start":1772409600,"day1":739677,"gen":1,"places":[["daily","head",'
    || '1788220800,1772409600,1788220800,1788220800,"clock",184,0,false]]}}'
FROM waiting
"""


async def add_waiting(execute: Callable[[str], Awaitable[Any]], count: int) -> None:
    """Add runs that are due in autumn, as many as there may be, by the database's own means."""
    await execute(_WAITING.format(count=count, version="0" * 64))
