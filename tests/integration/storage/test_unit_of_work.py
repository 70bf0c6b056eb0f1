"""One transaction: buffered effects, what is cut off, what a crash leaves, what a refusal means."""

import asyncio
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import InventedClock
from core.errors import BadWorld, ConfigurationError
from core.facts import Fact, FactKind
from core.message import Button, Kind, Merge, Message, Target
from storage import sending
from storage.communities import Chat, Community
from storage.database import Database, inside_unit_of_work, open_database
from storage.failures import WritingRefused
from storage.members import Member
from storage.outgoing import OutboxState
from storage.points import PointEntry
from storage.records import AlreadyWritten
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User
from tests.databases import on_both, on_sqlite

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def clock() -> InventedClock:
    return InventedClock(NINE)


@pytest.fixture
async def lin(database: Database) -> Member:
    async with database.begin() as uow:
        community = uow.communities.put(
            Community(uow.new_id(), "写作营", "Asia/Shanghai", "zh", "09:00", uow.now)
        )
        user = uow.users.put(User(uow.new_id(), 42, "小林"))
        uow.chats.put(Chat(uow.new_id(), -100, community.id, "main", "supergroup", "写作营", "administrator"))
        return uow.members.put(Member(uow.new_id(), community.id, user.id, "inside", uow.now))


def award(uow: UnitOfWork, member: Member, amount: int, source: str) -> Member:
    entry = PointEntry(
        uow.new_id(), member.community_id, member.id, amount, "读书", "hand", source, uow.now, TODAY
    )
    return uow.points.add(entry, member)


@on_both
async def test_what_one_unit_of_work_wrote_the_next_one_reads(database: Database, lin: Member):
    async with database.begin() as uow:
        award(uow, await uow.members.get(lin.id), 7, "a")
    async with database.begin() as uow:
        assert (await uow.members.get(lin.id)).points == 7
        assert await uow.points.sum_of_day(lin.community_id, TODAY) == 7


async def test_a_new_member_who_earns_at_once_has_exactly_that(database: Database, lin: Member):
    async with database.begin() as uow:
        user = uow.users.put(User(uow.new_id(), 43, "阿青"))
        new = uow.members.put(Member(uow.new_id(), lin.community_id, user.id, "inside", uow.now))
        assert award(uow, new, 5, "b").points == 5
    async with database.begin() as uow:
        assert (await uow.members.get(new.id)).points == 5


@on_both
async def test_an_exception_leaves_nothing(database: Database, lin: Member):
    with pytest.raises(RuntimeError):
        async with database.begin() as uow:
            award(uow, await uow.members.get(lin.id), 7, "a")
            await uow.flush()
            raise RuntimeError
    async with database.begin() as uow:
        assert (await uow.members.get(lin.id)).points == 0


async def test_cutting_off_undoes_records_ledgers_counts_and_facts(database: Database, lin: Member):
    async with database.begin() as uow:
        member = award(uow, await uow.members.get(lin.id), 1, "kept")
        mark = uow.mark()
        award(uow, member, 100, "cut")
        uow.activity.message(lin.community_id, lin.id, TODAY, NINE)
        uow.record(Fact(FactKind.CHECK_IN, lin.community_id, NINE, lin.id))
        uow.users.put(User(uow.new_id(), 99, "谁"))
        uow.cut(mark)
        assert uow.members.known(lin.id).points == 1
        assert uow.facts == []
        assert await uow.users.by_telegram_id(99) is None
    async with database.begin() as uow:
        assert (await uow.members.get(lin.id)).points == 1
        assert await uow.activity.count_active(lin.community_id, TODAY) == 0
        assert await uow.users.by_telegram_id(99) is None


async def test_what_is_remembered_elsewhere_is_forgotten_with_what_was_cut_off(database: Database):
    said: list[str] = []
    async with database.begin() as uow:
        said.append("kept")
        uow.undo_also(lambda: said.remove("kept"))
        mark = uow.mark()
        said.append("cut")
        uow.undo_also(lambda: said.remove("cut"))
        uow.cut(mark)
    assert said == ["kept"]


async def test_what_is_remembered_elsewhere_is_forgotten_if_all_is_rolled_back(
    database: Database, lin: Member
):
    said: list[str] = []
    with pytest.raises(WritingRefused):
        async with database.begin() as uow:
            said.append("lost")
            uow.undo_also(said.clear)
            await uow.flush()
            award(uow, await uow.members.get(lin.id), 1, "once")
            award(uow, await uow.members.get(lin.id), 1, "once")
    assert said == []


async def test_what_was_written_meanwhile_cannot_be_cut_off(database: Database, lin: Member):
    async with database.begin() as uow:
        mark = uow.mark()
        award(uow, await uow.members.get(lin.id), 1, "written")
        await uow.points.sum_of_day(lin.community_id, TODAY)
        with pytest.raises(AlreadyWritten):
            uow.cut(mark)


@on_both
async def test_a_source_that_is_in_the_ledger_is_refused_by_the_database(database: Database, lin: Member):
    async with database.begin() as uow:
        award(uow, await uow.members.get(lin.id), 1, "once")
    with pytest.raises(WritingRefused):
        async with database.begin() as uow:
            award(uow, await uow.members.get(lin.id), 1, "once")


@on_both
async def test_many_messages_of_a_batch_are_one_row_a_member_and_day(database: Database, lin: Member):
    for _ in range(2):
        async with database.begin() as uow:
            for _ in range(50):
                uow.activity.message(lin.community_id, lin.id, TODAY, NINE)
            uow.activity.press(lin.community_id, lin.id, TODAY)
    async with database.begin() as uow:
        assert await uow.activity.count_active(lin.community_id, TODAY) == 1
        assert await uow.activity.last_days([lin.id]) == {lin.id: TODAY}
        assert await uow.activity.last_messages([lin.id]) == {lin.id: NINE}


@on_both
async def test_instants_come_back_in_utc(database: Database, lin: Member):
    async with database.begin() as uow:
        assert (await uow.members.get(lin.id)).first_seen_at == NINE
        assert (await uow.members.get(lin.id)).first_seen_at.utcoffset() == timedelta(0)


@on_both
async def test_a_message_comes_back_from_the_outbox_as_it_was_planned(database: Database, lin: Member):
    message = Message(
        to=Target.chat(3, topic=9),
        kind=Kind.GREETING,
        text="欢迎 <b>你</b>",
        buttons=((Button("开始", start="c1"), Button("规则", url="https://example.org")),),
        silent=True,
        fallback=Message(Target.user(2), Kind.STEP, "备用"),
        merge=Merge("k", "小林", "、", "和另外 {count} 位"),
        source="run:1:greet/1",
        member_id=lin.id,
        todo_id=5,
        extra={"said": "你好"},
    )
    async with database.begin() as uow:
        row_id = await uow.outbox.plan(message)
        assert row_id is not None
        assert uow.outbox_touched
    async with database.begin() as uow:
        row = await uow.outbox.find(row_id)
        assert row is not None
        assert row.message() == message


async def test_a_dedupe_key_is_planned_once_ever(database: Database, lin: Member):
    digest = Message(Target.user(2), Kind.DIGEST, "日报", dedupe_key="digest:1:2026-03-01")
    async with database.begin() as uow:
        assert await uow.outbox.plan(digest) is not None
        assert await uow.outbox.plan(digest) is None
    async with database.begin() as uow:
        assert await uow.outbox.plan(digest) is None


@on_both
async def test_ids_are_never_given_twice_not_even_after_a_rollback_or_a_restart(
    database_url: str, clock: InventedClock, database: Database
):
    given: set[int] = set()
    for number in range(3):
        with pytest.raises(RuntimeError):
            async with database.begin() as uow:
                uow.new_id()
                raise RuntimeError
        async with database.begin() as uow:
            fresh = {uow.new_id() for _ in range(4000)}
            for key in fresh:
                uow.users.put(User(key, 10**6 * number + key, "谁"))
        assert not fresh & given
        given |= fresh
    again = await open_database(database_url, clock)
    async with again.begin() as uow:
        assert uow.new_id() not in given
    await again.close()


@on_both
async def test_writers_take_turns(database: Database, lin: Member):
    async def add(number: int) -> None:
        async with database.begin() as uow:
            award(uow, await uow.members.get(lin.id), 1, f"writer {number}")
            await asyncio.sleep(0)

    await asyncio.gather(*(add(number) for number in range(20)))
    async with database.begin() as uow:
        assert (await uow.members.get(lin.id)).points == 20


@on_both
async def test_a_claimed_row_has_the_words_that_are_stored_and_can_be_given_back(
    database: Database, lin: Member
):
    async with database.begin() as uow:
        row_id = await uow.outbox.plan(Message(Target.user(lin.user_id), Kind.NOTICE, "旧"))
    async with database.begin() as uow:
        [heard] = await sending.due(uow, 10)
        uow.outbox.put(replace(heard, payload={"text": "新"}))
    async with database.begin() as uow:
        uow.outbox.keep(heard)
        [claimed] = (await sending.claim(uow, [heard])).values()
        assert (claimed.message().text, claimed.state, claimed.attempts) == ("新", "sending", 1)
        uow.outbox.put(replace(claimed, state=OutboxState.PLANNED))
    async with database.begin() as uow:
        [found] = await sending.due(uow, 10)
        assert (found.id, found.message().text, found.attempts) == (row_id, "新", 1)


@on_both
async def test_only_what_decides_where_messages_go_has_them_looked_at_anew(database: Database, lin: Member):
    async def changed(**values: Any) -> bool:
        async with database.begin() as uow:
            uow.users.put(replace(await uow.users.get(lin.user_id), **values))
        return uow.places_touched

    assert not await changed(first_name="小琳", username="xiaolin")
    assert await changed(reach=Reach.OPEN)
    assert await changed(opted_out=True)
    assert await changed(telegram_id=43)


async def test_the_task_that_holds_a_unit_of_work_is_known(database: Database):
    assert not inside_unit_of_work()
    async with database.begin():
        assert inside_unit_of_work()
    assert not inside_unit_of_work()


@on_sqlite
async def test_a_lost_database_is_a_bad_world(database: Database, lin: Member):
    with pytest.raises(BadWorld):
        async with database.begin() as uow:
            uow.connection.sync_connection.connection.driver_connection.close()  # type: ignore[union-attr]
            await uow.members.of_user(lin.user_id)


@on_both
async def test_a_database_newer_than_the_program_is_refused_with_what_to_do(
    database_url: str, clock: InventedClock
):
    database = await open_database(database_url, clock)
    async with database.begin() as uow:
        await uow.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await database.close()
    with pytest.raises(ConfigurationError, match=r"newer than this program.*update the program"):
        await open_database(database_url, clock)


async def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path, clock: InventedClock):
    path = tmp_path / "notes.txt"
    path.write_text("这不是数据库" * 300, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"notes\.txt"):
        await open_database(f"sqlite+aiosqlite:///{path}", clock)


@pytest.mark.parametrize("wrong", ["mysql://localhost/x", "nonsense", "postgresql://localhost/x"])
async def test_a_url_of_another_kind_is_refused(wrong: str, clock: InventedClock):
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        await open_database(wrong, clock)


async def test_what_was_committed_gets_into_the_file_beside_the_loop(tmp_path: Path, clock: InventedClock):
    path = tmp_path / "test.db"
    database = await open_database(f"sqlite+aiosqlite:///{path}", clock)
    async with database.begin() as uow:
        for number in range(2_000):
            uow.inbox.failed(7, number, "x" * 4_000, {})
    await database.checkpoint()

    alone = shutil.copy(path, tmp_path / "without_log.db")
    with sqlite3.connect(alone) as copy:
        assert copy.execute("SELECT count(*) FROM failed_updates").fetchone() == (2_000,)
    await database.close()
