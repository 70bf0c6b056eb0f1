"""All examinations in their order."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from bot.backups import database_url
from bot.doctor import database, telegram
from bot.doctor.findings import Finding, Findings
from bot.remote_clock import clock_in_force
from bot.scripts import examine
from config.environment import setting
from config.settings import Settings, SettingsWrong, read_settings
from core.errors import ConfigurationError
from storage.health import Health, Unreadable
from storage.health import examine as examine_database

LISTED = 5
"""Problems of scripts that are named; `check` names all."""

MEND = "mend it in the environment or in .env; .env.example explains each"


def doctor(_arguments: Namespace) -> int:
    """Prints what is well and what is not; 1 if anything is wrong."""
    return asyncio.run(_doctor())


async def _doctor() -> int:
    settings, found = _settings()
    _print("Settings", found)
    async with clock_in_force(setting("SOPBOT_TEST_CLOCK")) as clock:
        health, of_database = await _database(clock.now())
        _print("Database", of_database)
        of_scripts = _scripts()
        _print("Scripts", of_scripts)
        of_telegram = await telegram.findings(settings, health)
        _print("Telegram", of_telegram)
    wrong = sum(one.do is not None for one in [*found, *of_database, *of_scripts, *of_telegram])
    sys.stdout.write(f"{wrong} wrong\n" if wrong else "All well.\n")
    return 1 if wrong else 0


def _settings() -> tuple[Settings | None, Findings]:
    try:
        settings = read_settings()
    except SettingsWrong as error:
        return None, [Finding(line, MEND) for line in error.lines]
    except ConfigurationError as error:
        return None, [Finding(str(error), MEND)]
    found = [Finding("BOT_TOKEN has the form of a token")]
    if settings.owner_ids:
        found.append(Finding(f"OWNER_IDS: {len(settings.owner_ids)}"))
    else:
        found.append(Finding("OWNER_IDS is not set", "name your own user id: nobody owns this bot otherwise"))
    found.append(Finding(f"TIMEZONE {settings.timezone}, LOCALE {settings.locale}"))
    return settings, found


async def _database(now: datetime) -> tuple[Health | None, Findings]:
    try:
        health = await examine_database(database_url(), now)
    except ConfigurationError as error:
        return None, [Finding(str(error), MEND)]
    except Unreadable as error:
        return None, [database.unreadable(database_url(), error)]
    return health, database.findings(database_url(), health, now)


def _scripts() -> Findings:
    folder = Path(setting("SOP_DIR") or "sop_scripts")
    try:
        problems, count = examine([folder])
    except ConfigurationError as error:
        return [Finding(str(error), "make the folder, or name another one in SOP_DIR")]
    if not problems:
        return [Finding(f"{folder}: {count} scripts, all good")]
    named = [
        Finding(str(problem), "mend it; the last good version goes on meanwhile")
        for problem in problems[:LISTED]
    ]
    rest = len(problems) - LISTED
    return [*named, Finding(f"{rest} more problems", "python -m bot check")] if rest > 0 else named


def _print(title: str, found: Findings) -> None:
    sys.stdout.write("\n".join([title, *map(str, found)]) + "\n\n")
    sys.stdout.flush()
