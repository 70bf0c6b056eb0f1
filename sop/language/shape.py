"""From plain data to the models: what pydantic finds is told in our words, at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.phrases import Phrase
from core.tags import TAG_PATTERN
from sop.actions import Item
from sop.language.model import SEEN_MODELS, Model
from sop.language.problems import MESSAGES, Finding, Path, did_you_mean
from sop.language.script import Script
from sop.language.values import ID_PATTERN

_NAMES = {
    ID_PATTERN: Phrase("small letters a-z, digits and _, beginning with a letter, at most 32"),
    TAG_PATTERN: Phrase("letters, digits, _ and -, at most 32"),
}
_PLAIN = {
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "string_type": "not_text",
    "bool_type": "not_a_flag",
    "too_short": "too_few",
    "too_long": "too_many",
    "string_pattern_mismatch": "bad_name",
    "literal_error": "not_one_of",
}
_NUMBERS = ("int_type", "int_from_float", "int_parsing", "float_type", "float_parsing")
_RANGES = {
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
}


def shape(data: Any) -> tuple[Script | None, list[Finding]]:
    """The script that the data describes, or everything in which it is not one."""
    seen: dict[int, type[Model]] = {}
    try:
        return Script.model_validate(data, context={SEEN_MODELS: seen}), []
    except ValidationError as error:
        return None, list(_findings(data, error.errors(include_url=False), seen))


def _findings(data: Any, errors: list[ErrorDetails], seen: dict[int, type[Model]]) -> Iterator[Finding]:
    told: set[tuple[Path, str]] = set()
    for error in errors:
        loc = error["loc"]
        path, node = _walk(data, loc[:2] + loc[3:] if loc[:1] == ("start",) else loc)
        if error["type"] == "too_short" and len(node) >= error["ctx"]["min_length"]:
            continue  # pydantic counts the good items only, and the bad ones are told already
        finding = _finding(error, path, node, _model_around(data, path, seen))
        key = (finding.path, str(finding.params.get("key", "")))
        if key not in told:
            told.add(key)
            yield finding


def _walk(data: Any, loc: Path) -> tuple[Path, Any]:
    """The part of a pydantic location that is in the data (it also names variants and short forms)."""
    path: Path = ()
    for part in loc:
        in_mapping = isinstance(data, dict) and part in data
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_mapping or in_list:
            data, path = data[part], (*path, part)
    return path, data


def _model_around(data: Any, path: Path, seen: dict[int, type[Model]]) -> type[Model]:
    """The model that read the mapping in which the end of the path stands."""
    return seen.get(id(_walk(data, path[:-1])[1]), Script)


def _finding(error: ErrorDetails, path: Path, node: Any, around: type[Model]) -> Finding:
    kind, context = error["type"], error.get("ctx", {})
    last = error["loc"][-1] if error["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(path, around)
    if kind in ("missing", "union_tag_not_found"):
        where = next(
            (Phrase(" in `{part}`", part=part) for part in reversed(path) if isinstance(part, str)), ""
        )
        key = last if kind == "missing" else "on"
        return Finding(path, "missing_key", {"key": key, "where": where}, on_key=True)
    if kind == "union_tag_invalid":
        hint = did_you_mean(str(context["tag"]), _quoted(context["expected_tags"]))
        return Finding((*path, "on"), "unknown_event", {"value": shown(context["tag"]), "hint": hint})
    on_key = "[key]" in error["loc"]
    value = shown(error["input"] if on_key else node)
    if kind in MESSAGES:
        return Finding(path, kind, {**context, "value": value}, on_key=on_key)
    if kind in _RANGES:
        return Finding(path, "out_of_range", {"value": value, "expected": Phrase(_RANGES[kind], **context)})
    if kind in _NUMBERS:
        value = f'`"{node}"`' if isinstance(node, str) and node.isdecimal() else value
        return Finding(
            path, "not_a_number", {"value": value, "whole": Phrase(" (a whole one)") if "int" in kind else ""}
        )
    if kind in _PLAIN:
        return Finding(path, _PLAIN[kind], {"value": value, **_particulars(error)}, on_key=on_key)
    return Finding(path, "shape", {"value": value, "detail": error["msg"]}, on_key=on_key)


def _particulars(error: ErrorDetails) -> dict[str, Any]:
    context = error.get("ctx", {})
    written = error["input"]
    return {
        "hint": did_you_mean(str(written), _quoted(context["expected"])) if "expected" in context else "",
        "least": context.get("min_length", 1),
        "most": context.get("max_length", 0),
        "expected": _NAMES.get(context.get("pattern", ""), Phrase("another form")),
    }


def _unknown_key(path: Path, around: type[Model]) -> Finding:
    key = str(path[-1])
    code = "unknown_action" if around is Item else "unknown_key"
    return Finding(path, code, {"key": key, "hint": did_you_mean(key, around.keys())}, on_key=True)


def _quoted(listed: str) -> list[str]:
    return re.findall(r"'([^']+)'", listed)


def shown(value: Any) -> str:
    """How a value from a file stands in a message."""
    if isinstance(value, dict):
        return Phrase("a mapping")
    if isinstance(value, list):
        return Phrase("a list") if value else Phrase("an empty list")
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    written = str(value)
    return f"`{written if len(written) <= 40 else written[:39] + '…'}`"
