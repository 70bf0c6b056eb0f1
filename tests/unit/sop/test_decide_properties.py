"""What holds of every script and every life: nothing is done twice, nothing hangs, a crash is harmless."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import Fact, FactKind
from core.localtime import local_day
from sop.decide import begin, decide
from sop.effects import Effect, Finish, Trace
from sop.language.script import Each
from sop.program import Program
from sop.state import (
    Cause,
    CheckIn,
    Due,
    Happened,
    Input,
    Outcome,
    RunState,
    Skip,
    Started,
    StepNow,
    Stop,
    Wait,
    World,
)
from sop.state_text import state_of, text_of
from tests.unit.sop.invented import programs

STARTS = datetime(2026, 3, 26, 0, 0, tzinfo=UTC)
"""Three days before Europe's clocks go forward."""

zones = st.sampled_from(
    [ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Australia/Lord_Howe")]
)
starts = st.integers(0, 24 * 60).map(lambda minutes: STARTS + timedelta(minutes=minutes))
happenings = st.sampled_from(
    ["due", "due", "check_in", "message", "red", "blue", "left", "delivered", "unreachable", "answered",
     "declined", "closed", "could_not", "yes", "no", "skip", "step_now", "stop"]
)  # fmt: skip
lives = st.lists(st.tuples(st.sampled_from([0, 1, 20, 45, 400, 1500, 9000]), happenings), max_size=25)


class Life:
    """One run, checked at every decision."""

    def __init__(self, program: Program, now: datetime, zone: ZoneInfo, cause: Cause, days_in: int) -> None:
        self.program = program
        self.now = now
        self.world = World(zone, joined_at=now)
        self.sources: set[str] = set()
        self.effects: list[Effect] = []
        self.trace: list[Trace] = []
        first_day = local_day(now, zone) - timedelta(days=days_in)
        self.run: RunState = begin(1, now, zone, first_day)
        self.give(Started(cause))

    def give(self, given: Input) -> None:
        before = self.run
        decision = decide(self.program, before, given, self.now, self.world)
        again = decide(self.program, state_of(text_of(before)), given, self.now, self.world)
        after = decision.run
        assert decision == again, "the same state and input decide the same, before and after a crash"
        assert state_of(text_of(after)) == after
        sources = [effect.source for effect in decision.effects]
        assert len(set(sources)) == len(sources)
        assert self.sources.isdisjoint(sources), "no source is ever used twice"
        self.sources.update(sources)
        self.effects += decision.effects
        self.trace += decision.trace
        changed = replace(after, generation=0) != replace(before, generation=0) or bool(decision.effects)
        assert after.generation == before.generation + changed
        if isinstance(given, Due | Started):
            assert after.due_at is None or after.due_at > self.now
        self.run = after
        self.check_places()

    def check_places(self) -> None:
        if self.run.outcome is not None:
            assert self.run.places == ()
        assert (self.run.outcome is not None) == any(isinstance(effect, Finish) for effect in self.effects)
        assert self.run.places or self.run.outcome is not None
        labels = [place.label for place in self.run.places]
        assert len(set(labels)) == len(labels)
        threads = sum(
            len(step.begins.day) if isinstance(step.begins, Each) else 1
            for step in self.program.steps.values()
        )
        assert len(labels) <= len(self.program.heads) + threads + self.run.turns

    def happens(self, what: str) -> None:
        if what == "due":
            self.give(Due())
        elif what in ("skip", "step_now", "stop"):
            self.steer(what)
        elif what in ("red", "blue"):
            self.world = replace(self.world, tags=self.world.tags ^ {what})
            self.fact(FactKind.TAG_ADDED, tag=what)
        elif what == "check_in":
            made = CheckIn(local_day(self.now, self.world.zone), self.now)
            self.world = replace(self.world, check_ins=(*self.world.check_ins, made))
            self.fact(FactKind.CHECK_IN)
        elif what == "message":
            self.world = replace(self.world, last_message_at=self.now)
            self.fact(FactKind.MESSAGE, text="hi", chat=1)
        elif what == "left":
            self.fact(FactKind.MEMBER_LEFT)
        else:
            self.hears(what)

    def steer(self, what: str) -> None:
        if what == "stop":
            self.give(Stop("by_hand"))
        elif what == "step_now":
            self.give(StepNow(next(iter(self.program.steps))))
        elif self.run.places:
            self.give(Skip(self.run.places[-1].label))

    def hears(self, what: str) -> None:
        """Tell the first place that such news can be about."""
        kind, waits, data = {
            "delivered": (FactKind.DELIVERED, {Wait.DELIVERY}, {}),
            "unreachable": (FactKind.UNREACHABLE, {Wait.DELIVERY}, {}),
            "answered": (FactKind.ANSWERED, {Wait.DELIVERY, Wait.ANSWER}, {"value": "me"}),
            "declined": (FactKind.DECLINED, {Wait.ANSWER}, {}),
            "closed": (FactKind.TASK_CLOSED, {Wait.TASK}, {"outcome": "done"}),
            "could_not": (FactKind.TASK_CLOSED, {Wait.TASK}, {"outcome": "could_not"}),
            "yes": (FactKind.GATE_DECIDED, {Wait.GATE}, {"outcome": "yes"}),
            "no": (FactKind.GATE_DECIDED, {Wait.GATE}, {"outcome": "no"}),
        }[what]
        label = next((place.label for place in self.run.places if place.wait in waits), "nowhere")
        self.fact(kind, key=f"run:1:{label}", **data)

    def fact(self, kind: FactKind, **data: object) -> None:
        self.give(Happened(Fact(kind, 1, self.now, member_id=7, data=data)))

    def live_on_until_over(self) -> None:
        """Let time pass, and close the to-dos that somebody must close, until nothing is left to wait for."""
        for _ in range(300):
            if self.run.outcome is not None:
                return
            if self.run.due_at is not None:
                self.now = max(self.now, self.run.due_at)
                self.give(Due())
            else:
                self.hears("closed")
        raise AssertionError(f"still waiting: {self.run.places}")


@settings(max_examples=150, deadline=None)
@given(programs(), starts, zones, st.sampled_from(Cause), st.integers(0, 4), lives)
def test_any_life_of_any_script(
    program: Program, start: datetime, zone: ZoneInfo, cause: Cause, days_in: int, life: list[tuple[int, str]]
) -> None:
    lived = Life(program, start, zone, cause, days_in)
    for passed, what in life:
        lived.now += timedelta(minutes=passed)
        lived.happens(what)
    lived.live_on_until_over()

    assert sum(isinstance(effect, Finish) for effect in lived.effects) == 1
    assert lived.run.outcome is not Outcome.FAILED


@settings(max_examples=150, deadline=None)
@given(programs(with_ends=False), starts, zones, st.sampled_from(Cause), st.integers(1, 29))
def test_time_in_jumps_comes_to_the_same_as_time_in_steps(
    program: Program, start: datetime, zone: ZoneInfo, cause: Cause, jump: int
) -> None:
    end = start + timedelta(days=3)
    stepped, jumped = Life(program, start, zone, cause, 0), Life(program, start, zone, cause, 0)
    while stepped.run.due_at is not None and stepped.run.due_at <= end:
        stepped.now = stepped.run.due_at
        stepped.give(Due())
    while jumped.now < end:
        jumped.now = min(end, jumped.now + timedelta(minutes=jump))
        if jumped.run.due_at is not None and jumped.run.due_at <= jumped.now:
            jumped.give(Due())

    assert _but_expectations(jumped) == _but_expectations(stepped)
    assert jumped.sources <= stepped.sources
    assert {place.label: place.at for place in jumped.run.places} == {
        place.label: place.at for place in stepped.run.places
    }


def _but_expectations(life: Life) -> set[str]:
    """What was done. Nobody is expected to check in by a deadline that was over when the wait was reached."""
    return {source for source in life.sources if not source.endswith((":expect", ":excuse"))}


@settings(max_examples=100, deadline=None)
@given(programs(), starts, zones)
def test_a_run_survives_years_of_downtime(program: Program, start: datetime, zone: ZoneInfo) -> None:
    lived = Life(program, start, zone, Cause.CLOCK, 0)
    lived.now += timedelta(days=1000)
    lived.give(Due())
    lived.live_on_until_over()

    assert lived.run.outcome is not Outcome.FAILED
