"""Triggers: what starts a script. Each item of `start:` has a key `on:` that names the event."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sop.language.conditions import Stage
from sop.language.days import Weekdays
from sop.language.model import Model
from sop.language.values import Count, Id, TagName, TimeOfDay


class OnMember(Model):
    """Something happened to a member: joined for the first time, came back, left, or checked in."""

    example: ClassVar[str] = "{on: member_joined}"

    on: Literal["member_joined", "member_returned", "member_left", "check_in"] = Field(
        description="The event.", examples=["member_joined"]
    )


class OnTag(Model):
    """A tag was put on or taken off a member, by whomever."""

    example: ClassVar[str] = "{on: tag_added, tag: vip}"

    on: Literal["tag_added", "tag_removed"] = Field(description="The event.", examples=["tag_added"])
    tag: TagName = Field(description="The tag.", examples=["vip"])


class OnPoints(Model):
    """A member's points rise to a number."""

    example: ClassVar[str] = "{on: points_reached, points: 100}"

    on: Literal["points_reached"] = Field(description="The event.", examples=["points_reached"])
    points: Count = Field(description="The number.", examples=[100])


class OnLevel(Model):
    """A member reaches a level for the first time; without a level, any."""

    example: ClassVar[str] = "{on: level_reached, level: 3}"

    on: Literal["level_reached"] = Field(description="The event.", examples=["level_reached"])
    level: Count | None = Field(None, description="The level.", examples=[3])


class OnBadge(Model):
    """A member earns a badge; without a name, any."""

    example: ClassVar[str] = "{on: badge_earned, badge: streak_7}"

    on: Literal["badge_earned"] = Field(description="The event.", examples=["badge_earned"])
    badge: Id | None = Field(None, description="The badge.", examples=["streak_7"])


class OnStage(Model):
    """A member's stage changes: to whatever stage, upwards, or downwards."""

    example: ClassVar[str] = "{on: demoted, to: at_risk}"

    on: Literal["stage_changed", "promoted", "demoted"] = Field(
        description="The event: any change, a rise, a fall.", examples=["demoted"]
    )
    from_: Stage | None = Field(None, alias="from", description="Only from this stage.", examples=["core"])
    to: Stage | None = Field(None, description="Only to this stage.", examples=["at_risk"])


class OnMessage(Model):
    """A member writes certain words or a #hashtag in the group. With neither key: any message."""

    example: ClassVar[str] = "{on: message, contains: [求助, help]}"

    on: Literal["message"] = Field(description="The event.", examples=["message"])
    contains: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] | None = Field(
        None,
        min_length=1,
        description="Any of these words, whatever their case.",
        examples=[["求助", "help"]],
    )
    hashtag: TagName | None = Field(None, description="This hashtag, without #.", examples=["作业"])


class OnCommand(Model):
    """A member gives a command of the script's own, such as /camp."""

    example: ClassVar[str] = "{on: command, command: camp}"

    on: Literal["command"] = Field(description="The event.", examples=["command"])
    command: Id = Field(description="The command, without /.", examples=["camp"])


class OnRunFinished(Model):
    """Another script's run has ended."""

    example: ClassVar[str] = "{on: run_finished, sop: onboarding_7day, outcome: goal}"

    on: Literal["run_finished"] = Field(description="The event.", examples=["run_finished"])
    sop: Id = Field(description="The other script.", examples=["onboarding_7day"])
    outcome: Literal["done", "stopped", "goal", "failed"] | None = Field(
        None, description="Only when it ended this way; else however it ended.", examples=["goal"]
    )


class OnSchedule(Model):
    """A local time, daily or on some days: for each member it is for, for the chat, or for each cohort."""

    example: ClassVar[str] = '{on: schedule, at: "20:00", days: mon-fri}'

    on: Literal["schedule"] = Field(description="The event.", examples=["schedule"])
    at: TimeOfDay = Field(description="The local time.", examples=["20:00"])
    days: Weekdays | None = Field(None, description="Only on these days of the week.", examples=["mon-fri"])


class OnCohort(Model):
    """A cohort was created, or its start date has come (00:00). Steps before day 1 need `cohort_created`."""

    example: ClassVar[str] = "{on: cohort_started}"

    on: Literal["cohort_started", "cohort_created"] = Field(
        description="The event.", examples=["cohort_started"]
    )


TRIGGERS = (
    OnMember,
    OnTag,
    OnPoints,
    OnLevel,
    OnBadge,
    OnStage,
    OnMessage,
    OnCommand,
    OnRunFinished,
    OnSchedule,
    OnCohort,
)
Trigger = Annotated[
    OnMember
    | OnTag
    | OnPoints
    | OnLevel
    | OnBadge
    | OnStage
    | OnMessage
    | OnCommand
    | OnRunFinished
    | OnSchedule
    | OnCohort,
    Field(discriminator="on"),
]
