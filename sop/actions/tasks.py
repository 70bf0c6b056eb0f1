"""`task`: a piece of work for a person of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from sop.language.model import Model
from sop.language.texts import Phrase, Words
from sop.language.values import Duration, Flag

if TYPE_CHECKING:
    from sop.actions import Actions


class Task(Model):
    """Opens a to-do. The script goes on at once unless `wait: true`."""

    example: ClassVar[str] = (
        'task: {for: assistant, text: "跟进 {{ member }}：问问有什么困难", due: 2d, escalate: owner}'
    )

    for_: Literal["assistant", "owner"] = Field(
        alias="for", description="Who does it.", examples=["assistant"]
    )
    text: Words = Field(description="What to do, and the words to use.", examples=["跟进 {{ member }}"])
    words: Phrase | None = Field(
        None,
        description="What may be said as it is, plain; the card shows it so that a tap copies it.",
        examples=["{{ name }}，这两天还习惯吗？"],
    )
    due: Duration = Field(description="By when, from now.", examples=["24h"])
    escalate: Literal["owner", "none"] = Field(
        "none", description="Who is told when it is overdue.", examples=["owner"]
    )
    wait: Flag = Field(
        False, description="The rest of the step comes when the to-do is closed.", examples=[True]
    )
    could_not: Actions | None = Field(
        None,
        description="With `wait: true`: what happens instead of the rest when it is closed as not reached.",
        examples=[[{"tag": "unreachable"}]],
    )
