"""A script as a whole: what starts it, who it is for, when it ends, and its steps."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field
from pydantic import Tag as Variant

from sop.actions import Item
from sop.language.conditions import Condition
from sop.language.days import Days
from sop.language.model import Model
from sop.language.texts import Title
from sop.language.triggers import Trigger
from sop.language.values import Again, Id, MomentText, Span, TimeOfDay

StopEvent = Literal["left", "opted_out"]


class Goal(Condition):
    """What the script is after: a condition, with all its keys, and the step to go to when it holds."""

    then: Id = Field(description="The step to go to; all other waiting ends.", examples=["graduate"])


class Each(Model):
    """A step that is done on several days, each time at the same local time."""

    day: Days = Field(description="The days of the run.", examples=["2..7", [1, 3, 5]])
    at: TimeOfDay = Field(description="The local time.", examples=["09:00"])


class Input(Model):
    """A value that may differ from group to group; `{{ name }}` in texts. The owner fills it in by `/setup`;
    without a default nothing starts before.
    """

    title: Title = Field(description="What it is, for who fills it in.", examples=["Where the rules are"])
    default: str | int | float | None = Field(
        None, description="Its value when nothing else is said.", examples=["https://example.org/rules"]
    )
    type: Literal["text", "number"] = Field("text", description="What may be filled in.", examples=["number"])


class Step(Model):
    """A moment of the script and what is done then. With a time of its own (`at`, `each`) it begins then,
    even while another step still waits; without one it follows the step before it.
    """

    id: Id = Field(description="Its name: in traces, and to skip it or run it now.", examples=["greet"])
    title: Title | None = Field(None, description="What people read instead of the id.", examples=["欢迎"])
    at: MomentText | None = Field(
        None, description="When it begins.", examples=["start", "start + 2h", "day 7 21:00"]
    )
    each: Each | None = Field(
        None, description="On which days it is repeated.", examples=[{"day": "2..7", "at": "09:00"}]
    )
    late: Literal["skip", "do"] | None = Field(
        None,
        description="What to do when its time is more than 30 minutes past. Unless stated, messages and "
        "questions are skipped, and everything else is done.",
        examples=["skip"],
    )
    do: tuple[Item, ...] = Field(
        min_length=1, description="The actions, one after the other.", examples=[[{"tag": "introduced"}]]
    )


def _stop_kind(raw: object) -> str:
    return "(event)" if isinstance(raw, str) else "(condition)"


StopReason = Annotated[
    Annotated[StopEvent, Variant("(event)")] | Annotated[Condition, Variant("(condition)")],
    Discriminator(_stop_kind),
]


class Script(Model):
    """One procedure."""

    sop: Id = Field(description="The script's id, unique in its language.", examples=["onboarding_7day"])
    title: Title | None = Field(
        None,
        description="What people read.",
        examples=["新人七日", {"zh": "新人七日", "en": "The first seven days"}],
    )
    for_: Literal["member", "cohort", "chat"] = Field(
        "member",
        alias="for",
        description="Whose run it is: one for each member, chat or cohort.",
        examples=["cohort"],
    )
    start: tuple[Trigger, ...] = Field(
        (),
        description="What starts it. Without: only `/sop start` and the action `run`.",
        examples=[[{"on": "member_joined"}]],
    )
    when: Condition | None = Field(None, description="Who it is for.", examples=[{"not": {"tag": "staff"}}])
    mode: Literal["single", "restart", "parallel"] = Field(
        "single",
        description="A second start while a run goes on: is ignored, begins anew, or runs beside it.",
        examples=["restart"],
    )
    stop_when: tuple[StopReason, ...] = Field(
        (),
        description="What ends it early: `left`, `opted_out`, or a condition.",
        examples=[["left", {"tag": "opted_out"}]],
    )
    goal: Goal | None = Field(
        None,
        description="What it is after; reached early, it goes to that step at once.",
        examples=[{"check_ins": {"at_least": 7, "since": "start"}, "then": "graduate"}],
    )
    again: Again = Field(
        "never",
        description="Whether it starts again for who left and came back: never, always, or that long after.",
        examples=["30d"],
    )
    quiet: Span | None = Field(
        None,
        description="Local hours of silence; what the clock would say then is said when they end. Unless stated, "
        "the community's (`/setup`).",
        examples=["22:30-08:00"],
    )
    inputs: dict[Id, Input] = Field(
        {},
        description="Values that may differ from group to group.",
        examples=[{"rules_url": {"title": "Where the rules are", "default": "https://example.org/rules"}}],
    )
    steps: tuple[Step, ...] = Field(
        min_length=1,
        max_length=100,
        description="The steps, in order.",
        examples=[[{"id": "greet", "do": [{"say": {"to": "chat", "text": "欢迎！"}}]}]],
    )
