"""Cohorts: made once by name, joined once."""

from datetime import date

import pytest

from community import cohorts
from core.errors import Refused
from tests.databases import on_both
from tests.integration.community.world import World

MONDAY = date(2026, 11, 9)


@on_both
async def test_a_cohort_is_made_and_joined(world: World) -> None:
    lin = await world.member()
    by = await world.user(await world.member("助教"))
    async with world.scope() as scope:
        cohort = await cohorts.create(scope, "  第一 期 ", MONDAY, by)
        assert await cohorts.add(scope, cohort, lin, by)
        assert not await cohorts.add(scope, cohort, lin, by)
    assert world.kinds() == ["cohort_created", "cohort_joined"]
    async with world.scope() as scope:
        found = await cohorts.find(scope, "第一 期")
        assert (found.name, found.starts_on) == ("第一 期", MONDAY)
        assert not await cohorts.add(scope, found, lin, by)
        assert await scope.uow.cohorts.members_of(found.id) == [lin.id]


@pytest.mark.parametrize(
    ("name", "code"), [("", "cohort_name_bad"), ("期" * 65, "cohort_name_bad"), ("camp", "cohort_exists")]
)
async def test_names_that_are_refused(world: World, name: str, code: str) -> None:
    by = await world.user(await world.member("助教"))
    async with world.scope() as scope:
        await cohorts.create(scope, "Camp", MONDAY, by)
    async with world.scope() as scope:
        with pytest.raises(Refused) as refused:
            await cohorts.create(scope, name, MONDAY, by)
        with pytest.raises(Refused) as unknown:
            await cohorts.find(scope, "第二期")
    assert refused.value.code == code
    assert (unknown.value.code, unknown.value.particulars) == ("cohort_unknown", {"name": "第二期"})
    assert world.kinds() == []
