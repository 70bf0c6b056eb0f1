"""A stage for one run: a script, an invented clock, and a log of what the run does, in local time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

from core.facts import Fact, FactKind
from core.localtime import local_day
from sop.compile import compile_script
from sop.decide import begin, decide
from sop.effects import Effect, ExcuseCheckIn, ExpectCheckIn, Trace, What
from sop.language.loader import load_text
from sop.program import Program
from sop.state import Cause, CheckIn, Due, Happened, Input, RunState, Started, World
from sop.state_text import state_of, text_of


def program_of(text: str) -> Program:
    """A script as a file would have it; `sop:` and its id may be left out."""
    text = dedent(text)
    loaded = load_text(text if text.lstrip().startswith("sop:") else f"sop: play\n{text}")
    return compile_script(loaded.script, loaded.version)


class Play:
    """Instants are written as local times: "11-03 09:00". `heard`: when the program learns of the start."""

    def __init__(
        self,
        text: str,
        start: str,
        *,
        zone: str = "Asia/Shanghai",
        cause: Cause = Cause.ACT,
        first_day: date | None = None,
        heard: str | None = None,
        **world: Any,
    ) -> None:
        self.program = program_of(text)
        self.zone = ZoneInfo(zone)
        started_at = self.instant(start)
        self.now = self.instant(heard or start)
        self.world = World(self.zone, joined_at=started_at, **world)
        self.log: list[str] = []
        self.trace: list[str] = []
        self.lines: list[Trace] = []
        """The same with their particulars."""
        self.effects: list[Effect] = []
        self.expectations: list[Effect] = []
        """Check-ins expected and excused; all other effects are in `effects`."""
        self.run: RunState = begin(1, started_at, self.zone, first_day)
        self.give(Started(cause))

    def instant(self, local: str) -> datetime:
        return datetime.fromisoformat(f"2026-{local}").replace(tzinfo=self.zone).astimezone(UTC)

    def local(self, instant: datetime) -> str:
        return instant.astimezone(self.zone).strftime("%m-%d %H:%M")

    def give(self, given: Input) -> None:
        """Let the run decide on one input, at the present time."""
        decision = decide(self.program, self.run, given, self.now, self.world)
        self.run = state_of(text_of(decision.run))
        assert self.run == decision.run
        at = self.local(self.now)
        done = [one for one in decision.effects if not isinstance(one, ExpectCheckIn | ExcuseCheckIn)]
        self.expectations += [one for one in decision.effects if one not in done]
        self.effects += done
        self.log += [f"{at} {type(one).__name__} {one.label}".rstrip() for one in done]
        self.lines += decision.trace
        self.trace += [f"{at} {line.label} {line.what}" for line in decision.trace]

    def until(self, local: str) -> None:
        """Let time pass; the run wakes whenever something is due."""
        when = self.instant(local)
        while self.run.due_at is not None and self.run.due_at <= when:
            self.now = self.run.due_at
            self.give(Due())
        self.now = when

    def wake_late(self, local: str) -> None:
        """Let time pass without the program running; it wakes only now."""
        self.now = self.instant(local)
        self.give(Due())

    def happens(self, kind: FactKind, local: str | None = None, **data: Any) -> None:
        """Something happens now, or happened at `local` and is heard of now."""
        at = self.now if local is None else self.instant(local)
        self.give(Happened(Fact(kind, community_id=1, at=at, member_id=7, data=data)))

    def tells(self, kind: FactKind, label: str, local: str | None = None, **data: Any) -> None:
        """Something happens to the question, task or gate at this label."""
        self.happens(kind, local, key=f"run:1:{label}", **data)

    def checks_in(self, local: str | None = None) -> None:
        at = self.now if local is None else self.instant(local)
        made = CheckIn(local_day(at, self.zone), at)
        self.world = replace(self.world, check_ins=(*self.world.check_ins, made))
        self.happens(FactKind.CHECK_IN, local)

    def is_tagged(self, *tags: str) -> None:
        """The member carries these tags now."""
        self.world = replace(self.world, tags=frozenset(tags))
        self.happens(FactKind.TAG_ADDED, tag=tags[-1])

    @property
    def waiting(self) -> list[str]:
        """Every place: what it waits for, its label, until when."""
        return [
            f"{place.wait} {place.label} {self.local(place.at) if place.at else ''}".rstrip()
            for place in self.run.places
        ]

    def told(self, what: What) -> list[dict[str, Any]]:
        """The particulars of the lines that report this."""
        return [dict(line.detail) for line in self.lines if line.what is what]

    @property
    def did(self) -> list[str]:
        """What came of it, in order, without the times."""
        return [line[12:] for line in self.log]

    def done_at(self, label: str) -> list[str]:
        """When effects came from this label."""
        return [line.removesuffix(f" {label}") for line in self.log if line.endswith(f" {label}")]
