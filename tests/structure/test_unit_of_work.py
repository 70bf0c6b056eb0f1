"""Only the unit of work commits, it is opened in few places, and it writes tables in the order of references."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from core.clock import SystemClock
from storage.activity import ActivityStore
from storage.aggregates import Aggregates, Opened
from storage.authorships import AuthorshipStore
from storage.ids import IdSource
from storage.records import Changes
from storage.schema import metadata
from storage.unit_of_work import UnitOfWork
from tests.structure.checkout import ROOT, program_sources

OPENS = {"bot", "playground", "rehearsal"}
"""The inbound loop, timers, workers and commands of the command line, and their like in a rehearsal; what is played
with reads what came of it."""

OPENS_TOO = {"delivery/sender.py"}
"""A worker."""

TRANSACTIONS = {"storage/database.py", "storage/migrations/__main__.py", "storage/throwaway.py"}
"""Where a transaction of the database itself begins."""

WRITTEN_DIRECTLY = {"id_blocks", "heartbeat", "outages", "flood_waits"}


@cache
def all_calls() -> Mapping[str, Sequence[tuple[str, str]]]:
    """By method: where it is called, and whose it is: `database`, `_database`, `engine` …"""
    found = defaultdict(list)
    for path in program_sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                found[node.func.attr].append((path.relative_to(ROOT).as_posix(), name.lstrip("_")))
    return found


def calls(method: str) -> Sequence[tuple[str, str]]:
    """Where something's method is called, and whose."""
    return all_calls().get(method, ())


def test_nothing_commits_or_rolls_back_by_itself():
    assert [*calls("commit"), *calls("rollback"), *calls("begin_nested")] == []


def test_the_unit_of_work_is_opened_in_few_places():
    opened = {file for file, name in calls("begin") if name == "database"}
    elsewhere = {file for file in opened if file.split("/")[0] not in OPENS} - OPENS_TOO

    assert opened
    assert elsewhere == set()


def test_transactions_begin_in_storage_only():
    assert {file for file, name in calls("begin") if name == "engine"} <= TRANSACTIONS


def table_of(buffer: Any) -> str:
    if isinstance(buffer, ActivityStore):
        return "activity"
    if isinstance(buffer, AuthorshipStore):
        return "authorships"
    table = buffer._statement.table if isinstance(buffer, Changes) else buffer._table
    return str(table.name)


async def test_every_table_has_a_store_and_is_written_after_those_it_refers_to():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        uow = UnitOfWork(connection, SystemClock().now(), IdSource())
    await engine.dispose()
    written: dict[str, int] = {}
    for name in reversed([name for name, one in vars(Aggregates).items() if isinstance(one, Opened)]):
        getattr(uow, name)
    for index, buffer in enumerate(uow.buffers()):
        written.setdefault(table_of(buffer), index)

    assert metadata.tables.keys() - written.keys() - WRITTEN_DIRECTLY == set()
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            target = key.column.table.name
            assert written.get(target, -1) <= written.get(table.name, len(written)), (
                f"{table.name} → {target}"
            )
