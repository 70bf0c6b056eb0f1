"""The parts of a file of scenarios that have a fixed shape: the file, its cast, what somebody does.

What must be seen is in `expected`, what a timeline is made of in `timeline`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from core.shape import Written
from rehearsal.scenarios.values import Day, Part, Word, Words, Zone
from sop.language.texts import Locale
from sop.language.values import Flag

ROLES = ("newcomer", "member", "outsider", "assistant", "owner")
"""What somebody of the cast is. A newcomer has not joined as yet; a member was there before the bot."""

WHOLE_CROWD = 200
"""People that one name of the cast stands for, at most."""


class Role(Part):
    """Somebody of the cast: what they are, or only their name."""

    is_: Literal["newcomer", "member", "outsider", "assistant", "owner"] = Field(
        "newcomer", alias="is", description="What they are when the story begins."
    )
    name: Word | None = Field(None, description="What Telegram shows as their name.")
    private: Literal["never", "open", "blocked"] | None = Field(
        None,
        description="Their private chat with the bot when the story begins: never opened, open, blocked.",
    )
    people: int = Field(
        1, strict=True, ge=1, le=WHOLE_CROWD, description="So many people, who do everything together."
    )

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """`jie: assistant`, or only a name: `lin: 小林`."""
        if isinstance(raw, str):
            return {"is": raw} if raw in ROLES else {"name": raw}
        return raw

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = super().__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [{"enum": list(ROLES)}, {"type": "string", "minLength": 1}, written]}


class _About(Written):
    """What holds for a whole file, or for one scenario of it."""

    scripts: Words | None = Field(
        None,
        description="Which scripts are in force, besides those they speak of; `all`: every one there is.",
    )
    timezone: Zone | None = Field(None, description="The community's zone.", examples=["Europe/London"])
    date: Day | None = Field(None, description="Day 1 of the story.", examples=["2026-12-24"])
    staff_chat: Flag | None = Field(None, description="Whether the team has a chat of its own.")
    inputs: dict[str, dict[str, str | int | float]] = Field(
        default_factory=dict, description="What the owner has filled in for scripts by `/setup`."
    )
    cast: dict[str, Role] = Field(
        default_factory=dict,
        description="Who there is: a name of yours, and what they are.",
        examples=[{"Lin": "newcomer", "Gus": "assistant"}],
    )


class ScenarioFile(_About):
    """Scenarios that say what the scripts beside them promise."""

    language: Locale | None = Field(None, description="The language, where the folder does not say it.")
    scenarios: tuple[ScenarioText, ...] = Field(min_length=1, description="The stories.")


class ScenarioText(_About):
    """One story."""

    scenario: Word = Field(description="What it promises, in one sentence.")
    timeline: tuple[Any, ...] = Field(
        min_length=1, description="What happens and what must be seen, in this order."
    )


class Doing(Part):
    """What somebody says or presses."""

    says: Word | None = Field(None, description="Writes this.", examples=["check-in"])
    presses: Word | None = Field(None, description="Presses the newest button of that name that they see.")
    reacts: Word | None = Field(None, description="Reacts with this emoji.", examples=["👍"])
    sends_photo: str | None = Field(None, description="Sends a photo with this caption.")
    in_: Literal["group", "private", "staff"] | None = Field(
        None, alias="in", description="Where; otherwise in the group."
    )
    to: Word | None = Field(None, description="Answers whose latest message, or words of a message.")
    below: Word | None = Field(None, description="Words of the message below which the button is.")

    written_alone: ClassVar[tuple[str, ...]] = ("joins", "leaves", "starts", "blocks", "unblocks")
    """What is said by the word alone."""


ScenarioFile.model_rebuild()
