"""`wait`: for a time, or for something to happen or to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Discriminator, Field
from pydantic import Tag as Variant

from sop.language.conditions import AtLeastOneKey, Condition
from sop.language.model import Model
from sop.language.texts import Title
from sop.language.values import Count, Deadline, Duration, Flag

if TYPE_CHECKING:
    from sop.actions import Actions

Awaited = Literal["check_in", "message", "started_private"]


def _kind(raw: object) -> str:
    return "(event)" if isinstance(raw, str) else "(condition)"


class Prompt(Title):
    """What a member is asked to write about: plain, without variables."""

    limit: ClassVar[int] = 120


class Wants(AtLeastOneKey):
    """What a check-in must bring on such a day to count, so that it is more than a press."""

    min_length: Count | None = Field(
        None,
        description="So many characters besides the word for checking in; a button alone is not enough then.",
        examples=[15],
    )
    prompts: tuple[Prompt, ...] | None = Field(
        None,
        min_length=1,
        max_length=31,
        description="What to write about: each day the next one, then from the beginning again.",
        examples=[["今天学会了什么？", "哪一步最难？"]],
    )
    photo: Flag = Field(
        False,
        description="A photo is needed; the member's photo counts without the word for checking in.",
        examples=[True],
    )
    keep: tuple[Literal["text", "picture"], ...] = Field(
        (),
        description="What is kept of it. What is kept is compared: too much alike, and an assistant is asked to look.",
        examples=[["text", "picture"]],
    )


class Wait(Model):
    """Waits. `wait: 2h` waits for a time. With `for`, what holds already passes at once; when it has not come
    by the deadline, `none` happens instead of the rest of the step.
    """

    short_for: ClassVar[str | None] = "pause"
    example: ClassVar[str] = (
        'wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: mention, text: 还没打卡}}]}'
    )

    pause: Duration | None = Field(
        None, description="Only a time: `wait: 2h` is short for it.", examples=["2h"]
    )
    for_: (
        Annotated[
            Annotated[Awaited, Variant("(event)")] | Annotated[Condition, Variant("(condition)")],
            Discriminator(_kind),
        ]
        | None
    ) = Field(
        None,
        alias="for",
        description="What it waits for: `check_in`, `message`, `started_private`, or a condition.",
        examples=["check_in", {"tag": "paid"}],
    )
    until: Deadline | None = Field(
        None,
        description="With `for`: the latest moment, on the step's day or on a day of the run.",
        examples=["20:00"],
    )
    within: Duration | None = Field(
        None, description="With `for`: how long at most, instead of `until`.", examples=["2h"]
    )
    since: Literal["start", "step", "day"] | None = Field(
        None,
        description="With an event: since when it counts. A check-in counts since the beginning of the "
        "step's day, anything else since the step began.",
        examples=["day"],
    )
    wants: Wants | None = Field(
        None,
        description="With `for: check_in`: what the check-in must bring on that day. It holds from the day's "
        "beginning, before the step too.",
        examples=[{"min_length": 15, "keep": ["text"]}],
    )
    none: Actions | None = Field(
        None,
        description="With `for`, required: what happens when it does not come; may be `[]`.",
        examples=[[{"tag": "silent"}]],
    )
