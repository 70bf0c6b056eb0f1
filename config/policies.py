"""The house rules of communities, read from a YAML file: points, check-ins, stages, the digest."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.errors import ConfigurationError
from core.localtime import format_wall, parse_wall

DEFAULT = Path(__file__).with_name("policies.yaml")

Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(_Part):
    """The same words in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_locale(self, locale: str) -> str:
        """The words in `zh` or `en`."""
        return self.zh if locale == "zh" else self.en


class PointRule(_Part):
    """How many points something earns. `points` and `reason` are None where whoever awards says them."""

    points: Positive | None = None
    reason: Wording | None = None
    a_day: Positive | None = None
    """The most that one member can earn by this rule on one local day."""


class StreakBonus(_Part):
    """Extra points when a streak reaches `days`."""

    days: Positive
    points: Positive
    reason: Wording


class PointPolicy(_Part):
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


class CheckInPolicy(_Part):
    """What counts as a check-in in a message."""

    keywords: tuple[Annotated[str, Field(min_length=1)], ...]
    hashtags: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...]


class StagePolicy(_Part):
    """Where the stages of members begin, in days of local time and in points."""

    new_days: Positive
    at_risk_days: Positive
    gone_days: Positive
    core_points: Positive
    core_streak: Positive


class DigestPolicy(_Part):
    """When the digest is due and which tag makes a graduate."""

    at: str
    graduated: str

    @field_validator("at")
    @classmethod
    def _time_of_day(cls, at: str) -> str:
        return format_wall(parse_wall(at))


class RetentionPolicy(_Part):
    """For how many days what is no ledger is kept; see `storage.retention`."""

    traces_days: Positive
    messages_days: Positive
    held_days: Positive
    records_days: Positive


class Policies(_Part):
    """All house rules."""

    check_in: CheckInPolicy
    points: PointPolicy
    stages: StagePolicy
    digest: DigestPolicy
    retention: RetentionPolicy
    comes_back_within_days: Positive


def read_policies(path: Path = DEFAULT) -> Policies:
    """The house rules in a file; ConfigurationError names the first mistake."""
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(content, Mapping):
            raise ConfigurationError(f"{path.name}: expected a mapping of policies")
        return Policies.model_validate(content)
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path.name}: {where}: {first['msg']}") from error
