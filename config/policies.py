"""The house rules of communities, read from a YAML file: points, check-ins, stages, the digest."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from config.check_ins import CheckInPolicy
from config.levels import LevelPolicy, read_levels
from config.reading import Part, Wording, read_yaml
from config.todos import TodoPolicy, read_todos
from core.localtime import format_wall, parse_wall

DEFAULT = Path(__file__).with_name("policies.yaml")

Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class PointRule(Part):
    """How many points something earns. `points` and `reason` are None where whoever awards says them."""

    points: Positive | None = None
    reason: Wording | None = None
    a_day: Positive | None = None
    """The most that one member can earn by this rule on one local day."""


class StreakBonus(Part):
    """Extra points when a streak reaches `days`."""

    days: Positive
    points: Positive
    reason: Wording


class PointPolicy(Part):
    """What earns points, and the caps."""

    rules: dict[str, PointRule]
    at_once: Positive
    streaks: tuple[StreakBonus, ...] = ()

    @field_validator("rules")
    @classmethod
    def _names_check_in(cls, rules: dict[str, PointRule]) -> dict[str, PointRule]:
        check_in = rules.get("check_in")
        if check_in is None or check_in.points is None or check_in.reason is None:
            raise ValueError("the rule check_in needs points and a reason")
        return rules

    @cached_property
    def unruled(self) -> PointRule:
        """What holds for a rule the file does not name: no cap."""
        return PointRule()

    def rule(self, name: str) -> PointRule:
        """The rule of that name."""
        return self.rules.get(name, self.unruled)


class StagePolicy(Part):
    """Where the stages of members begin, in days of local time and in points."""

    new_days: Positive
    at_risk_days: Positive
    gone_days: Positive
    core_points: Positive
    core_streak: Positive


class DigestPolicy(Part):
    """When the digest is due and which tag makes a graduate."""

    at: str
    graduated: str

    @field_validator("at")
    @classmethod
    def _time_of_day(cls, at: str) -> str:
        return format_wall(parse_wall(at))


class RetentionPolicy(Part):
    """For how many days what is no ledger is kept; see `storage.retention`."""

    traces_days: Positive
    messages_days: Positive
    held_days: Positive
    records_days: Positive


class Policies(Part):
    """All house rules."""

    check_in: CheckInPolicy
    points: PointPolicy
    stages: StagePolicy
    digest: DigestPolicy
    retention: RetentionPolicy
    levels: LevelPolicy = Field(default_factory=read_levels)
    todos: TodoPolicy = Field(default_factory=read_todos)
    comes_back_within_days: Positive


def read_policies(path: Path = DEFAULT) -> Policies:
    """The house rules in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, Policies)
