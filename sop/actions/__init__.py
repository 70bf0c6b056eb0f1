"""Everything a script can do. One module a noun; this is the table of them."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field, model_validator

from sop.actions.approve import Approve
from sop.actions.ask import Ask
from sop.actions.certificates import Certificate
from sop.actions.choose import Branch, Choose, Otherwise
from sop.actions.points import Award, Deduct
from sop.actions.runs import Run, Stop
from sop.actions.say import Say
from sop.actions.tags import Tag, Untag
from sop.actions.tasks import Task
from sop.actions.wait import Wait
from sop.language.model import Model
from sop.language.values import refuse

Action = Say | Ask | Award | Deduct | Tag | Untag | Certificate | Wait | Task | Approve | Choose | Run | Stop


class Item(Model):
    """One action in a list: a mapping with one key, which names the action."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    unknown: ClassVar[str] = "unknown_action"

    say: Say | None = Field(None, description="Says something.")
    ask: Ask | None = Field(None, description="Asks the member a question.")
    award: Award | None = Field(None, description="Gives points.")
    deduct: Deduct | None = Field(None, description="Takes points.")
    tag: Tag | None = Field(None, description="Puts a tag on the member.")
    untag: Untag | None = Field(None, description="Takes a tag off.")
    certificate: Certificate | None = Field(None, description="Issues a certificate.")
    wait: Wait | None = Field(None, description="Waits for a time or for something to happen.")
    task: Task | None = Field(None, description="Opens a to-do for the team.")
    approve: Approve | None = Field(None, description="Lets the team decide.")
    choose: Choose | None = Field(None, description="Takes one of several branches.")
    run: Run | None = Field(None, description="Starts another script.")
    stop: Stop | None = Field(None, description="Ends this run or another script's.")

    @model_validator(mode="after")
    def _one_action(self) -> Item:
        if len(self.model_fields_set) != 1:
            raise refuse("one_action", found=", ".join(sorted(self.model_fields_set)) or "none")
        return self

    @property
    def name(self) -> str:
        """The action's key in the script, e.g. `say`."""
        return next(iter(self.model_fields_set))

    @property
    def action(self) -> Action:
        """The action itself."""
        found: Action = getattr(self, self.name)
        return found


Actions = tuple[Item, ...]

for _model in (Ask, Wait, Task, Approve, Branch, Otherwise, Choose, Item):
    _model.model_rebuild(_types_namespace={"Actions": Actions, "Item": Item})

ACTIONS: dict[str, type[Action]] = {
    "say": Say,
    "ask": Ask,
    "award": Award,
    "deduct": Deduct,
    "tag": Tag,
    "untag": Untag,
    "certificate": Certificate,
    "wait": Wait,
    "task": Task,
    "approve": Approve,
    "choose": Choose,
    "run": Run,
    "stop": Stop,
}

__all__ = [
    "ACTIONS",
    "Action",
    "Actions",
    "Approve",
    "Ask",
    "Award",
    "Branch",
    "Certificate",
    "Choose",
    "Deduct",
    "Item",
    "Otherwise",
    "Run",
    "Say",
    "Stop",
    "Tag",
    "Task",
    "Untag",
    "Wait",
]
