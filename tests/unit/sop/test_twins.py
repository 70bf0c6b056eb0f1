"""Runs that stand at the same place are decided once, and come to what each would have come to alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.localtime import local_day
from sop.decide import begin, decide
from sop.program import Program
from sop.state import Cause, Due, Input, Started, World
from sop.state_text import state_of, text_of
from sop.twins import Twins
from tests.unit.sop.invented import programs
from tests.unit.sop.play import program_of
from tests.unit.sop.test_decide_properties import starts, zones


@settings(max_examples=200, deadline=None)
@given(programs(), starts, zones, st.sampled_from(Cause), st.integers(0, 4), st.integers(0, 90))
def test_a_twin_comes_to_what_it_would_have_come_to_alone(
    program: Program, start: datetime, zone: ZoneInfo, cause: Cause, days_in: int, later: int
) -> None:
    world = World(zone, joined_at=start)
    first_day = local_day(start, zone) - timedelta(days=days_in)
    runs = [
        begin(7, start, zone, first_day),
        begin(123_456, start + timedelta(minutes=later), zone, first_day),
    ]
    now = start + timedelta(minutes=later)
    given_: Input = Started(cause)
    for _ in range(8):
        twins = Twins(now)
        for number, run in enumerate(runs):
            decided = twins.decide(program, text_of(run), given_, world)
            assert decided.decision == decide(program, run, given_, now, world)
            assert state_of(decided.state) == decided.decision.run
            runs[number] = decided.decision.run
        due = [run.due_at for run in runs if run.due_at is not None]
        if not due:
            return
        now, given_ = max(due), Due()


def test_of_many_that_wake_together_one_is_decided() -> None:
    program = program_of("""
        steps:
          - id: daily
            each: {day: 2..9, at: "09:00"}
            do:
              - say: {to: private, else: skip, text: 早！}
    """)
    world, joined = World(ZoneInfo("Asia/Shanghai")), datetime(2026, 11, 2, 3, tzinfo=UTC)
    started = [begin(number, joined + timedelta(minutes=number), world.zone) for number in range(1, 50)]
    waiting = [decide(program, run, Started(Cause.ACT), joined, world).run for run in started]
    twins = Twins(datetime(2026, 11, 3, 1, tzinfo=UTC))
    made = [twins.decide(program, text_of(run), Due(), world).decision for run in waiting]

    assert len({id(one.trace) for one in made}) == 1
    assert [one.effects[0].source for one in made] == [f"run:{number}:daily[2]/1" for number in range(1, 50)]
