"""What people and timers ask every day goes by indexes, so that a long history slows nothing down."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from community import rank
from community.gathering import figures
from community.scope import Scope
from config.policies import read_policies
from core.clock import InventedClock
from storage import sending
from storage.database import Database
from storage.members import Member
from storage.rank import Scored, Span
from storage.scripts import traces
from storage.sqlite import LoopEngine
from tests.integration.sop.stage import Stage

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What is looked at are SQLite's plans; the indexes are the same on PostgreSQL."""

GROWING = {
    "activity", "audit", "authorships", "check_ins", "expectations", "member_changes", "members", "outbox",
    "point_entries", "point_weeks",
    "questions", "runs", "seen_updates", "skips", "tag_changes", "todos", "traces", "users",
}  # fmt: skip
"""Tables with a row for each member, or for each thing that ever happened."""

SCRIPT = """
sop: daily
start: [{on: member_joined}]
when: {any: [{stage: new}, {tag: vip}]}
steps:
  - id: daily
    each: {day: 1..9, at: "12:00"}
    do:
      - say: {to: private, else: skip, text: "{{ day }} {{ check_ins }} {{ streak }}"}
      - wait: {for: message, until: "20:00", none: [{task: {for: assistant, text: 打电话, due: 1h}}]}
"""


class Asked:
    """The statements that were executed, with their parameters."""

    def __init__(self) -> None:
        self.statements: dict[str, Any] = {}

    def note(self, _c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            self.statements.setdefault(statement, parameters)


@contextmanager
def watched(database: Database) -> Iterator[Asked]:
    asked, engine = Asked(), database._engine
    assert isinstance(engine, LoopEngine)
    event.listen(engine.sync_engine, "before_cursor_execute", asked.note)
    yield asked
    event.remove(engine.sync_engine, "before_cursor_execute", asked.note)


async def scans(database: Database, asked: Asked) -> list[str]:
    """Statements that walk a whole growing table, or a whole index of it."""
    found = []
    async with database.begin() as uow:
        for statement, parameters in asked.statements.items():
            one = parameters[0] if isinstance(parameters, list) else parameters
            plan = await uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one)
            for line in plan.all():
                table = re.match(r"SCAN (\w+)", line.detail)
                if table and table[1] in GROWING:
                    found.append(f"{line.detail}: {' '.join(statement.split())[:300]}")
    return found


@pytest.fixture
async def lived(stage: Stage) -> Stage:
    """A community in which something of everything has happened."""
    await stage.play(SCRIPT)
    lin, mei = await stage.join("小林"), await stage.join("阿美")
    await stage.check_in(lin)
    await stage.write(lin, "早")
    await stage.later(days=3)
    await stage.deliver()
    await stage.leave(mei)
    return stage


@pytest.fixture
async def stage(database: Database, clock: InventedClock, tmp_path: Any) -> Stage:
    folder = tmp_path / "scripts"
    folder.mkdir()
    stage = Stage(database, clock, read_policies(), folder)
    await stage.found()
    return stage


async def test_a_walk_through_a_whole_table_is_seen(lived: Stage) -> None:
    with watched(lived.database) as asked:
        async with lived.database.begin() as uow:
            await uow.query(select(traces).where(traces.c.what == "said"))

    assert len(await scans(lived.database, asked)) == 1


async def _somebody(scope: Scope) -> Member:
    board = await rank.board(scope, Span.ALL, ())
    (first,) = (await rank.table(scope, board, None)).leaders
    return first.member


async def test_the_ranking_and_a_members_own_card(lived: Stage) -> None:
    with watched(lived.database) as asked:
        async with lived.scope() as scope:
            member = await _somebody(scope)
            for span in (Span.DAY, Span.WEEK, Span.ALL):
                board = await rank.board(scope, span, ())
                await rank.table(scope, board, member)
                await scope.uow.rank.before(board, Scored(member.id, 1), 2)
                await scope.uow.rank.behind(board, Scored(member.id, 9), 2)
            await rank.improved(scope, await rank.board(scope, Span.WEEK, ()), 5)
            assert await rank.place_of(scope, member, ()) == 1
            await scope.uow.points.latest(member.id, 5)
            await scope.uow.points.count(member.id)
            await scope.uow.points.sums_by_rule(member.id, scope.today)
            await scope.uow.points.recent(member.id, scope.today)
            await scope.uow.authorships.of(1, 1)
            await scope.uow.runs.live_of_member(member.id)
            await scope.uow.tags.of(member.id)
            await scope.uow.scripts.traces_of(30, [member.id])

    assert len(asked.statements) > 6
    assert await scans(lived.database, asked) == []


async def test_the_digest(lived: Stage) -> None:
    with watched(lived.database) as asked:
        async with lived.scope() as scope:
            await figures(scope, scope.today - timedelta(days=1))

    assert len(asked.statements) > 15
    assert await scans(lived.database, asked) == []


async def test_what_is_due_and_when_something_is_due_next(lived: Stage) -> None:
    with watched(lived.database) as asked:
        await lived.later(days=1)
        async with lived.database.begin() as uow:
            await uow.todos.overdue(uow.now, 10)
            await uow.todos.next_due()
            await uow.tags.expired(uow.now, 10)
            await uow.tags.next_expiry()
            await sending.due(uow, 10)
            await sending.next_planned(uow)

    assert len(asked.statements) > 10
    assert await scans(lived.database, asked) == []


async def test_a_message_a_press_and_a_closed_to_do(lived: Stage) -> None:
    lin = (await lived.runs())[0]
    async with lived.scope() as scope:
        assert lin.member_id is not None
        member = await scope.uow.members.get(lin.member_id)
    with watched(lived.database) as asked:
        await lived.write(member, "早")
        await lived.check_in(member)
        async with lived.scope() as scope:
            await scope.uow.outbox.shown(1, member.user_id, 7)
            await scope.uow.outbox.cards_of(1)
            await scope.uow.activity.last_days([member.id])
            await scope.uow.inbox.handled_before(1, [5])

    assert await scans(lived.database, asked) == []
