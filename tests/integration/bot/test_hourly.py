"""What is done for each community at its hour: a community for which it fails holds up no other."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar, cast

import pytest

from bot.hourly import PUT_OFF, Hourly
from community import communities
from community.scope import Scope
from config.policies import Policies, read_policies
from core.clock import InventedClock
from handlers.context import Services
from storage.database import Database
from storage.failures import Collision
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork
from tests.integration.community.world import add_bot

KIND = "test"


@dataclass
class Told:
    """The owners' warnings."""

    policies: Policies = field(default_factory=read_policies)
    codes: list[str] = field(default_factory=list)

    async def report(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        self.codes.append(code)


class Notes(Hourly):
    """Notes whose turn it was; fails once for some."""

    kinds: ClassVar = (KIND,)

    def __init__(self, told: Told) -> None:
        super().__init__(cast(Services, told))
        self.failing: dict[str, Exception] = {}
        self.done: list[str] = []

    async def do(self, scope: Scope, row: Schedule) -> None:
        scope.uow.schedules.put(replace(row, next_at=scope.uow.now + timedelta(days=1)))
        error = self.failing.pop(row.key, None)
        if error is not None:
            raise error
        self.done.append(row.key)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def due(database: Database, clock: InventedClock, told: Told) -> None:
    """Two communities, the first one due before the other."""
    async with database.begin() as uow:
        for number, name in enumerate(("first", "second"), 1):
            chat = await add_bot(uow, told.policies, -1000 - number)
            found = await communities.found(uow, told.policies, chat, "Asia/Shanghai", "zh")
            at = clock.now() + timedelta(minutes=number)
            uow.schedules.put(Schedule(uow.new_id(), found.id, name, KIND, at))
    clock.set(clock.now() + timedelta(hours=1))


async def goes(timer: Notes, database: Database) -> None:
    """As the worker does it, until there is nothing to do at once."""
    more = True
    while more:
        try:
            async with database.begin() as uow:
                more = await timer.tick(uow)
        except (ValueError, Collision) as error:
            more = timer.failed(error)


@pytest.mark.usefixtures("due")
async def test_what_fails_is_put_off_alone_and_told(database: Database, clock: InventedClock, told: Told):
    timer = Notes(told)
    timer.failing["first"] = ValueError("broken")
    await goes(timer, database)
    assert (timer.done, told.codes) == (["second"], ["timer_failed"])
    async with database.begin() as uow:
        assert await timer.next_instant(uow) == clock.now() + PUT_OFF

    clock.set(clock.now() + PUT_OFF)
    await goes(timer, database)
    assert timer.done == ["second", "first"]


@pytest.mark.usefixtures("due")
async def test_where_another_copy_was_faster_it_only_looks_again(database: Database, told: Told):
    timer = Notes(told)
    timer.failing["first"] = Collision("taken")
    await goes(timer, database)
    assert (timer.done, told.codes) == (["first", "second"], [])
