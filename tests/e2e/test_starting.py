"""Starting and stopping the real program: exit codes, one clear line for whoever set it up, nothing left behind."""

import signal
import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from playground.emulator import Emulator
from tests.e2e.conftest import OWNER
from tests.e2e.processes import PATIENCE, ended, settings, start, write_env
from tests.forge import Forge

TOKEN = "7000000001:a-token-of-no-bot"


async def test_the_settings_of_the_folder_count_telegram_is_waited_for_and_a_signal_ends_it_cleanly(
    telegram: Emulator, tmp_path: Path
):
    telegram.faults.next("getMe", status=502)
    write_env(tmp_path, settings(telegram))
    process = await start(tmp_path, "run")
    await telegram.settle(PATIENCE)
    owner = telegram.person("群主", id=OWNER)
    owner.presses_start()
    await telegram.settle(PATIENCE)
    process.send_signal(signal.SIGTERM)
    code, said = await ended(process)

    assert code == 0
    assert "Telegram does not answer" in said
    assert "Traceback" not in said
    assert "小助手" in owner.private.last.text
    assert (tmp_path / "data" / "sopbot.db").is_file()
    with sqlite3.connect(tmp_path / "data" / "sopbot.db") as database:
        states = database.execute("SELECT DISTINCT state FROM outbox").fetchall()
    assert states in ([], [("sent",)])


async def test_a_token_that_telegram_does_not_know_is_one_clear_line(
    telegram: Emulator, forge: Forge, tmp_path: Path
):
    code, said = await ended(
        await forge.start(tmp_path, settings(telegram, BOT_TOKEN=TOKEN, SOPBOT_TEST_CLOCK=""))
    )

    assert code == 2
    assert said == "Telegram does not know this BOT_TOKEN: copy it again from BotFather\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no settings in the environment but a token."""
    for name in ("BOT_API_URL", "DATABASE_URL", "OWNER_IDS", "SOP_DIR", "SOPBOT_TEST_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """What `python -m bot run` says before it ends with exit code 2: one line, and nothing else."""
    code = main(["run"])
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.endswith("\n")
    assert said.err.count("\n") == 1
    return said.err


def test_without_a_token_it_says_where_to_get_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("BOT_TOKEN")

    assert refused(capsys) == (
        "BOT_TOKEN is not set (BotFather gives you one): put it in the environment or in .env; see .env.example\n"
    )
    assert list(here.iterdir()) == []


def test_a_file_of_settings_that_cannot_be_read_is_named(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / ".env").write_bytes("TIMEZONE=上海\n".encode("gb18030"))

    assert "cannot read .env" in refused(capsys)


def test_a_folder_of_scripts_that_is_missing_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SOP_DIR", "nowhere")

    assert refused(capsys) == "the folder of SOP scripts is missing: nowhere (SOP_DIR)\n"


def test_a_database_newer_than_the_program_is_left_alone(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "data").mkdir()
    with sqlite3.connect(here / "data" / "sopbot.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")

    assert "newer than this program" in refused(capsys)
    with sqlite3.connect(here / "data" / "sopbot.db") as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]


def test_a_database_that_cannot_be_opened_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (here / "file").touch()
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///file/below/sopbot.db")

    assert "file/below/sopbot.db" in refused(capsys)


@pytest.mark.parametrize("url", ["http://clock.example.com/clock", "http://10.0.0.1:8000/clock", "nonsense"])
def test_time_is_invented_on_this_machine_only(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
):
    monkeypatch.setenv("SOPBOT_TEST_CLOCK", url)

    assert "SOPBOT_TEST_CLOCK must be an address of this machine" in refused(capsys)
    assert list(here.iterdir()) == []


def test_a_clock_that_does_not_answer_is_one_clear_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SOPBOT_TEST_CLOCK", "http://127.0.0.1:1/clock")

    assert "no clock answers at" in refused(capsys)


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--fast"]])
def test_wrong_use_is_told_with_the_right_one(capsys: pytest.CaptureFixture[str], arguments: list[str]):
    with pytest.raises(SystemExit) as ending:
        main(arguments)

    assert ending.value.code == 2
    assert "usage: python -m bot" in capsys.readouterr().err
