"""The house rules of communities, read from YAML files: check-ins, points, stages, the digest and others."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from config.certificates import CertificatePolicy, read_certificates
from config.check_ins import CheckInPolicy
from config.introduction import IntroductionPolicy, read_introduction
from config.levels import LevelPolicy, read_levels
from config.points import PointPolicy, read_points
from config.reading import Part, read_yaml
from config.tags import TagPolicy, read_tags
from config.todos import TodoPolicy, read_todos
from core.localtime import format_wall, parse_wall

DEFAULT = Path(__file__).with_name("policies.yaml")

Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class StagePolicy(Part):
    """Where the stages of members begin, in days of local time and in points."""

    new_days: Positive
    at_risk_days: Positive
    gone_days: Positive
    core_points: Positive
    core_streak: Positive
    grace_days: Annotated[int, Field(strict=True, ge=0, le=365)]
    daily_at: str

    @field_validator("daily_at")
    @classmethod
    def _time_of_day(cls, at: str) -> str:
        return format_wall(parse_wall(at))


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
    authors_days: Positive


class Policies(Part):
    """All house rules."""

    check_in: CheckInPolicy
    points: PointPolicy = Field(default_factory=read_points)
    stages: StagePolicy
    digest: DigestPolicy
    retention: RetentionPolicy
    levels: LevelPolicy = Field(default_factory=read_levels)
    introduction: IntroductionPolicy = Field(default_factory=read_introduction)
    todos: TodoPolicy = Field(default_factory=read_todos)
    tags: TagPolicy = Field(default_factory=read_tags)
    certificates: CertificatePolicy = Field(default_factory=read_certificates)
    comes_back_within_days: Positive


def read_policies(path: Path = DEFAULT) -> Policies:
    """The house rules in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, Policies)
