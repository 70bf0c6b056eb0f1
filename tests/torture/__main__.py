"""`python -m tests.torture`: kill the program at many points, and compare. Exit code 1 on any violation.

Settings come from the environment, as `make torture SEED=7` gives them: SEED; FULL=1 for every point of a small
story; POINT=… for one point, as the report of a failure names it.
"""

import asyncio
import logging
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.forge import Forge
from tests.torture.cases import Case, Ground, Verdict, prepare, rehearse, try_case
from tests.torture.points import Point
from tests.torture.sample import KINDS, as_processes, by_kind, drawn, twice_killed
from tests.torture.story import PHASES

LARGE, SMALL = 200, 20
"""Members of the story of which a sample is tried, and of the one of which every point is."""

LEAST = 300
"""Kills that must have happened in a sample."""

SPARE = 20
"""So many more are drawn: now and then a point is not passed a second time, as other things happen at once."""

REAL = 12
"""Cases with a real process, each of which takes longer."""

AGAIN = 8
"""Cases with a second kill."""

RETRIES = 3
"""So often a point that was not passed is tried once more: the phase goes a little differently each time."""

PROMISED, PROMISED_FULL = 10 * 60, 60 * 60
"""Seconds that a run takes at most, on two cores."""


@dataclass(frozen=True)
class Wish:
    """What is to be done."""

    seed: int
    full: bool
    point: Case | None

    @property
    def size(self) -> int:
        return SMALL if self.full else LARGE

    @property
    def promised(self) -> int:
        return PROMISED_FULL if self.full else PROMISED

    def may_miss(self, cases: int) -> int:
        """How many of the cases may end without their kill: with FULL=1 one of a hundred."""
        return cases // 100 if self.full else SPARE

    @classmethod
    def from_environment(cls) -> "Wish":
        """Raises ValueError for what makes no sense."""
        point = os.environ.get("POINT")
        full = os.environ.get("FULL") not in (None, "", "0")
        return cls(int(os.environ.get("SEED") or 1), full, Case.read(point) if point else None)

    def again(self, case: Case) -> str:
        """How one case is tried once more."""
        return f"make torture {'FULL=1 ' if self.full else ''}POINT='{case}'"


_ground: Ground
"""Made before the workers are forked, which find it here."""


def _rehearsed(phase: int) -> tuple[int, Verdict]:
    return phase, asyncio.run(rehearse(_ground, phase))


def _tried(cases: Sequence[Case]) -> list[Verdict]:
    """Cases that share what they need: a forge, if they are real."""

    async def attempt() -> list[Verdict]:
        if not cases[0].real:
            return [await try_case(_ground, case) for case in cases]
        async with Forge() as forge:
            return [await try_case(_ground, case, forge) for case in cases]

    return asyncio.run(attempt())


class Report:
    """What the run says, line by line."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._began = perf_counter()
        self.failures = 0
        self.struck = Counter[str]()
        self.missed: list[Case] = []
        self.unknown = self.repeated = 0

    def say(self, line: str) -> None:
        print(f"{perf_counter() - self._began:6.0f} s  {line}", flush=True)

    def points(self, points: dict[int, Sequence[Point]]) -> None:
        counts = ", ".join(f"{kind} {len(cases)}" for kind, cases in by_kind(points).items())
        self.say(f"points: {counts}")

    def verdict(self, verdict: Verdict) -> None:
        if verdict.violations:
            self._failure(verdict)
        if verdict.case is None:
            return
        if not verdict.struck:
            self.missed.append(verdict.case)
            return
        self.struck[verdict.case.kind] += 1
        self.unknown += verdict.unknown
        self.repeated += verdict.repeated

    def _failure(self, verdict: Verdict) -> None:
        self.failures += 1
        for violation in verdict.violations:
            self.say(f"VIOLATION: {violation}")
        if verdict.case is not None:
            self.say(f"  once more: {self._wish.again(verdict.case)}")

    def take_missed(self) -> list[Case]:
        """Those that were not struck so far; they are to be tried once more."""
        missed, self.missed = self.missed, []
        return missed

    def end(self, least: int, may_miss: int) -> int:
        """Sums up; the exit code."""
        cases = self.struck.total()
        of_each = ", ".join(f"{kind} {count}" for kind, count in sorted(self.struck.items()))
        self.say(f"killed in {cases} cases: {of_each}")
        self.say(
            f"messages: {self.unknown} of unknown outcome, each told in a digest; {self.repeated} came twice"
        )
        self._tell_missed(may_miss)
        if cases < least:
            self._miss_the_mark(f"fewer than {least} cases with a kill")
        self._tell_time()
        self.say(f"seed {self._wish.seed}: {self.failures or 'no'} violations")
        return 1 if self.failures else 0

    def _tell_missed(self, may_miss: int) -> None:
        all_cases = self.struck.total() + len(self.missed)
        self.say(f"{len(self.missed)} of {all_cases} cases ended without their kill")
        for case in sorted(map(str, self.missed)):
            self.say(f"  not killed: {case}")
        if len(self.missed) > may_miss:
            self._miss_the_mark(f"{len(self.missed)} cases without their kill, and {may_miss} may be")

    def _miss_the_mark(self, how: str) -> None:
        self.failures += 1
        self.say(f"VIOLATION: {how}")

    def _tell_time(self) -> None:
        took, promised = perf_counter() - self._began, self._wish.promised
        kept = "kept" if took <= promised else "NOT kept"
        self.say(f"took {took / 60:.1f} minutes; {promised // 60} on two cores are promised: {kept}")


def main() -> int:
    """Prepare, choose, try, report."""
    global _ground  # noqa: PLW0603 - workers are forked with it
    try:
        wish = Wish.from_environment()
    except ValueError as error:
        print(f"SEED, FULL or POINT makes no sense: {error}", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    report = Report(wish)
    report.say(f"seed {wish.seed}, {wish.size} members, {len(PHASES)} phases")
    with tempfile.TemporaryDirectory() as folder:
        _ground = asyncio.run(prepare(Path(folder), wish.size))
        report.say("the story was played undisturbed")
        if wish.point is not None:
            for verdict in _tried([wish.point]):
                report.verdict(verdict)
            return report.end(least=1, may_miss=0)
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as workers:
            return _all(workers, wish, report)


def _all(workers: ProcessPoolExecutor, wish: Wish, report: Report) -> int:
    points: dict[int, Sequence[Point]] = {}
    for phase, verdict in workers.map(_rehearsed, range(len(PHASES))):
        points[phase] = verdict.passed
        report.verdict(verdict)
    report.points(points)
    everything = [case for cases in by_kind(points).values() for case in cases]
    cases = everything if wish.full else drawn(points, LEAST + SPARE, wish.seed)
    real, twice = as_processes(cases, REAL, wish.seed), twice_killed(cases, AGAIN, wish.seed)
    report.say(
        f"{len(cases)} are tried, {len(real)} also with a process, {len(twice)} also with a second kill"
    )
    _run(workers, [real, twice, *_parts(cases)], report)
    for _ in range(RETRIES):
        if missed := report.take_missed():
            report.say(f"{len(missed)} cases ended without their kill, and are tried once more")
            _run(workers, [[case] for case in missed], report)
    may_miss = wish.may_miss(len(cases) + len(real) + len(twice))
    return report.end(1 if wish.full else LEAST, may_miss)


def _run(workers: ProcessPoolExecutor, parts: Sequence[Sequence[Case]], report: Report) -> None:
    for number, done in enumerate(as_completed([workers.submit(_tried, part) for part in parts]), 1):
        for verdict in done.result():
            report.verdict(verdict)
        if number % 20 == 0:
            report.say(f"{report.struck.total()} kills")


def _parts(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    for start in range(0, len(cases), len(KINDS)):
        yield cases[start : start + len(KINDS)]


if __name__ == "__main__":
    sys.exit(main())
