"""Plays scenarios: each on a stage of its own, with only its scripts."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from core.localtime import instant_of
from rehearsal.program import Timetable
from rehearsal.scenarios import model
from rehearsal.scenarios.model import Scenario
from rehearsal.scenarios.story import Story
from rehearsal.setting import Setting
from rehearsal.stage import Stage
from storage import throwaway
from views.scenarios import Failure, SeenMessage

BEFORE = timedelta(minutes=10)
"""How long before its story begins a community is set up."""

TITLES = {"zh": "早起写作营", "en": "Early Pages"}
"""What the community is called, by its language."""

OWNERS = {"zh": "群主", "en": "Owner"}
"""What its owner is called where the cast names none."""


@dataclass(frozen=True, slots=True)
class Played:
    """How a scenario went: what was otherwise than it should be, and what the bot said if that was asked for."""

    failures: Sequence[Failure]
    said: Sequence[SeenMessage] = ()


class Playhouse:
    """Where scenarios are played, one after the other; each has a database of its own, made of an empty one."""

    def __init__(self, folder: Path, timetable: Timetable) -> None:
        self._folder = folder
        self._timetable = timetable
        self._numbers = count(1)

    @classmethod
    @asynccontextmanager
    async def open(cls, timetable: Timetable) -> AsyncIterator[Playhouse]:
        """`timetable` is the program's."""
        with TemporaryDirectory(prefix="sopbot-scenarios-") as folder:
            house = cls(Path(folder), timetable)
            throwaway.make(house._empty)
            yield house

    @property
    def _empty(self) -> Path:
        return self._folder / "empty.db"

    async def play(self, scenario: Scenario, *, tells: bool = False) -> Played:
        """How it went; `tells`: with everything the bot said."""
        folder = self._folder / str(next(self._numbers))
        scripts = folder / scenario.locale
        scripts.mkdir(parents=True)
        for script in scenario.scripts:
            (scripts / f"{script.id}.yaml").write_text(script.text, "utf-8")
        opens = instant_of(scenario.opens.date(), scenario.opens.time(), scenario.zone)
        setting = Setting(
            scripts=folder,
            locale=scenario.locale,
            timezone=scenario.zone.key,
            start=opens - BEFORE,
            title=TITLES[scenario.locale],
            owner_name=_owner(scenario),
            database=Path(shutil.copy(self._empty, folder / "story.db")),
        )
        async with Stage.open(setting, self._timetable) as stage:
            story = Story(scenario, stage)
            await story.begin()
            await story.play()
            said = await story.said() if tells else ()
        shutil.rmtree(folder)
        return Played(tuple(story.failures), said)


def _owner(scenario: Scenario) -> str:
    name, role = next((name, role) for name, role in scenario.cast.items() if role.is_ == model.OWNER)
    return role.name or (name if name != model.OWNER else OWNERS[scenario.locale])
