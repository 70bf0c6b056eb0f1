"""Conditions: structured questions about a member and the time, never code."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from core.selector_text import SelectorText
from sop.language.days import Weekdays
from sop.language.model import Model
from sop.language.values import Count, CountedSince, Flag, Id, Number, TagName, TimeOfDay, refuse

Stage = Literal["new", "active", "core", "at_risk", "gone"]


class AtLeastOneKey(Model):
    """A mapping of optional keys, of which at least one is there."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _not_empty(self) -> AtLeastOneKey:
        fields = type(self).model_fields
        if all(fields[name].is_required() for name in self.model_fields_set):
            keys = (field.alias or name for name, field in fields.items() if not field.is_required())
            raise refuse("no_keys", keys=", ".join(keys))
        return self


class Bounds(AtLeastOneKey):
    """A number compared: `at_least` is inclusive, `below` is not."""

    at_least: Number | None = Field(None, description="This many or more.", examples=[5])
    below: Number | None = Field(None, description="Fewer than this many.", examples=[100])


class CheckInBounds(Model):
    """How many check-ins the member has made since a given moment."""

    at_least: Count | None = Field(None, description="This many or more.", examples=[5])
    below: Count | None = Field(None, description="Fewer than this many.", examples=[7])
    since: CountedSince = Field(
        "start",
        description="Since the start of the run, since midnight (`day`), or for a time back from now.",
        examples=["start", "day", "7d"],
    )

    @model_validator(mode="after")
    def _compares(self) -> CheckInBounds:
        if self.at_least is None and self.below is None:
            raise refuse("no_keys", keys="at_least, below")
        return self


class AnswerTest(AtLeastOneKey):
    """What is asked of one saved answer. An answer that was not given fails every test but `given: false`."""

    is_: str | float | None = Field(None, alias="is", description="Exactly this.", examples=["上海", 3])
    contains: str | None = Field(
        None, description="Has these words in it, whatever their case.", examples=["python"]
    )
    at_least: float | None = Field(None, description="A number, this or more.", examples=[18])
    below: float | None = Field(None, description="A number less than this.", examples=[60])
    given: Flag | None = Field(None, description="Whether there is an answer at all.", examples=[True])


class TimeTest(AtLeastOneKey):
    """Where the local clock stands: hours of the day (over midnight if need be) and days of the week."""

    from_: TimeOfDay | None = Field(None, alias="from", description="From this time on.", examples=["18:00"])
    to: TimeOfDay | None = Field(None, description="Up to but not including this time.", examples=["23:00"])
    days: Weekdays | None = Field(
        None, description="On these days of the week.", examples=["mon-fri", ["sat", "sun"]]
    )


class JoinedTest(AtLeastOneKey):
    """How many local days ago the member joined (today: 0)."""

    days_at_least: Count | None = Field(None, description="This many days ago or more.", examples=[30])
    days_below: Count | None = Field(None, description="Fewer days ago than this.", examples=[7])


class Condition(AtLeastOneKey):
    """A question about the member and the time. Several keys in one mapping must all hold."""

    all_: tuple[Condition, ...] | None = Field(
        None,
        alias="all",
        min_length=1,
        description="Every one of these.",
        examples=[[{"tag": "vip"}, {"stage": "core"}]],
    )
    any_: tuple[Condition, ...] | None = Field(
        None,
        alias="any",
        min_length=1,
        description="At least one of these.",
        examples=[[{"tag": "vip"}, {"tag": "staff"}]],
    )
    not_: Condition | None = Field(
        None, alias="not", description="The opposite of this.", examples=[{"tag": "staff"}]
    )
    tag: TagName | None = Field(None, description="The member carries this tag.", examples=["staff"])
    points: Bounds | None = Field(None, description="The member's points.", examples=[{"at_least": 100}])
    level: Bounds | None = Field(
        None,
        description="The member's level, by the points earned in all.",
        examples=[{"at_least": 3}],
    )
    badge: Id | None = Field(None, description="The member has earned this badge.", examples=["streak_7"])
    unlocked: Id | None = Field(
        None, description="The member's level unlocks this.", examples=["small_groups"]
    )
    check_ins: CheckInBounds | None = Field(
        None, description="The member's check-ins.", examples=[{"at_least": 5, "since": "start"}]
    )
    streak: Bounds | None = Field(
        None,
        description="Days checked in one after the other, up to today or yesterday.",
        examples=[{"at_least": 7}],
    )
    missed: Bounds | None = Field(
        None, description="Check-in days missed in a row, up to yesterday.", examples=[{"at_least": 2}]
    )
    stage: Stage | None = Field(
        None, description="Where the member stands with the community.", examples=["at_risk"]
    )
    answer: dict[Id, AnswerTest] | None = Field(
        None,
        min_length=1,
        description="Answers of this run, by the name they were saved under.",
        examples=[{"city": {"is": "上海"}}],
    )
    time: TimeTest | None = Field(
        None,
        description="The local time now.",
        examples=[{"from": "18:00", "to": "23:00", "days": "mon-fri"}],
    )
    day_off: Flag | None = Field(
        None,
        description="Whether nobody expects the member to check in on that day: the community rests, or they "
        "are on leave.",
        examples=[False],
    )
    reachable: Flag | None = Field(
        None, description="Whether the bot may write to the member in private.", examples=[True]
    )
    joined: JoinedTest | None = Field(
        None, description="How long the member has been here.", examples=[{"days_at_least": 30}]
    )
    who: SelectorText | None = Field(
        None,
        description="The member is one whom this selector means, as in `/who`.",
        examples=["tag:vip points>100", "inactive>7d -stage:new"],
    )
