"""`approve`: a person of the team decides, by a button in the staff chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from sop.language.model import Model
from sop.language.texts import Words
from sop.language.values import Duration

if TYPE_CHECKING:
    from sop.actions import Actions


class Approve(Model):
    """Asks the staff for a yes or a no and waits for it. After `yes` the step goes on; `no` and `expired`
    happen instead of the rest of the step.
    """

    example: ClassVar[str] = (
        'approve: {text: "让 {{ member }} 进核心群？", by: owner, within: 24h, yes: [{tag: core}], no: [],\n'
        '          expired: [{task: {for: owner, text: "{{ member }} 的申请没人看", due: 1d}}]}'
    )

    text: Words = Field(description="What is to be decided.", examples=["让 {{ member }} 进核心群？"])
    by: Literal["assistant", "owner"] = Field("assistant", description="Who may press.", examples=["owner"])
    within: Duration = Field(description="How long it stays open.", examples=["24h"])
    yes: Actions = Field(
        (), description="What happens on yes, before the rest of the step.", examples=[[{"tag": "core"}]]
    )
    no: Actions = Field((), description="What happens on no.", examples=[[{"tag": "declined"}]])
    expired: Actions = Field(
        description="What happens when nobody decides in time; may be `[]`.", examples=[[]]
    )
