"""The reference of the language, written from the models: each key's meaning, form, default, example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from core.reader import SIZE_LIMIT
from sop.actions import ACTIONS, Item
from sop.actions.choose import Branch, Otherwise
from sop.actions.say import Button
from sop.actions.wait import Wants
from sop.language import conditions
from sop.language.schema import json_schema
from sop.language.script import Each, Goal, Input, Script, Step
from sop.language.templates import FILTERS, VARIABLES
from sop.language.triggers import TRIGGERS
from sop.language.values import KIND

_INTRO = f"""# The SOP language

A script is one YAML file, UTF-8, at most {SIZE_LIMIT // 1024} KB. It reads like the procedure that hangs on
the wall: what starts it, who it is for, and its steps in time. `python -m bot check` tells everything
that is wrong, with file, line and column. Editors complete and check while you type, with the schema
beside this file: begin a script with `# yaml-language-server: $schema=PATH/sop.schema.json`.

This page is generated from the program (`make reference`).

- YAML 1.2: `on` and `no` are words, `09:00` stays `09:00`, quoted or not. A text with `{{{{ … }}}}` needs
  quotes inside `{{ }}` or `[ ]`, and when it begins with it.
- A key may be there once. Anchors, aliases and tags (`&x`, `*x`, `!x`) are not part of the language.
- A file in a sub-folder `zh` or `en` is for communities of that language, any other for all.
- A step with a time of its own (`at`, `each`) begins then, whatever else still waits. A step without
  follows the one before it. Inside a step, actions follow one another.
"""

VALUES = {
    "duration": ("a length of time", "`90s`, `30m`, `24h`, `2d`, `1w`"),
    "time": ("a local time", "`09:00`"),
    "moment": ("a moment of the run", "`start`, `start + 2h`, `day 7 21:00`"),
    "deadline": ("the step's day at a time, or a day of the run", "`20:00`, `day 3 20:00`"),
    "hours": ("hours of the day, over midnight if need be", "`22:30-08:00`"),
    "days": ("days of the run; day 1 is the day it started", "`2..7`, `3`, `[1, 3, 5]`"),
    "weekdays": ("days of the week", "`mon-fri`, `[sat, sun]`"),
    "since": ("since when something is counted", "`start`, `day`, `7d`"),
    "again": ("whether or when again", "`never`, `always`, `30d`"),
    "name": ("small letters a-z, digits and _, beginning with a letter, at most 32", "`onboarding_7day`"),
    "tag": ("letters of any language, digits, _ and -, at most 32", "`vip`, `新人`"),
    "selector": ("whom `/who` would find; [all words](operators/selectors.md)", "`tag:vip points>100`"),
    "text": ("plain text, or one for each language", "`开始`, `{zh: 开始, en: Start}`"),
    "html": ("text in Telegram's HTML, or one for each language", "`<b>欢迎</b> {{ members }}`"),
}


def reference_text() -> str:
    """The whole reference, in Markdown."""
    return "\n".join(line.rstrip(" ") for line in _lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRO
    yield "## A script\n"
    for model in _SCRIPT:
        yield from _section(model)
    yield "## Triggers\n\nItems of `start:`.\n"
    for trigger in TRIGGERS:
        yield from _section(trigger, " · ".join(_events(trigger)))
    yield "## Actions\n\nItems of `do:` and of every other list of actions. Each is a mapping with one key.\n"
    for name, action in ACTIONS.items():
        yield from _section(action, f"`{name}`")
        for model in _INNER.get(name, ()):
            yield from _section(model)
    yield "## Conditions\n\nFor `when`, `stop_when`, `goal`, `if` and `wait: {for: …}`.\n"
    for model in _CONDITIONS:
        yield from _section(model)
    yield from _values()
    yield from _variables()


_Models = tuple[type[BaseModel], ...]
_SCRIPT: _Models = (Script, Step, Each, Goal, Input)
_INNER: dict[str, _Models] = {"say": (Button,), "choose": (Branch, Otherwise), "wait": (Wants,)}
_CONDITIONS: _Models = (
    conditions.Condition,
    conditions.Bounds,
    conditions.CheckInBounds,
    conditions.AnswerTest,
    conditions.TimeTest,
    conditions.JoinedTest,
)
_TITLES = {
    "Step": "step",
    "Each": "each",
    "Goal": "goal",
    "Input": "input",
    "Button": "button",
    "Branch": "branch",
    "Wants": "wants",
    "Otherwise": "last branch",
    "Bounds": "bounds",
    "CheckInBounds": "check-ins",
    "AnswerTest": "answer",
    "TimeTest": "time of day",
    "JoinedTest": "joined",
}


def _events(trigger: type[BaseModel]) -> list[str]:
    described = trigger.model_json_schema()["properties"]["on"]
    return [f"`{event}`" for event in described.get("enum", [described.get("const")])]


def _section(model: type[BaseModel], title: str | None = None) -> Iterator[str]:
    title = title or _TITLES.get(model.__name__)
    if title is not None:
        yield f"### {title}\n"
    if model.__doc__ and model is not Script:
        yield " ".join(model.__doc__.split()) + "\n"
    example = getattr(model, "example", None)
    if example:
        yield f"```yaml\n- {example.replace(chr(10), chr(10) + '  ')}\n```\n"
    schema = _definition(model)
    if model is Goal:
        schema = {**schema, "properties": {"then": schema["properties"]["then"]}}
    if "properties" in schema:
        yield from _table(schema, getattr(model, "short_for", None))


@cache
def _whole() -> dict[str, Any]:
    return json_schema()


def _definition(model: type[BaseModel]) -> dict[str, Any]:
    whole = _whole()
    found: dict[str, Any] = whole if model is Script else whole["$defs"][model.__name__]
    variants = found.get("anyOf", [])
    return next((variant for variant in variants if "properties" in variant), found)


def _table(schema: dict[str, Any], short_for: str | None) -> Iterator[str]:
    yield "| key | meaning | form | default | example |"
    yield "| --- | --- | --- | --- | --- |"
    for key, described in schema["properties"].items():
        default = "**required**" if key in schema.get("required", ()) else _default(described)
        meaning = described.get("description", "")
        if key == short_for:
            meaning += " A bare value stands for it."
        examples = "<br>".join(f"`{_written(example)}`" for example in described.get("examples", ()))
        cells = (f"`{key}`", meaning, _form(described), default, examples)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _default(described: dict[str, Any]) -> str:
    value = described.get("default")
    return "" if value in (None, [], {}) else f"`{_written(value)}`"


def _form(described: dict[str, Any]) -> str:
    """What kind of value a key takes, in a word or two."""
    if KIND in described:
        return f"[{described[KIND]}](#values)"
    if "$ref" in described:
        return _named(described["$ref"].rsplit("/", 1)[-1])
    if "enum" in described or "const" in described:
        return ", ".join(f"`{value}`" for value in described.get("enum", [described.get("const")]))
    for variants in ("anyOf", "oneOf"):
        if variants in described:
            return " or ".join(dict.fromkeys(_form(variant) for variant in described[variants]))
    if described.get("type") == "array":
        return "list of " + _form(described.get("items", {}))
    if "patternProperties" in described:
        return "by name: " + " or ".join(map(_form, described["patternProperties"].values()))
    if "additionalProperties" in described:
        return "by answer: " + _form(described["additionalProperties"])
    return {"string": "text", "boolean": "`true`, `false`", "integer": "whole number"}.get(
        described.get("type", ""), "number"
    )


def _named(model: str) -> str:
    if model == Item.__name__:
        return "[actions](#actions)"
    if model in ("Message", "Words"):
        return "[html](#values)"
    if model in ("Label", "Title", "Phrase", "Prompt", "Reason", "Url"):
        return "[text](#values)"
    if model == "Condition":
        return "[condition](#conditions)"
    if model.startswith("On"):
        return "[triggers](#triggers)"
    title = _TITLES.get(model, model)
    return f"[{title}](#{title.replace(' ', '-')})"


def _written(value: Any) -> str:
    """A value as it is written in YAML's flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str) and not re.search(r"[{}\[\],:#\"]|^\s|\s$", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _values() -> Iterator[str]:
    yield "## Values\n"
    yield "| form | meaning | examples |\n| --- | --- | --- |"
    for name, (meaning, examples) in VALUES.items():
        yield f"| {name} | {meaning} | {examples} |"
    yield ""


def _variables() -> Iterator[str]:
    yield "## Variables in texts\n"
    yield "Written `{{ name }}`. Values are escaped. An unknown one is an error when the script is loaded.\n"
    yield "| variable | meaning | in scripts for |\n| --- | --- | --- |"
    for name, variable in VARIABLES.items():
        yield f"| `{name}` | {variable.meaning} | {', '.join(variable.about)} |"
    yield "| an input's name | its value | member, chat, cohort |\n"
    filters = ", ".join(f"`{name}`" for name in FILTERS)
    yield f"Filters: {filters}, as in `{{{{ answers.city | default('…') }}}}`."
