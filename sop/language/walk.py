"""Walks over a script: every part with its path, and the lists of actions inside actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, RootModel

from core.problems import Path
from sop.actions import Action, Actions, Approve, Ask, Branch, Choose, Item, Task, Wait
from sop.language.script import Script
from sop.language.texts import LocalText


@dataclass(frozen=True)
class Part:
    """A model somewhere in a script, with the models around it, outermost first."""

    path: Path
    value: BaseModel
    around: tuple[BaseModel, ...]


def parts(root: BaseModel, path: Path = (), around: tuple[BaseModel, ...] = ()) -> Iterator[Part]:
    """The model and every model inside it, in the order of the declaration."""
    yield Part(path, root, around)
    inner = (*around, root)
    if isinstance(root, LocalText):
        return
    if isinstance(root, RootModel):
        yield from _inside(root.root, path, inner)
        return
    for name, field in type(root).model_fields.items():
        if name in root.model_fields_set:
            yield from _inside(getattr(root, name), (*path, field.alias or name), inner)


def _inside(value: object, path: Path, around: tuple[BaseModel, ...]) -> Iterator[Part]:
    if isinstance(value, BaseModel):
        yield from parts(value, path, around)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index), around)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*path, key), around)


def branches(action: Action, path: Path) -> Iterator[tuple[Path, Actions]]:
    """The lists of actions inside one action, each with its path."""
    if isinstance(action, Choose):
        for index, branch in enumerate(action.root):
            if isinstance(branch, Branch):
                yield (*path, index, "do"), branch.do
            else:
                yield (*path, index, "else"), branch.else_
        return
    named: dict[str, Actions | None] = {}
    if isinstance(action, Ask | Wait):
        named = {"none": action.none}
    elif isinstance(action, Task):
        named = {"could_not": action.could_not}
    elif isinstance(action, Approve):
        named = {"yes": action.yes, "no": action.no, "expired": action.expired}
    for key, inner in named.items():
        if inner:
            yield (*path, key), inner


def action_lists(script: Script) -> Iterator[tuple[Path, Actions]]:
    """Every list of actions of a script, at any depth."""
    for index, step in enumerate(script.steps):
        yield from _lists(("steps", index, "do"), step.do)


def _lists(path: Path, actions: Actions) -> Iterator[tuple[Path, Actions]]:
    yield path, actions
    for index, item in enumerate(actions):
        for inner_path, inner in branches(item.action, (*path, index, item.name)):
            yield from _lists(inner_path, inner)


def items(script: Script) -> Iterator[tuple[Path, Item]]:
    """Every action of a script, at any depth; the path ends in the action's name."""
    for path, actions in action_lists(script):
        for index, item in enumerate(actions):
            yield (*path, index, item.name), item
