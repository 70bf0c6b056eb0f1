"""What must be seen, and what must be known of people, of the group and of the team's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from rehearsal.scenarios.values import Ids, Names, Part, Tags, Words
from sop.language.values import Count, Deadline, Duration, Flag, Number, refuse


class Message(Part):
    """A message of the bot's that is to be seen."""

    short_for: ClassVar[str | None] = "text"

    to: Names = Field((), description="`group`, `staff`, or somebody: in their private chat.")
    text: Words = Field((), description="What stands in it.")
    not_: Words = Field((), alias="not", description="What does not stand in it.")
    buttons: Words = Field((), description="Buttons below it.")
    mentions: Names = Field((), description="Whom it mentions.")
    picture: Flag | None = Field(None, description="Whether it has a picture.")
    times: Count | None = Field(None, description="Exactly so often in that time.")
    within: Duration | None = Field(None, description="How long it may take; otherwise two minutes.")
    from_: Deadline | None = Field(None, alias="from", description="Not before then.")
    until: Deadline | None = Field(None, description="Not after then.")

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

    to: Names = Field(
        (), description="`group`, `staff`, or somebody: in their private chat. Otherwise nowhere."
    )
    text: Words = Field((), description="None in which this stands.")
    buttons: Words = Field((), description="None with these buttons.")
    within: Duration | None = Field(None, description="For so long; otherwise two minutes.")
    from_: Deadline | None = Field(None, alias="from", description="From then on.")
    until: Deadline | None = Field(None, description="Up to then.")

    @model_validator(mode="after")
    def _one_end(self) -> Silence:
        if self.within is not None and self.until is not None:
            raise refuse("two_ends")
        return self


class ToastText(Part):
    """What pops up over the chat when somebody has pressed a button."""

    short_for: ClassVar[str | None] = "text"

    to: Names = Field((), description="Who pressed.")
    text: Words = Field((), description="What stands in it.")

    @model_validator(mode="after")
    def _says_something(self) -> ToastText:
        if not self.text:
            raise refuse("nothing_expected", known="text")
        return self


class TodoText(Part):
    """To-dos of the team's."""

    short_for: ClassVar[str | None] = "text"

    about: Names = Field((), description="Whom it is about.")
    for_: Literal["assistant", "owner"] | None = Field(None, alias="for", description="Who is to do it.")
    text: Words = Field((), description="What stands in it.")
    is_: Literal["open", "done", "could_not", "yes", "no", "expired", "cancelled"] | None = Field(
        None, alias="is", description="How it stands."
    )
    times: Count | None = Field(None, description="So many of them; 0: none.")

    @model_validator(mode="after")
    def _says_something(self) -> TodoText:
        if not (self.about or self.text or self.for_ or self.is_):
            raise refuse("nothing_expected", known="about, for, text, is")
        return self


class Figure(Part):
    """A number: exactly, or within bounds."""

    short_for: ClassVar[str | None] = "is"

    is_: Number | None = Field(None, alias="is", description="Exactly so many.")
    at_least: Number | None = Field(None, description="So many or more.")
    below: Number | None = Field(None, description="Fewer.")

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
    """How the latest run of a script stands, and in which step it waits."""

    short_for: ClassVar[str | None] = "is"

    is_: Literal["running", "paused", "frozen", "done", "goal", "stopped", "failed", "none"] | None = Field(
        None, alias="is", description="How it stands, or how it ended; `none`: there never was one."
    )
    at: Ids = Field((), description="In which steps it waits.")
    times: Count | None = Field(None, description="How often the script ever ran.")

    @model_validator(mode="after")
    def _says_something(self) -> RunText:
        if self.is_ is None and not self.at and self.times is None:
            raise refuse("nothing_expected", known="is, at, times")
        return self


class _State(Part):
    """What is known of something: at least one of its keys."""

    @model_validator(mode="after")
    def _says_something(self) -> _State:
        if not self.model_fields_set:
            raise refuse("nothing_expected", known=", ".join(self.keys()))
        return self


class PersonState(_State):
    """What is known of somebody."""

    points: Figure | None = Field(None, description="Their points.")
    level: Figure | None = Field(None, description="Their level.")
    streak: Figure | None = Field(None, description="Days in a row on which they checked in.")
    check_ins: Figure | None = Field(None, description="How often they checked in.")
    tags: Tags = Field((), description="Tags they have.")
    without_tags: Tags = Field((), description="Tags they have not.")
    certificate: Ids = Field((), description="Certificates they hold, by name.")
    without_certificate: Flag | None = Field(None, description="Whether they hold none.")
    stage: Literal["new", "active", "core", "at_risk", "gone"] | None = Field(
        None, description="Their stage."
    )
    todos: Figure | None = Field(None, description="Open to-dos about them.")
    messages: Figure | None = Field(
        None, description="What the bot wrote to them in private since the story began."
    )
    run: Mapping[str, RunText] = Field({}, description="Runs of scripts for them, by the script's id.")


class PlaceState(_State):
    """What is known of the group, or of the staff chat."""

    messages: Figure | None = Field(None, description="What the bot wrote there since the story began.")
    members: Figure | None = Field(None, description="How many people are in it, without the bot.")


class GroupState(PlaceState):
    """What is known of the group."""

    run: Mapping[str, RunText] = Field(
        {}, description="Runs of scripts for the group or for a cohort, by the script's id."
    )


class TodosState(_State):
    """How many to-dos the team has, by how they stand. One that sleeps is open, too."""

    open: Figure | None = Field(None, description="Not closed yet.")
    overdue: Figure | None = Field(None, description="Not closed, and past their time.")
    done: Figure | None = Field(None, description="Closed as done.")
    could_not: Figure | None = Field(None, description="Closed because somebody could not be reached.")
