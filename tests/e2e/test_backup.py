"""`backup`: a copy of one moment, made while the bot runs, checked, and never over another file."""

import resource
import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from playground.emulator import Emulator, Group
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

Said = pytest.CaptureFixture[str]


@pytest.fixture
def backend() -> str:
    """PostgreSQL brings its own tools for this."""
    return "sqlite"


@pytest.fixture
async def sopbot(stopped: Sopbot, monkeypatch: pytest.MonkeyPatch) -> Sopbot:
    """The running program, and its database in the settings of the command line."""
    monkeypatch.setenv("DATABASE_URL", str(stopped.settings["database_url"]))
    monkeypatch.chdir(stopped.folder)
    return await start_with(stopped)


async def test_a_backup_of_the_running_bot_holds_what_was_done_and_says_what_is_in_it(
    sopbot: Sopbot, telegram: Emulator, community: Group, capsys: Said
):
    lin = telegram.person("小林")
    lin.joins(community)
    lin.says(community, "打卡")
    await telegram.settle()

    assert main(["backup", "copy.db"]) == 0

    said = capsys.readouterr().out
    assert "copy.db: backup of" in said
    assert "communities  1\n" in said
    assert "members      2\n" in said
    assert "last update  2026-03-02 01:00:00 UTC\n" in said
    with sqlite3.connect(sopbot.folder / "copy.db") as copied:
        assert copied.execute("SELECT sum(points) FROM members").fetchone() == (2,)
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(path.name for path in sopbot.folder.glob("copy.db*")) == ["copy.db"]
    lin.says(community, "/me")
    await telegram.settle()
    assert community.last.text.startswith("小林：2 积分")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("there.txt", "there.txt exists already: a backup never replaces a file"),
        ("nowhere/copy.db", "there is no folder"),
        ("sopbot.db", "sopbot.db exists already"),
    ],
)
async def test_a_backup_never_replaces_a_file_or_makes_a_folder(
    sopbot: Sopbot, capsys: Said, target: str, reason: str
):
    (sopbot.folder / "there.txt").write_text("mine", "utf-8")

    assert main(["backup", target]) == 2
    assert reason in capsys.readouterr().err
    assert (sopbot.folder / "there.txt").read_text("utf-8") == "mine"


def test_without_a_database_there_is_nothing_to_back_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert main(["backup", "copy.db"]) == 2
    assert capsys.readouterr().err == "there is no database data/sopbot.db (DATABASE_URL)\n"
    assert list(tmp_path.iterdir()) == []


async def test_a_full_disk_is_one_clear_line_and_leaves_nothing(sopbot: Sopbot, capsys: Said):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        code = main(["backup", "copy.db"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith("cannot copy ")
    assert said.count("\n") == 1
    assert list(sopbot.folder.glob("copy.db*")) == []


def test_a_damaged_database_gives_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///damaged.db")
    (tmp_path / "damaged.db").write_bytes(b"no database" * 1000)

    assert main(["backup", "copy.db"]) == 2
    assert "damaged.db is no database of this program" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.db"]


def test_on_postgresql_its_own_command_is_named_without_the_password(
    monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://sopbot:secret@db.example.com:5433/sopbot")

    assert main(["backup", "copy of today"]) == 2
    assert capsys.readouterr().err.endswith(
        "pg_dump --format=custom '--file=copy of today' --dbname=postgresql://sopbot@db.example.com:5433/sopbot\n"
    )
