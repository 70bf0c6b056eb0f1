"""A stage with a community in a real database."""

from pathlib import Path

import pytest

from config.policies import read_policies
from core.clock import InventedClock
from storage.database import Database
from tests.integration.sop.stage import Stage

POLICIES = read_policies()


@pytest.fixture
async def stage(database: Database, clock: InventedClock, tmp_path: Path) -> Stage:
    folder = tmp_path / "scripts"
    folder.mkdir()
    stage = Stage(database, clock, POLICIES, folder)
    await stage.found()
    return stage
