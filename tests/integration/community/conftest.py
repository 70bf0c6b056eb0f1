"""A community in a real database."""

import pytest

from community import communities
from config.policies import read_policies
from core.clock import InventedClock
from storage.database import Database
from tests.integration.community.world import World, add_bot

POLICIES = read_policies()


@pytest.fixture
async def world(database: Database, clock: InventedClock) -> World:
    world = World(database, clock, POLICIES)
    async with database.begin() as uow:
        chat = await add_bot(uow, world.policies, -1001, "早起写作营")
        community = await communities.found(uow, world.policies, chat, "Asia/Shanghai", "zh")
        world.community_id = community.id
    return world
