"""What completion writes for a key: with its value begun, in block or flow style, indented for its place."""

from __future__ import annotations

import json
import re
from typing import Any

from sop.language.places import OF, Node, forms
from sop.language.values import KIND

_WANTED_TOO = {
    "Say": ("else",),
    "Ask": ("else",),
    "Wait": ("for", "until", "none"),
    "OnSchedule": ("at",),
}
"""Keys that are written as well, though the schema doesn't require them: the checks do, nearly always."""
_WORDS = ("html", "text", "name", "tag", "selector")
"""Kinds of values for which an example would only have to be deleted again."""


def for_key(key: str, node: Node, column: int, *, in_flow: bool) -> tuple[str, int]:
    """The text to insert for a key at a column (from 0), and where in it one goes on typing."""
    found = list(forms(node))
    if any(_is_plain(form) for form in found):
        return _ending(f"{key}: ")
    if found[0].get("type") == "array":
        return _list(key, found[0], column, in_flow=in_flow)
    required = _required(found[0])
    if in_flow or not required:
        return f"{key}: {{}}", len(key) + 3
    return _lines(f"{key}:", found[0], required, column + 2)


def long_form(key: str, node: Node, column: int) -> tuple[str, int] | None:
    """For a key whose value may be a bare value or a mapping that says more: the mapping."""
    found = list(forms(node))
    if not any(_is_plain(form) for form in found):
        return None
    mapping = next((form for form in found if form.get("type") == "object" and form.get(OF)), None)
    if mapping is None or not _required(mapping) or len(mapping["properties"]) < 2:
        return None
    return _lines(f"{key}:", mapping, _required(mapping), column + 2)


def written(value: Any) -> str:
    """A plain value as it is written in YAML: in quotes only where it must be."""
    if isinstance(value, str) and not re.search(r"[{}\[\],:#\"]|^\s|\s$|^[-+]?[0-9]+(\.[0-9]+)?$", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _is_plain(form: Node) -> bool:
    return form.get("type") not in ("object", "array")


def _ending(text: str) -> tuple[str, int]:
    return text, len(text)


def _list(key: str, node: Node, column: int, *, in_flow: bool) -> tuple[str, int]:
    items = list(forms(node.get("items", {})))
    if in_flow or any(_is_plain(form) for form in items):
        return f"{key}: []", len(key) + 3
    return _ending(f"{key}:\n{' ' * (column + 2)}- ")


def _required(node: Node) -> list[str]:
    wanted = [*node.get("required", ()), *_WANTED_TOO.get(node.get(OF, ""), ())]
    return [key for key in node.get("properties", {}) if key in wanted]


def _lines(head: str, node: Node, keys: list[str], column: int) -> tuple[str, int]:
    """A mapping with these keys; typing goes on at the first that has no value yet."""
    text, caret = head, None
    for key in keys:
        begun, at = _begun(key, node["properties"][key], column)
        text += "\n" + " " * column
        if caret is None and at is not None:
            caret = len(text) + at
        text += begun
    return text, len(text) if caret is None else caret


def _begun(key: str, node: Node, column: int) -> tuple[str, int | None]:
    found = list(forms(node))
    first = found[0]
    if first.get("type") == "array":
        if (first.get("examples") or [None])[0] == [] or key == "none":
            return f"{key}: []", None
        return for_key(key, node, column, in_flow=False)
    if not _is_plain(first):
        return for_key(key, node, column, in_flow=False)
    sample = _sample(first)
    text = f"{key}: {sample}"
    return text, None if sample else len(text)


def _sample(node: Node) -> str:
    if "enum" in node or "const" in node:
        allowed = node.get("enum", [node.get("const")])
        return written(next((one for one in node.get("examples", ()) if one in allowed), allowed[0]))
    if node.get("type") == "string" and node.get(KIND, "text") in _WORDS:
        return ""
    return next((written(one) for one in node.get("examples", ())), "")
