"""What all of these tests share."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def quick_starts(read_once: None) -> None:
    """The program is started for each rehearsal and each scenario."""
