"""`ask`: one question to the member; the answer is kept in the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from sop.language.model import Model
from sop.language.texts import Label, Message
from sop.language.values import Count, Duration, Flag, Id, TagName

if TYPE_CHECKING:
    from sop.actions import Actions


class Ask(Model):
    """Asks a question and waits for the answer. When none comes in time, or the member declines, `none`
    happens instead of the rest of the step. The answer is `{{ answers.<save> }}` in later texts.
    """

    example: ClassVar[str] = (
        'ask: {to: private, else: chat_button, question: "介绍一下自己？", save: intro,\n'
        "      min_length: 20, within: 24h,\n"
        '      none: [{task: {for: assistant, text: "{{ member }} 还没有自我介绍", due: 24h}}]}'
    )

    to: Literal["private", "chat"] = Field(description="Where it is asked.", examples=["private"])
    else_: Literal["chat_button", "skip"] | None = Field(
        None,
        alias="else",
        description="What to do when the private chat is closed. Required with `to: private`, only there.",
        examples=["chat_button"],
    )
    question: Message = Field(
        description="The question: Telegram HTML with `{{ variables }}`.", examples=["你在哪个城市？"]
    )
    save: Id = Field(description="The name under which the answer is kept.", examples=["city"])
    kind: Literal["text", "number", "choice"] = Field(
        "text", description="What counts as an answer.", examples=["choice"]
    )
    choices: tuple[Label, ...] | None = Field(
        None,
        min_length=1,
        max_length=20,
        description="With `kind: choice`: the answers to choose from, as buttons.",
        examples=[["北京", "上海"]],
    )
    min_length: Count | None = Field(
        None, description="With `kind: text`: an answer shorter than this is asked for again.", examples=[20]
    )
    tag: dict[str, TagName] | None = Field(
        None,
        min_length=1,
        description="A tag for each of some answers, whatever their case; another answer takes the others' off.",
        examples=[{"北京": "city_bj", "上海": "city_sh"}],
    )
    within: Duration = Field(description="How long the member has, from delivery.", examples=["24h"])
    none: Actions = Field(
        description="What happens when no answer comes, instead of the rest of the step; may be `[]`.",
        examples=[[{"tag": "silent"}]],
    )
    optional: Flag = Field(
        False, description="Puts a button under the question by which one may decline.", examples=[True]
    )
