"""The parts of a file of scenarios that have a fixed shape. What a timeline is made of is in `timeline`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from core.shape import Written
from sop.language.texts import Locale
from sop.language.values import (
    Count,
    Flag,
    Id,
    Number,
    OnDay,
    TagName,
    parse_deadline,
    parse_duration,
    refuse,
)

ROLES = ("newcomer", "member", "outsider", "assistant", "owner")
"""What somebody of the cast is. A newcomer has not joined as yet; a member was there before the bot."""

_EARLIEST, _LATEST = 2000, 2100
"""Years in which a story may begin."""

WHOLE_CROWD = 200
"""People that one name of the cast stands for, at most."""


def _listed(raw: Any) -> Any:
    """A single value where a list may stand."""
    return raw if isinstance(raw, list | tuple) else [raw]


def _zone(raw: Any) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise refuse("bad_zone") from None


def _date(raw: Any) -> date:
    try:
        day = date.fromisoformat(raw)
    except (ValueError, TypeError):
        raise refuse("bad_date") from None
    if not _EARLIEST <= day.year < _LATEST:
        raise refuse("bad_date")
    return day


def _deadline(raw: Any) -> time | OnDay:
    return parse_deadline(raw)


Word = Annotated[str, Field(min_length=1, max_length=500)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[Word, ...], BeforeValidator(_listed)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_listed)]
Tags = Annotated[tuple[TagName, ...], BeforeValidator(_listed)]
Length = Annotated[Any, PlainValidator(parse_duration)]
Deadline = Annotated[Any, PlainValidator(_deadline)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Day = Annotated[date, PlainValidator(_date)]


class Part(Written):
    """A part in which a number may stand for a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Role(Part):
    """Somebody of the cast."""

    is_: Literal["newcomer", "member", "outsider", "assistant", "owner"] = Field("newcomer", alias="is")
    name: Word | None = None
    private: Literal["never", "open", "blocked"] | None = None
    """Whether they have pressed Start in the bot's private chat before the story begins."""
    people: int = Field(1, strict=True, ge=1, le=WHOLE_CROWD)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """`jie: assistant`, or only a name: `lin: 小林`."""
        if isinstance(raw, str):
            return {"is": raw} if raw in ROLES else {"name": raw}
        return raw


class _About(Written):
    """What holds for a whole file, or for one scenario of it."""

    scripts: Annotated[tuple[Word, ...], BeforeValidator(_listed)] | None = None
    timezone: Zone | None = None
    date: Day | None = None
    staff_chat: Flag | None = None
    inputs: dict[str, dict[str, str | int | float]] = Field(default_factory=dict)
    cast: dict[str, Role] = Field(default_factory=dict)


class ScenarioFile(_About):
    """A file."""

    language: Locale | None = None
    scenarios: tuple[ScenarioText, ...] = Field(min_length=1)


class ScenarioText(_About):
    """One scenario. Its timeline is read apart."""

    scenario: Word
    timeline: tuple[Any, ...] = Field(min_length=1)


class Message(Part):
    """A message of the bot's that is to be seen."""

    short_for: ClassVar[str | None] = "text"

    to: Names = ()
    text: Words = ()
    not_: Words = Field((), alias="not")
    buttons: Words = ()
    mentions: Names = ()
    picture: Flag | None = None
    times: Count | None = None
    within: Length | None = None
    from_: Deadline | None = Field(None, alias="from")
    until: Deadline | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Message:
        if self.within is not None and self.until is not None:
            raise refuse("two_ends")
        if not (
            self.to or self.text or self.not_ or self.buttons or self.mentions or self.picture is not None
        ):
            raise refuse("nothing_expected", known="to, text, not, buttons, mentions, picture")
        return self


class Silence(Part):
    """Messages of which none may be seen."""

    short_for: ClassVar[str | None] = "to"

    to: Names = ()
    text: Words = ()
    buttons: Words = ()
    within: Length | None = None
    from_: Deadline | None = Field(None, alias="from")
    until: Deadline | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Silence:
        if self.within is not None and self.until is not None:
            raise refuse("two_ends")
        return self


class ToastText(Part):
    """What pops up over the chat when somebody has pressed a button."""

    short_for: ClassVar[str | None] = "text"

    to: Names = ()
    text: Words = ()

    @model_validator(mode="after")
    def _says_something(self) -> ToastText:
        if not self.text:
            raise refuse("nothing_expected", known="text")
        return self


class TodoText(Part):
    """To-dos of the team's."""

    short_for: ClassVar[str | None] = "text"

    about: Names = ()
    for_: Literal["assistant", "owner"] | None = Field(None, alias="for")
    text: Words = ()
    is_: Literal["open", "done", "could_not", "yes", "no", "expired", "cancelled"] | None = Field(
        None, alias="is"
    )
    times: Count | None = None

    @model_validator(mode="after")
    def _says_something(self) -> TodoText:
        if not (self.about or self.text or self.for_ or self.is_):
            raise refuse("nothing_expected", known="about, for, text, is")
        return self


class Figure(Part):
    """A number: exactly, or within bounds."""

    short_for: ClassVar[str | None] = "is"

    is_: Number | None = Field(None, alias="is")
    at_least: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _compares(self) -> Figure:
        if self.is_ is None and self.at_least is None and self.below is None:
            raise refuse("no_keys", keys="is, at_least, below")
        return self

    def fits(self, number: int) -> bool:
        """Whether it is such a number."""
        return (
            (self.is_ is None or number == self.is_)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
        )


class RunText(Part):
    """How somebody's latest run of a script stands, and in which step it waits."""

    short_for: ClassVar[str | None] = "is"

    is_: Literal["running", "paused", "frozen", "done", "goal", "stopped", "failed", "none"] | None = Field(
        None, alias="is"
    )
    at: Ids = ()
    times: Count | None = None

    @model_validator(mode="after")
    def _says_something(self) -> RunText:
        if self.is_ is None and not self.at and self.times is None:
            raise refuse("nothing_expected", known="is, at, times")
        return self


class PersonState(Part):
    """What is known of somebody."""

    points: Figure | None = None
    level: Figure | None = None
    streak: Figure | None = None
    check_ins: Figure | None = None
    tags: Tags = ()
    without_tags: Tags = ()
    certificate: Ids = ()
    without_certificate: Flag | None = None
    stage: Literal["new", "active", "core", "at_risk", "gone"] | None = None
    run: Mapping[str, RunText] = {}

    @model_validator(mode="after")
    def _says_something(self) -> PersonState:
        if not self.model_fields_set:
            raise refuse("nothing_expected", known=", ".join(self.keys()))
        return self


class Doing(Part):
    """What somebody says or presses."""

    says: Word | None = None
    presses: Word | None = None
    reacts: Word | None = None
    sends_photo: str | None = None
    in_: Literal["group", "private", "staff"] | None = Field(None, alias="in")
    to: Word | None = None
    below: Word | None = None


ScenarioFile.model_rebuild()
