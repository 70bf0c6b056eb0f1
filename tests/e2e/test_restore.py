"""A backup put back sends nothing before an owner has seen what waits and pressed; then as they chose."""

import asyncio
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli import main
from playground.emulator import Emulator, Group, Person
from tests.databases import on_both
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.own_scripts import start_with

TWO_WORDS = """
title: 两句话
start: [{on: member_joined}]
steps:
  - id: ten
    at: day 1 10:00
    do: [{say: {to: private, else: skip, text: "十点了"}}]
  - id: noon
    at: day 1 12:00
    do: [{say: {to: private, else: skip, text: "十二点了"}}, {award: {points: 3, reason: 中午}}]
"""
SKIP, SEND = "继续，跳过已过时的", "照样补发"


class Restoring:
    """A backup of Monday 10:01 put back at 12:10: one message was planned, and a step came due at noon."""

    def __init__(self, sopbot: Sopbot, telegram: Emulator, group: Group, lin: Person) -> None:
        self.sopbot = sopbot
        self.telegram = telegram
        self.group = group
        self.lin = lin
        self.file = sopbot.folder / "backup.db"

    async def lose_the_database(self) -> None:
        await self.sopbot.stop()
        old = self.sopbot.folder / "old"
        old.mkdir()
        for path in self.sopbot.folder.glob("sopbot.db*"):
            shutil.move(path, old)

    async def restore(self, *arguments: str) -> int:
        return await asyncio.to_thread(main, ["restore", *(arguments or (str(self.file),))])

    def heard(self) -> list[str]:
        return [message.text.split("\n")[0] for message in self.lin.inbox if "点了" in message.text]

    def states(self) -> list[tuple[str, str | None]]:
        with sqlite3.connect(self.sopbot.folder / "sopbot.db") as database:
            return database.execute(
                "SELECT state, error FROM outbox WHERE kind = 'step' ORDER BY id"
            ).fetchall()

    def points(self) -> int:
        with sqlite3.connect(self.sopbot.folder / "sopbot.db") as database:
            return int(database.execute("SELECT max(points) FROM members").fetchone()[0])


@pytest.fixture
def backend() -> str:
    """PostgreSQL brings its own tools for this."""
    return "sqlite"


@pytest.fixture
async def restoring(
    stopped: Sopbot, telegram: Emulator, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> Restoring:
    """Everything up to the moment at which the database is lost and time has passed."""
    monkeypatch.setenv("DATABASE_URL", str(stopped.settings["database_url"]))
    monkeypatch.setenv("SOPBOT_TEST_CLOCK", telegram.clock_url)
    monkeypatch.chdir(stopped.folder)
    await start_with(stopped, words=TWO_WORDS)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin = telegram.person("小林")
    lin.presses_start()
    lin.joins(group)
    await telegram.settle()
    telegram.faults.next("sendMessage", retry_after=7200, when=lambda call: "十点了" in call["text"])
    await telegram.advance_to(telegram.now + timedelta(hours=1, minutes=1))
    restoring = Restoring(stopped, telegram, group, lin)
    assert main(["backup", str(restoring.file)]) == 0
    await restoring.lose_the_database()
    telegram.jump_to(telegram.now + timedelta(hours=2, minutes=9))
    return restoring


async def test_nothing_leaves_before_the_owner_has_seen_the_list_and_pressed(
    restoring: Restoring, telegram: Emulator, owner: Person, capsys: pytest.CaptureFixture[str]
):
    assert await restoring.restore() == 0
    said = capsys.readouterr().out
    assert "messages due before now  1 step\n" in said
    assert "runs with a step due     1\n" in said
    before = len(owner.inbox)
    await restoring.sopbot.start()
    await telegram.settle()
    restoring.lin.says(restoring.group, "/checkin")
    await telegram.settle()
    await restoring.sopbot.restart()
    await telegram.settle()

    listed = [message.text for message in owner.inbox[before:]]
    assert len(listed) == 2, "once for each start, as nobody has decided yet"
    assert "我刚从 今天 10:00 的备份恢复。在那之后的 2 小时里" in listed[-1]
    assert "· 流程消息：1\n· 有步骤到时间的流程：1 个\n　　「两句话」第 1 天 12:00：1 人\n" in listed[-1]
    assert restoring.heard() == []
    assert [state for state, _ in restoring.states()] == ["planned"]
    assert restoring.group.last.text.startswith("大家好"), "what it said before the backup was made"
    assert restoring.points() == 2


async def test_an_owner_who_asks_for_something_meanwhile_is_told_once_what_that_waits_for(
    restoring: Restoring, telegram: Emulator, owner: Person
):
    await restoring.restore()
    await restoring.sopbot.start()
    await telegram.settle()
    before = len(owner.inbox)
    for person in (owner, owner, restoring.lin):
        person.writes_to_bot("/me")
        await telegram.settle()
        restoring.sopbot.running._hold.look_again()  # type: ignore[union-attr] # as the heartbeat does
        await telegram.settle()

    assert [message.text for message in owner.inbox[before:]] == [
        "⏸ 我在等你在上面做决定，在那之前谁的消息我都不回复。"
    ]
    assert "在等" not in restoring.lin.inbox[-1].text


async def test_what_is_late_is_skipped_if_the_owner_wants_that(
    restoring: Restoring, telegram: Emulator, owner: Person
):
    await restoring.restore()
    await restoring.sopbot.start()
    await telegram.settle()
    shown = owner.inbox[-1]
    owner.presses(shown, SKIP)
    await telegram.advance(seconds=10)
    owner.presses(shown, SEND)
    restoring.lin.says(restoring.group, "/checkin")
    await telegram.settle()

    assert restoring.heard() == []
    assert restoring.states() == [("expired", "was due before the database was restored")]
    assert any("决定跳过已过时的内容" in message.text for message in owner.inbox)
    assert not any("掉线" in message.text for message in owner.inbox)
    [of_skips] = [message for message in owner.inbox if "🔌" in message.text]
    assert "🔌 我从 今天 10:00 的备份恢复" in of_skips.text
    assert "1. 「两句话」第 1 天 12:00 的消息：1 人" in of_skips.text
    assert "否则有人会收到两次" in of_skips.text
    assert of_skips.labels == ["补发第 1 项（1）", "不用补发"]
    assert restoring.points() == 5, "the step's points and a check-in"
    assert "打卡成功" in restoring.group.last.text
    with sqlite3.connect(restoring.sopbot.folder / "sopbot.db") as database:
        acts = database.execute("SELECT act FROM audit WHERE act LIKE '%restore' ORDER BY id").fetchall()
    assert acts == [("restore",), ("release_restore",)]


async def test_it_is_sent_all_the_same_if_the_owner_wants_that(
    restoring: Restoring, telegram: Emulator, owner: Person
):
    await restoring.restore()
    await restoring.sopbot.start()
    await telegram.settle()
    owner.presses(owner.inbox[-1], SEND)
    await telegram.advance(seconds=10)

    assert sorted(restoring.heard()) == ["十二点了", "十点了"]


async def test_where_no_owner_can_be_reached_the_command_line_decides(
    restoring: Restoring, telegram: Emulator, owner: Person, capsys: pytest.CaptureFixture[str]
):
    assert await restoring.restore("--release", "skip") == 2
    await restoring.restore()
    await restoring.sopbot.start(owner_ids=frozenset({OWNER + 1}))
    await telegram.settle()
    before = len(owner.inbox)
    assert await restoring.restore("--release", "skip") == 0
    assert "decided: skip; messages due before the restore: 1, runs: 1" in capsys.readouterr().out
    restoring.sopbot.running._hold.look_again()  # type: ignore[union-attr] # as the heartbeat does
    await telegram.advance(seconds=10)
    restoring.lin.says(restoring.group, "/checkin")
    await telegram.settle()

    assert len(owner.inbox) == before
    assert restoring.heard() == []
    assert "打卡成功" in restoring.group.last.text


async def test_a_restore_never_replaces_a_database_or_works_under_a_running_bot(
    restoring: Restoring, capsys: pytest.CaptureFixture[str]
):
    folder = restoring.sopbot.folder
    (folder / "sopbot.db-wal").write_bytes(b"of another database")
    assert await restoring.restore() == 2
    said = capsys.readouterr().err
    assert "sopbot.db-wal exists: a restore never replaces a database" in said
    assert said.endswith(f"mkdir old && mv {folder / 'sopbot.db-wal'} old/\n"), "not what only lies beside it"
    (folder / "sopbot.db-wal").unlink()
    assert await restoring.restore() == 0
    assert await restoring.restore() == 2
    assert "sopbot.db exists: a restore never replaces a database" in capsys.readouterr().err
    assert list(folder.glob(".restore-*")) == []


def change_revision(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")


def damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3])


def replace_by_text(path: Path) -> None:
    path.write_text("no database", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (change_revision, "is newer than this program"),
        (damage, "backup.db is "),
        (replace_by_text, "is no database of this program"),
        (Path.unlink, "there is no backup"),
    ],
)
async def test_only_a_sound_backup_of_this_program_is_put_back(
    restoring: Restoring, capsys: pytest.CaptureFixture[str], spoil, reason: str
):
    spoil(restoring.file)

    assert await restoring.restore() == 2
    assert reason in capsys.readouterr().err
    assert list(restoring.sopbot.folder.glob("sopbot.db")) == []


def test_on_postgresql_its_own_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://sopbot:secret@db.example.com/sopbot")

    assert main(["restore", "copy.dump"]) == 2
    assert capsys.readouterr().err.endswith(
        "pg_restore --no-owner --dbname=postgresql://sopbot@db.example.com/sopbot copy.dump "
        "&& python -m bot restore --hold\n"
    )


@on_both
async def test_what_was_put_back_in_another_way_can_be_held_too(
    stopped: Sopbot,
    telegram: Emulator,
    owner: Person,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("DATABASE_URL", str(stopped.settings["database_url"]))
    monkeypatch.setenv("SOPBOT_TEST_CLOCK", telegram.clock_url)
    await start_with(stopped)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    await stopped.stop()
    for _ in range(2):
        assert await asyncio.to_thread(main, ["restore", "--hold"]) == 0
    assert "messages due before now  none\n" in capsys.readouterr().out

    await stopped.start()
    owner.says(group, "/checkin")
    await telegram.settle()
    assert "打卡成功" not in group.last.text
    owner.presses(owner.inbox[-1], SKIP)
    await telegram.advance(seconds=10)
    assert "打卡成功" in group.last.text


@pytest.mark.parametrize("arguments", [[], ["copy.db", "--hold"], ["--hold", "--release", "skip"]])
def test_a_restore_is_told_one_thing_at_a_time(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["restore", *arguments]) == 2
    assert "name the backup to put back, or --hold, or --release skip or send" in capsys.readouterr().err
