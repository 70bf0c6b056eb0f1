"""`choose`: the first branch whose condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import ConfigDict, Discriminator, Field, RootModel
from pydantic import Tag as Variant

from sop.language.conditions import Condition
from sop.language.model import Model

if TYPE_CHECKING:
    from sop.actions import Actions


class Branch(Model):
    """What is done when a condition holds."""

    if_: Condition = Field(
        alias="if", description="The condition.", examples=[{"check_ins": {"at_least": 5}}]
    )
    do: Actions = Field(min_length=1, description="What is done then.", examples=[[{"tag": "graduated"}]])


class Otherwise(Model):
    """What is done when no condition before held; always the last branch."""

    else_: Actions = Field(
        alias="else", min_length=1, description="What is done.", examples=[[{"stop": "this"}]]
    )


def _kind(raw: Any) -> str:
    is_else = isinstance(raw, Otherwise) or (isinstance(raw, dict) and "else" in raw)
    return "(else)" if is_else else "(branch)"


Way = Annotated[
    Annotated[Branch, Variant("(branch)")] | Annotated[Otherwise, Variant("(else)")], Discriminator(_kind)
]


class Choose(RootModel[tuple[Way, ...]]):
    """Takes the first branch whose condition holds, else the last one (`else`), if there is one."""

    model_config = ConfigDict(frozen=True)

    example: ClassVar[str] = (
        "choose:\n"
        "  - if: {check_ins: {at_least: 5, since: start}}\n"
        "    do: [{award: {points: 50, reason: 毕业}}, {tag: graduated}]\n"
        '  - else: [{task: {for: assistant, text: "跟进 {{ member }}", due: 2d}}]'
    )

    root: tuple[Way, ...] = Field(min_length=1)
