"""Levels and badges, read from a YAML file: what they take, how they are called, what they unlock."""

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from config.reading import Part, Wording, read_yaml
from core.tags import TAG_PATTERN

DEFAULT = Path(__file__).with_name("levels.yaml")

LONGEST_TITLE = 16
"""Characters of a tag that Telegram shows beside a member's name."""

Amount = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Times = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class Level(Part):
    """One level: the points earned in all from which it holds."""

    points: Amount
    title: Wording
    unlocks: dict[Name, Wording] = Field(default_factory=dict)
    """What it opens, by the name that scripts ask for, and what people call it."""

    @field_validator("title")
    @classmethod
    def _short(cls, title: Wording) -> Wording:
        if max(len(title.zh), len(title.en)) > LONGEST_TITLE:
            raise ValueError(f"a title has at most {LONGEST_TITLE} characters")
        return title


class Deeds(Part):
    """What a badge takes; everything that is named must hold. `tag` and `thanked_by` stand alone."""

    streak: Times | None = None
    check_ins: Times | None = None
    points: Times | None = None
    level: Times | None = None
    tag: Annotated[str, Field(pattern=TAG_PATTERN)] | None = None
    thanked_by: Times | None = None

    @model_validator(mode="after")
    def _some(self) -> "Deeds":
        if not self.model_fields_set:
            raise ValueError("a badge takes at least one deed")
        if self.model_fields_set & {"tag", "thanked_by"} and len(self.model_fields_set) > 1:
            raise ValueError("tag and thanked_by stand alone")
        return self


class Badge(Part):
    """One badge."""

    emoji: str = Field(min_length=1, max_length=8)
    title: Wording
    when: Deeds
    announce: bool = False


class LevelPolicy(Part):
    """All levels, from low to high, and all badges by name."""

    levels: tuple[Level, ...] = Field(min_length=1, max_length=99)
    badges: dict[Name, Badge] = Field(default_factory=dict)
    gather_minutes: Annotated[int, Field(strict=True, ge=1, le=24 * 60)]

    @field_validator("levels")
    @classmethod
    def _rising(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        points = [level.points for level in levels]
        if points[0] != 0:
            raise ValueError("the first level is everybody's, from 0 points on")
        if any(later <= earlier for earlier, later in pairwise(points)):
            raise ValueError("each level takes more points than the one before")
        return levels

    @cached_property
    def _steps(self) -> tuple[int, ...]:
        return tuple(level.points for level in self.levels)

    @cached_property
    def by_tag(self) -> dict[str, tuple[str, ...]]:
        """The badges that a tag brings."""
        tags = {badge.when.tag for badge in self.badges.values() if badge.when.tag is not None}
        return {
            tag: tuple(name for name, badge in self.badges.items() if badge.when.tag == tag) for tag in tags
        }

    @cached_property
    def by_thanks(self) -> dict[str, int]:
        """The badges that thanks bring, and of how many people."""
        return {
            name: badge.when.thanked_by
            for name, badge in self.badges.items()
            if badge.when.thanked_by is not None
        }

    @cached_property
    def by_deeds(self) -> tuple[tuple[str, Deeds], ...]:
        """The badges that the member's own figures bring."""
        alone = {*self.by_thanks, *(name for names in self.by_tag.values() for name in names)}
        return tuple((name, badge.when) for name, badge in self.badges.items() if name not in alone)

    @cached_property
    def _unlocked(self) -> tuple[frozenset[str], ...]:
        unlocked: list[frozenset[str]] = []
        for level in self.levels:
            unlocked.append((unlocked[-1] if unlocked else frozenset()).union(level.unlocks))
        return tuple(unlocked)

    def level_of(self, earned: int) -> int:
        """The level, from 1 on, of whoever has earned so many points in all."""
        return max(1, bisect_right(self._steps, earned))

    def title(self, level: int, locale: str) -> str:
        """How a level is called; one above the highest, after levels were taken out, like that one."""
        return self.levels[min(level, len(self.levels)) - 1].title.in_locale(locale)

    def next_at(self, level: int) -> int | None:
        """The points from which the level after this one holds; None after the last."""
        return self._steps[level] if level < len(self._steps) else None

    def unlocked(self, earned: int) -> frozenset[str]:
        """What whoever has earned so many points may do."""
        return self._unlocked[self.level_of(earned) - 1]


def read_levels(path: Path = DEFAULT) -> LevelPolicy:
    """The levels and badges in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, LevelPolicy)
