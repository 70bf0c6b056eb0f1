"""`run` and `stop`: scripts that start and end one another."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sop.language.model import Model
from sop.language.values import Id


class Run(Model):
    """Starts another script and goes on at once; `run: graduation` is short for `run: {sop: graduation}`."""

    short_for: ClassVar[str | None] = "sop"
    example: ClassVar[str] = "run: {sop: onboarding_7day, inputs: {rules_url: https://example.org/camp}}"

    sop: Id = Field(description="The script.", examples=["onboarding_7day"])
    inputs: dict[Id, str | int | float] = Field(
        {}, description="Values for its inputs.", examples=[{"rules_url": "https://example.org/rules"}]
    )
    for_: Literal["member", "members"] | None = Field(
        None,
        alias="for",
        description="In a cohort script, `members`: a run for each member of the cohort. "
        "Else it runs for whom this script runs.",
        examples=["members"],
    )


class Stop(Model):
    """Ends this run (`stop: this`), or the runs of another script for the same member, chat or cohort."""

    short_for: ClassVar[str | None] = "sop"
    example: ClassVar[str] = "stop: {sop: reminders}"

    sop: Id = Field(description="The script, or `this` for the run itself.", examples=["reminders", "this"])
