"""`doctor`: what is wrong and what to do, asked beside a running bot, which notices nothing of it."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from playground.emulator import Emulator, Group, Person
from tests.databases import on_both, on_sqlite
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.processes import Calls

Said = pytest.CaptureFixture[str]


@pytest.fixture
async def sopbot(stopped: Sopbot, telegram: Emulator, monkeypatch: pytest.MonkeyPatch) -> Sopbot:
    """The running program, and its settings in the environment."""
    await start_with(stopped)
    for name, value in {
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": telegram.url,
        "DATABASE_URL": str(stopped.settings["database_url"]),
        "OWNER_IDS": str(OWNER),
        "SOP_DIR": str(stopped.settings["sop_dir"]),
        "SOPBOT_TEST_CLOCK": telegram.clock_url,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(stopped.folder)
    return stopped


async def doctor() -> int:
    return await asyncio.to_thread(main, ["doctor"])


@on_both
async def test_where_all_is_well_it_says_so_and_only_looks(
    sopbot: Sopbot, telegram: Emulator, community: Group, capsys: Said
):
    calls = Calls(telegram)

    assert await doctor() == 0
    said = capsys.readouterr().out
    assert said.endswith("All well.\n")
    assert "✗" not in said
    assert "✓ “早起写作营” (main): admin" in said
    assert "✓ owners who can be written to: 1" in said
    assert set(calls.methods) <= {"getMe", "getWebhookInfo", "getUpdates"}


@on_sqlite
async def test_without_telegram_the_rest_is_looked_at_all_the_same(
    sopbot: Sopbot, community: Group, monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")

    assert await doctor() == 1
    said = capsys.readouterr().out
    assert "✗ Telegram does not answer" in said
    assert "→ check the network, and that http://127.0.0.1:1 can be reached from here" in said
    assert "✓ its content is sound (quick_check)" in said
    assert said.endswith("1 wrong\n")


async def test_a_token_that_telegram_does_not_know_is_told(
    sopbot: Sopbot, monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    monkeypatch.setenv("BOT_TOKEN", "7000000001:a-token-of-no-bot")

    assert await doctor() == 1
    assert "✗ Telegram does not know this BOT_TOKEN\n    → copy it again" in capsys.readouterr().out


async def test_what_the_bot_may_not_do_in_its_groups_is_told_with_the_way_out(
    sopbot: Sopbot, telegram: Emulator, owner: Person, capsys: Said
):
    group = owner.creates_group("读书会", supergroup=True)
    owner.adds_bot(group)
    owner.blocks_bot()
    await telegram.settle()

    assert await doctor() == 1
    said = capsys.readouterr().out
    assert "✗ “读书会” (main): no admin, so it misses ordinary messages and, in large groups, joins" in said
    assert "✗ no owner can be written to\n    → open the private chat with the bot and press Start" in said


async def test_a_broken_script_is_told_by_its_line(sopbot: Sopbot, capsys: Said):
    folder = Path(str(sopbot.settings["sop_dir"]))
    (folder / "zh" / "broken.yaml").write_text("sop: broken\nsteps: 5\n", "utf-8")

    assert await doctor() == 1
    assert "broken.yaml:2" in capsys.readouterr().out


async def test_before_the_first_start_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    for name in ("BOT_TOKEN", "DATABASE_URL", "OWNER_IDS", "SOP_DIR", "SOPBOT_TEST_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    assert await doctor() == 1
    said = capsys.readouterr().out
    assert "✗ BOT_TOKEN is not set" in said
    assert "✗ there is no database data/sopbot.db\n    → start the bot: it makes one" in said
    assert "✗ sop_scripts: there is no such file or folder" in said
    assert list(tmp_path.iterdir()) == []


async def test_all_settings_that_are_wrong_are_told_and_each_is_counted_once(
    sopbot: Sopbot, monkeypatch: pytest.MonkeyPatch, capsys: Said
):
    for name, wrong in {"BOT_TOKEN": "mine", "TIMEZONE": "Beijing", "LOCALE": "fr"}.items():
        monkeypatch.setenv(name, wrong)

    assert await doctor() == 1
    said = capsys.readouterr().out
    for line in ("BOT_TOKEN is not a bot token", "TIMEZONE 'Beijing' is no", "LOCALE 'fr' is not spoken"):
        assert f"✗ {line}" in said
    assert "– not asked: mend the settings first" in said
    assert said.endswith("3 wrong\n")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("foo", "✗ DATABASE_URL is no database URL"),
        ("postgresql+asyncpg://u:p@h:port/x", "✗ DATABASE_URL is no database URL"),
        ("postgresql://u:p@h/x", "✗ DATABASE_URL names 'postgresql'; expected"),
        ("mysql://x", "✗ DATABASE_URL names 'mysql'; expected"),
        ("sqlite://", "✗ cannot read the database: it is in memory"),
    ],
)
async def test_a_database_url_that_will_not_do_is_told_and_the_rest_is_looked_at(
    sopbot: Sopbot, monkeypatch: pytest.MonkeyPatch, capsys: Said, url: str, told: str
):
    monkeypatch.setenv("DATABASE_URL", url)

    assert await doctor() == 1
    said = capsys.readouterr().out
    assert told in said
    assert "Scripts\n" in said
    assert "✓ the bot is @" in said
    assert said.endswith("1 wrong\n")


@on_sqlite
async def test_a_damaged_database_is_told_with_what_to_do(sopbot: Sopbot, capsys: Said):
    await sopbot.stop()
    path = sopbot.folder / "sopbot.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"x" * 8192 + content[12288:])

    assert await doctor() == 1
    assert "put a backup back: python -m bot restore FILE" in capsys.readouterr().out
    assert b"x" * 8192 in path.read_bytes(), "it only looks"


@on_sqlite
async def test_what_a_restored_database_holds_is_told(sopbot: Sopbot, capsys: Said):
    assert main(["backup", "copy.db"]) == 0
    await sopbot.stop()
    for path in sopbot.folder.glob("sopbot.db*"):
        path.unlink()
    assert await asyncio.to_thread(main, ["restore", "copy.db"]) == 0

    assert await doctor() == 1
    assert "✗ restored from a backup: 0 messages wait for an owner's word" in capsys.readouterr().out
