"""The same promises on a few hundred members, in every run of the tests; `make simulate` for all."""

from pathlib import Path

from tests.simulation.running import SMALL, STRICT_SMALL, simulate, simulate_strict


async def test_what_is_promised_of_delivery_under_load_is_kept(tmp_path: Path) -> None:
    promises = await simulate(tmp_path, SMALL)

    assert [str(promise) for promise in promises if not promise.kept] == []


async def test_limits_stricter_than_assumed_are_found_and_every_wait_is_waited_out(tmp_path: Path) -> None:
    promises = await simulate_strict(tmp_path, STRICT_SMALL)

    assert [str(promise) for promise in promises if not promise.kept] == []
