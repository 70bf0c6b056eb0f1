"""`/checkin` by members for whom a script waits: points, streak, facts, the run goes on, an answer is planned."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.arriving import FLOOR, BareAiogram, batches, joined, said
from benchmarks.messages import handled
from benchmarks.program import Programme, running_program
from benchmarks.rounds import ROUNDS, Comparison, Promise, compare
from handlers.incoming import RawUpdate

CHECK_INS_A_ROUND = 500
PEOPLE = CHECK_INS_A_ROUND * (ROUNDS + 1)
"""In each round, and in the one to warm up, others: nobody checks in twice a day."""

DAILY = """\
sop: daily
start: [{on: member_joined}]
stop_when: [left, opted_out]
goal: {check_ins: {at_least: 7, since: start}, then: done}
steps:
  - id: daily
    each: {day: 1..30, at: "09:00"}
    do:
      - say: {to: private, else: skip, text: "第 {{ day }} 天，早上好！", buttons: [{text: 打卡, check_in: true}]}
      - wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: skip, text: 今天还没打卡}}]}
  - id: done
    at: day 31 09:00
    do:
      - tag: done
"""


async def measure(folder: Path) -> Comparison:
    """Check-ins a second."""
    async with running_program(folder / "check_ins", daily=DAILY) as program:
        crowd = Crowd(program)
        await crowd.begins()
        bare, inbound = BareAiogram(program.app.bot), program.inbound()

        return await compare(
            "/checkin with points, streak, a run that goes on, an answer", "check-ins/s", FLOOR,
            lambda: bare.handle(crowd.round(range(CHECK_INS_A_ROUND))),
            lambda: handled(inbound, crowd.checks_in()), Promise(0.2, 0.35),
        )  # fmt: skip


class Crowd:
    """Members who have checked in once; on the next morning a run waits for each of them."""

    def __init__(self, program: Programme) -> None:
        self._program = program
        self._numbers = itertools.count(1_000_000)
        self._rest = iter(range(PEOPLE))

    async def begins(self) -> None:
        """All join, wait from nine o'clock on, check in, and wait again the next day."""
        program = self._program
        at = program.app.clock.now()
        joins = [joined(next(self._numbers), at, program.group, person) for person in range(PEOPLE)]
        for updates in (joins, None):
            inbound = program.inbound()
            for batch in batches(updates or self.round(range(PEOPLE))):
                await inbound.handle(batch)
            await program.next_morning()

    def checks_in(self) -> Sequence[RawUpdate]:
        """Some who have not yet today."""
        return self.round(itertools.islice(self._rest, CHECK_INS_A_ROUND))

    def round(self, people: Iterable[int]) -> Sequence[RawUpdate]:
        """Each of them says it once."""
        at = self._program.app.clock.now() + timedelta(minutes=1)
        return [said(next(self._numbers), at, self._program.group, one, "/checkin") for one in people]
