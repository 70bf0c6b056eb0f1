"""A few of the kills of `make torture`, and that it would see what a kill must not do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.e2e.killable import Forge
from tests.torture.cases import Case, Ground, prepare, rehearse, try_case
from tests.torture.comparison import violations
from tests.torture.points import Point
from tests.torture.sample import KINDS, by_kind, drawn

SIZE, PHASES = 10, 4


@pytest.fixture(scope="module")
async def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The beginning of the story."""
    return await prepare(tmp_path_factory.mktemp("torture"), SIZE, PHASES)


@pytest.fixture(scope="module")
async def points(ground: Ground) -> dict[int, Sequence[Point]]:
    """What the phase in which they come in bunches passes."""
    rehearsed = await rehearse(ground, 1)
    assert rehearsed.violations == []
    return {1: rehearsed.passed}


@pytest.mark.parametrize("kind", KINDS)
async def test_killed_at_such_a_moment_the_phase_ends_the_same(
    ground: Ground, points: dict[int, Sequence[Point]], kind: str
):
    case = by_kind(points)[kind][-1]
    verdict = await try_case(ground, case)
    assert verdict.struck
    assert verdict.violations == []


async def test_a_process_is_killed_at_the_same_points(ground: Ground, points: dict[int, Sequence[Point]]):
    async with Forge() as forge:
        for kind in ("after commit", "after call"):
            firsts = [case for case in by_kind(points)[kind] if case.point.number == 1]
            case = replace(firsts[-1], real=True)
            verdict = await try_case(ground, case, forge)
            assert verdict.struck
            assert verdict.violations == []


def test_a_case_is_repeated_by_its_name(points: dict[int, Sequence[Point]]):
    for case in drawn(points, 20, seed=3):
        assert Case.read(str(case)) == case
        assert Case.read(str(replace(case, real=True))) == replace(case, real=True)
    assert drawn(points, 20, seed=3) == drawn(points, 20, seed=3) != drawn(points, 20, seed=4)


async def test_what_must_not_happen_is_seen(ground: Ground):
    calm = ground.outcomes[3]
    assert violations(calm, calm, 1) == []
    greeting = next(one for one, kind in calm.kinds.items() if kind == "greeting")
    question = next(one for one, kind in calm.kinds.items() if kind == "question")
    entries = calm.rows["point_entries"]

    twice = replace(calm, rows={**calm.rows, "point_entries": entries + Counter([next(iter(entries))])})
    assert "1 rows of point_entries too many" in violations(calm, twice, 1)[0]
    greeted_twice = replace(calm, said=calm.said + Counter([greeting]))
    assert "said once at most came twice" in violations(calm, greeted_twice, 1)[0]
    asked_twice = replace(calm, said=calm.said + Counter([question]))
    assert violations(calm, asked_twice, 1) == []
    not_asked = replace(calm, said=calm.said - Counter([question]))
    assert "never arrived" in violations(calm, not_asked, 1)[0]
    not_greeted = replace(calm, said=calm.said - Counter([greeting]))
    assert "nobody knows" in violations(calm, not_greeted, 1)[0]
    known = replace(not_greeted, unknown=Counter([(greeting.place, "greeting")]))
    assert violations(calm, known, 1) == []
