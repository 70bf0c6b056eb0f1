"""The daily round looks only at those for whom something may change, and what comes of it is as if at everybody."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community import daily_round, stages, tag_rules, tags
from community.scope import Scope
from config.policies import StagePolicy
from config.tags import TagPolicy, TagRule
from core.facts import Fact
from storage import daily_round as question
from storage.members import Member, members
from storage.stages import stage_changes
from storage.tags import member_tags, tag_changes
from tests.databases import on_both
from tests.integration.community.lives import (
    DAY,
    EVERY_DAY_OFF,
    LIMITS,
    LIVES,
    NEVER_SEEN,
    NO_DAY_OFF,
    ON_LEAVE,
    ONE_NIGHT,
    RULES,
    SETTINGS,
    STRICT,
    TWO_NIGHTS,
    Life,
    Setting,
    acts,
    born,
    settle,
)
from tests.integration.community.world import World


class Undone(Exception):
    """What was done is not to be kept."""


Facts = dict[int | None, list[tuple[str, Any]]]


def told(facts: list[Fact]) -> Facts:
    """What the scripts hear, of each member in order."""
    of_each: defaultdict[int | None, list[tuple[str, Any]]] = defaultdict(list)
    for fact in facts:
        of_each[fact.member_id].append((fact.kind, dict(fact.data)))
    return dict(of_each)


async def stands(scope: Scope) -> list[Any]:
    """Everything that a round may change, as the database has it."""
    here = members.c.community_id == scope.community.id
    stage = select(members.c.id, members.c.stage, members.c.stage_since, members.c.wavers_since).where(here)
    columns = [column for column in member_tags.c if column.name != "id"]
    held = select(*columns).join(members, members.c.id == member_tags.c.member_id).where(here)
    found: list[Any] = [sorted(map(tuple, await scope.uow.query(one)), key=repr) for one in (stage, held)]
    for table in (tag_changes, stage_changes):
        columns = [column for column in table.c if column.name != "id"]
        rows = await scope.uow.query(select(*columns).where(table.c.community_id == scope.community.id))
        found.append(sorted(map(tuple, rows), key=repr))
    return found


async def at_everybody(world: World) -> tuple[list[Any], Facts]:
    """The obvious way: what would come of it if everybody were looked at; nothing of it is kept."""
    outcome: tuple[list[Any], Facts] | None = None
    with suppress(Undone):
        async with world.scope() as scope:
            uow = scope.uow
            present = await uow.members.page(world.community_id, 0, 1000)
            await stages.review(scope, present)
            await tag_rules.review(scope, [uow.members.known(member.id) for member in present])
            outcome = await stands(scope), told(uow.facts)
            raise Undone
    assert outcome is not None
    return outcome


async def round_of(world: World) -> tuple[list[Any], Facts]:
    """The whole round, page by page."""
    facts: list[Fact] = []
    while True:
        async with world.scope() as scope:
            key = daily_round.key_of(scope)
            row = (await scope.uow.schedules.by_keys([key]))[key]
            await daily_round.go_on(scope, row)
            facts += scope.uow.facts
            if not (await scope.uow.schedules.by_keys([key]))[key].data:
                return await stands(scope), told(facts)


@on_both
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives=st.lists(LIVES, min_size=5, max_size=12), limits=LIMITS, rules=RULES, setting=SETTINGS)
@example(lives=[ON_LEAVE], limits=STRICT, rules={}, setting=NO_DAY_OFF)
@example(lives=[replace(ON_LEAVE, checked_in=1, leave=None)], limits=STRICT, rules={}, setting=NO_DAY_OFF)
@example(lives=[ONE_NIGHT], limits=STRICT, rules=TWO_NIGHTS, setting=NO_DAY_OFF)
@example(lives=[NEVER_SEEN], limits=STRICT, rules={}, setting=EVERY_DAY_OFF)
@example(lives=[replace(ON_LEAVE, checked_in=70)], limits=STRICT, rules={}, setting=EVERY_DAY_OFF)
async def test_it_comes_to_the_same_as_looking_at_everybody(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    lives: list[Life],
    limits: StagePolicy,
    rules: dict[str, TagRule],
    setting: Setting,
) -> None:
    monkeypatch.setattr(daily_round, "A_PAGE", 3)
    monkeypatch.setattr(question, "A_STRETCH", 5)
    policies = world.policies.model_copy(update={"stages": limits, "tags": TagPolicy(rules=rules)})
    there = replace(world, policies=policies)
    await settle(there, setting)
    async with there.scope() as scope:
        made = [(await born(scope, life), life.later) for life in lives]
    for day in range(4):
        expected = await at_everybody(there)
        assert await round_of(there) == expected
        there.later(days=1)
        async with there.scope() as scope:
            await tags.expire_due(scope.uow, 100)
            for member, later in made:
                if hours := sum(later[day : day + 1]):
                    await acts(scope, member, scope.today, hours)


async def test_those_for_whom_nothing_changes_are_not_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []

    async def noted(scope: Scope, found: list[Member]) -> None:
        looked_at.extend(member.id for member in found)
        await review(scope, found)

    review = stages.review
    monkeypatch.setattr(stages, "review", noted)
    monkeypatch.setattr(question, "A_STRETCH", 2)
    made = [await world.member(f"成员{n}") for n in range(5)]
    world.later(days=8)
    for member in made[:4]:
        async with world.scope() as scope:
            scope.uow.activity.message(world.community_id, member.id, scope.today - DAY, scope.uow.now)
    await round_of(world)
    assert looked_at == [member.id for member in made]

    looked_at.clear()
    world.later(days=1)
    await round_of(world)
    assert looked_at == [made[4].id]


async def test_how_far_it_has_come_is_kept_where_nobody_is_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question, "A_STRETCH", 2)
    made = [await world.member(f"成员{n}") for n in range(5)]
    reached = []
    for _ in range(3):
        async with world.scope() as scope:
            key = daily_round.key_of(scope)
            row = (await scope.uow.schedules.by_keys([key]))[key]
            await daily_round.go_on(scope, row)
            reached.append((await scope.uow.schedules.by_keys([key]))[key].data.get("after"))

    assert reached == [made[1].id, made[3].id, None]
