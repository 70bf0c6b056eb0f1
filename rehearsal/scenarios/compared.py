"""Figures and runs held against what a scenario expects of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rehearsal.scenarios.expected import Figure, RunText
from sop.state_text import state_of
from storage.runs import Run, RunStatus
from views.scenarios import Difference


def figure_differences(who: str, figures: Iterable[tuple[str, Figure | None, int]]) -> Iterator[Difference]:
    """Of what, how much was expected (None: nothing was), and how much there is."""
    for what, wanted, number in figures:
        if wanted is not None and not wanted.fits(number):
            yield Difference(who, what, bounds(wanted), str(number))


def bounds(wanted: Figure) -> str:
    """As it reads: 5, ≥ 5, < 5."""
    if wanted.is_ is not None:
        return str(wanted.is_)
    least = [f"≥ {wanted.at_least}"] if wanted.at_least is not None else []
    return ", ".join([*least, *([f"< {wanted.below}"] if wanted.below is not None else [])])


def run_differences(who: str, sop: str, wanted: RunText, runs: Sequence[Run]) -> Iterator[Difference]:
    """`runs` are all there were of the script, oldest first."""
    if wanted.times is not None and len(runs) != wanted.times:
        yield Difference(who, "run", f"{sop} × {wanted.times}", f"× {len(runs)}")
    latest = runs[-1] if runs else None
    stands, waits = _stands(latest), _steps(latest)
    found = f"{stands} ({', '.join(waits)})" if waits else stands
    if wanted.is_ is not None and stands != wanted.is_:
        yield Difference(who, "run", f"{sop}: {wanted.is_}", found)
    missing = [step for step in wanted.at if step not in waits]
    if missing:
        yield Difference(who, "run", f"{sop}: {', '.join(missing)}", found)


def _stands(run: Run | None) -> str:
    if run is None:
        return "none"
    if run.status == RunStatus.ENDED:
        return run.outcome or "done"
    return "running" if run.status == RunStatus.ACTIVE else run.status


def _steps(run: Run | None) -> list[str]:
    if run is None or run.status == RunStatus.ENDED:
        return []
    return list(dict.fromkeys(place.step for place in state_of(run.state).places))
