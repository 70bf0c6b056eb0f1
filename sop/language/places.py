"""What the language allows at a place in a script: the parts of its schema, found by the keys that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sop.language.cursor import Level
from sop.language.schema import json_schema

Node = dict[str, Any]
"""A part of the schema; `x-of` names the model that it belongs to."""
OF = "x-of"


@cache
def whole() -> Node:
    """The schema of a script."""
    return json_schema()


def forms(node: Node) -> Iterator[Node]:
    """The ways in which a part may be written: each a mapping, a list or a plain value."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        said = {key: value for key, value in node.items() if key in ("description", "examples")}
        for form in forms(whole()["$defs"][name]):
            yield {OF: name, **form, **said}
        return
    variants = node.get("anyOf", node.get("oneOf"))
    if variants is None:
        yield node
        return
    said = {key: value for key, value in node.items() if key not in ("anyOf", "oneOf")}
    for variant in variants:
        for form in forms(variant):
            yield {**said, **form}


def mappings(nodes: list[Node]) -> list[Node]:
    """Those that are written as a mapping."""
    return [node for node in nodes if node.get("type") == "object"]


def inside(levels: list[Level]) -> list[Node]:
    """What the innermost of these levels may be."""
    found = list(forms(whole()))
    for number, level in enumerate(levels):
        found = of_level(found, level)
        if number < len(levels) - 1:
            found = below(found, level)
    return found


def below(nodes: list[Node], level: Level) -> list[Node]:
    """What may stand behind the level's key, or as its item."""
    parts = (_part(node, level) for node in nodes)
    return [form for part in parts if part is not None for form in forms(part)]


def _part(node: Node, level: Level) -> Node | None:
    if level.is_list:
        items: Node | None = node.get("items")
        return items
    named: Node = node.get("properties", {})
    if level.key in named:
        return {**named[level.key], OF: node.get(OF, "")}
    free = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    return next((part for part in free if isinstance(part, dict)), None)


def of_level(nodes: list[Node], level: Level) -> list[Node]:
    """Of several parts those that have the keys which are there, with these values."""
    fitting = [node for node in nodes if node.get("type") == ("array" if level.is_list else "object")]
    if level.is_list or len(fitting) < 2:
        return fitting
    return [node for node in fitting if _agrees(node, level)] or fitting


def _agrees(node: Node, level: Level) -> bool:
    named = node.get("properties", {})
    for key, value in level.keys.items():
        if key not in named:
            return False
        allowed = named[key].get("enum", [named[key]["const"]] if "const" in named[key] else None)
        if allowed is not None and value and value not in allowed:
            return False
    return True
