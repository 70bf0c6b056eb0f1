"""A few of the kills of `make torture`, and that it would see what a kill must not do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from delivery.sender import IN_FLIGHT
from tests.forge import Forge
from tests.torture.cases import Case, Ground, prepare, rehearse, try_case
from tests.torture.comparison import violations
from tests.torture.outcome import Outcome
from tests.torture.points import Point
from tests.torture.sample import KINDS, by_kind, drawn, twice_killed

SIZE, PHASES = 10, 4
INTRODUCTIONS = 3
"""The phase in which some are told that their answer is too short, by a plain private reply."""


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


async def test_a_process_is_killed_at_the_same_points(
    ground: Ground, points: dict[int, Sequence[Point]], forge: Forge
):
    for kind in ("after commit", "after call"):
        firsts = [case for case in by_kind(points)[kind] if case.point.number == 1]
        case = replace(firsts[-1], real=True)
        verdict = await try_case(ground, case, forge)
        assert verdict.struck
        assert verdict.violations == []


async def test_killed_again_while_it_recovers_the_phase_ends_the_same(
    ground: Ground, points: dict[int, Sequence[Point]]
):
    for kind in ("after commit", "before call"):
        case = replace(by_kind(points)[kind][-1], again=6)
        verdict = await try_case(ground, case)
        assert (verdict.deaths, verdict.violations) == (2, [])


async def test_plain_replies_in_hand_may_die_with_the_program(ground: Ground):
    passed = (await rehearse(ground, INTRODUCTIONS)).passed
    taken = [point for point in passed if point.kind == "after commit" and "seen_updates" in point.name]
    assert taken
    verdicts = [await try_case(ground, Case(INTRODUCTIONS, point)) for point in taken[:2]]
    assert [verdict.violations for verdict in verdicts] == [[], []]


def test_a_case_is_repeated_by_its_name(points: dict[int, Sequence[Point]]):
    for case in drawn(points, 20, seed=3):
        assert Case.read(str(case)) == case
        assert Case.read(str(replace(case, real=True))) == replace(case, real=True)
    for case in twice_killed(drawn(points, 20, seed=3), 20, seed=3):
        assert case.again
        assert Case.read(str(case)) == case
    assert drawn(points, 20, seed=3) == drawn(points, 20, seed=3) != drawn(points, 20, seed=4)


async def test_what_must_not_happen_is_seen(ground: Ground):
    calm = ground.outcomes[3]
    assert _seen(calm, calm) == []
    greeting = next(one for one, kind in calm.kinds.items() if kind == "greeting")
    question = next(one for one, kind in calm.kinds.items() if kind == "question")
    entries = calm.rows["point_entries"]

    twice = replace(calm, rows={**calm.rows, "point_entries": entries + Counter([next(iter(entries))])})
    assert "1 rows of point_entries too many" in _seen(calm, twice)[0]
    greeted_twice = replace(calm, said=calm.said + Counter([greeting]))
    assert "said once at most came twice" in _seen(calm, greeted_twice)[0]
    asked_twice = replace(calm, said=calm.said + Counter([question]))
    assert _seen(calm, asked_twice) == []
    not_asked = replace(calm, said=calm.said - Counter([question]))
    assert "never arrived" in _seen(calm, not_asked)[0]
    not_greeted = replace(calm, said=calm.said - Counter([greeting]))
    assert "nobody knows" in _seen(calm, not_greeted)[0]
    known = replace(not_greeted, unknown=Counter([(greeting.place, "greeting")]))
    assert _seen(calm, known) == []
    nobody_knows = replace(calm, unknown=Counter({(greeting.place, "greeting"): IN_FLIGHT + 1}))
    assert "more than calls were in flight" in _seen(calm, nobody_knows)[0]
    assert violations(calm, nobody_knows, 2, Counter()) == []


def test_plain_replies_that_were_not_in_memory_must_come(ground: Ground):
    calm = ground.outcomes[INTRODUCTIONS]
    plain = Counter(one for one in calm.said.elements() if one not in calm.kinds and one.place[0] == "@")
    assert plain
    silent = replace(calm, said=calm.said - plain)
    assert all("plain replies" in violation for violation in _seen(calm, silent))
    assert len(_seen(calm, silent)) == len({one.place for one in plain})
    in_hand = Counter(one.place for one in plain.elements())
    assert violations(calm, silent, 1, in_hand) == []


def _seen(calm: Outcome, torn: Outcome) -> list[str]:
    """After one death, with nothing in hand."""
    return violations(calm, torn, 1, Counter())
