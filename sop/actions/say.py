"""`say`: the bot says something in the chat, in private, or to the staff."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from sop.language.model import Model
from sop.language.texts import Label, Message, Url
from sop.language.values import Duration, Flag, refuse


class Button(Model):
    """A button under a message. It does one thing: opens a link, opens the private chat, or checks in."""

    text: Label = Field(description="What stands on the button.", examples=["开始"])
    url: Url | None = Field(None, description="A link it opens.", examples=["https://example.org/rules"])
    start_private: Flag | None = Field(
        None, description="`true`: opens the private chat with the bot.", examples=[True]
    )
    check_in: Flag | None = Field(
        None, description="`true`: checks in for the day of the message.", examples=[True]
    )

    @model_validator(mode="after")
    def _does_one_thing(self) -> Button:
        if sum(map(bool, (self.url, self.start_private, self.check_in))) != 1:
            raise refuse("button_does")
        return self


class Say(Model):
    """Says a text. In private it may not get through, so it says what then: nothing (`skip`), the same text
    in the chat (`mention`), or a line with a Start button in the chat by which it is then said in private
    (`chat_button`).
    """

    example: ClassVar[str] = (
        'say: {to: chat, text: "欢迎 {{ members }}！", merge: 60s,\n'
        "      buttons: [{text: 开始, start_private: true}]}"
    )

    to: Literal["chat", "private", "staff"] = Field(description="Where it is said.", examples=["private"])
    else_: Literal["skip", "mention", "chat_button"] | None = Field(
        None,
        alias="else",
        description="What to do when the private chat is closed. Required with `to: private`, only there.",
        examples=["mention"],
    )
    text: Message = Field(
        description="The words: Telegram HTML with `{{ variables }}`.", examples=["第 {{ day }} 天，早上好！"]
    )
    merge: Duration | None = Field(
        None,
        description="Only `to: chat`: waits this long so that one message greets all (`{{ members }}`).",
        examples=["60s"],
    )
    picture: Literal["results"] | None = Field(
        None,
        description="`results`, only with `merge`: a picture of what each of them has reached.",
        examples=["results"],
    )
    buttons: tuple[Button, ...] = Field(
        (),
        max_length=8,
        description="Buttons under the text, one a row.",
        examples=[[{"text": "打卡", "check_in": True}]],
    )
    silent: Flag = Field(False, description="Without a sound.", examples=[True])
