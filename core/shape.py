"""From plain data to models: what pydantic finds is told in our words, at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails

from core.phrases import Phrase
from core.problems import MESSAGES, Finding, Path, did_you_mean

SEEN_MODELS = "models"
"""Key of the validation context: a dict in which each mapping (by identity) notes the model that read it."""


class Written(BaseModel):
    """Part of a file that people write. A key that is not declared is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unknown: ClassVar[str] = "unknown_key"
    """The code of the problem that a key is when it is not declared."""

    short_for: ClassVar[str | None] = None
    """The key that a bare value stands for: with `name`, `tag: vip` is `tag: {name: vip}`."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict):
            if info.context is not None:
                info.context[SEEN_MODELS][id(data)] = cls
            return data
        if cls.short_for is not None and not isinstance(data, BaseModel):
            return {cls.short_for: data}
        return data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        if cls.short_for is None:
            return written
        short = written["properties"][cls.short_for]
        return {"description": written.pop("description", ""), "anyOf": [short, written]}

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The keys as they are written, in order of declaration."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())


M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Form:
    """What is particular to a kind of file."""

    messages: Mapping[str, str] = field(default_factory=lambda: MESSAGES)
    """Codes that a validator may raise (`PydanticCustomError`), with their words."""
    names: Mapping[str, Phrase] = field(default_factory=dict)
    """What is expected of a text, by its pattern."""
    location: Callable[[Path], Path] = lambda loc: loc
    """A pydantic location without what is not in the file."""


PLAIN = Form()

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


def shaped(root: type[M], data: Any, form: Form = PLAIN) -> tuple[M | None, list[Finding]]:
    """The model that the data describes, or everything in which it is none."""
    seen: dict[int, type[Written]] = {}
    try:
        return root.model_validate(data, context={SEEN_MODELS: seen}), []
    except ValidationError as error:
        return None, list(_Reading(root, data, form, seen).findings(error.errors(include_url=False)))


@dataclass(frozen=True)
class _Reading:
    """One reading of some data that went wrong."""

    root: type[BaseModel]
    data: Any
    form: Form
    seen: Mapping[int, type[Written]]

    def findings(self, errors: list[ErrorDetails]) -> Iterator[Finding]:
        told: set[tuple[Path, str]] = set()
        for error in errors:
            path, node = self._walk(self.form.location(error["loc"]))
            if error["type"] == "too_short" and len(node) >= error["ctx"]["min_length"]:
                continue  # pydantic counts the good items only, and the bad ones are told already
            finding = self._finding(error, path, node)
            key = (finding.path, str(finding.params.get("key", "")))
            if key not in told:
                told.add(key)
                yield finding

    def _walk(self, loc: Path) -> tuple[Path, Any]:
        """The part of a pydantic location that is in the data (it also names variants and short forms)."""
        path: Path = ()
        data = self.data
        for part in loc:
            in_mapping = isinstance(data, dict) and part in data
            in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
            if in_mapping or in_list:
                data, path = data[part], (*path, part)
        return path, data

    def _finding(self, error: ErrorDetails, path: Path, node: Any) -> Finding:
        kind, context = error["type"], error.get("ctx", {})
        if kind == "extra_forbidden":
            return self._unknown_key(path)
        if kind in ("missing", "union_tag_not_found"):
            return _missing(error, path)
        if kind == "union_tag_invalid":
            hint = did_you_mean(str(context["tag"]), _quoted(context["expected_tags"]))
            return Finding((*path, "on"), "unknown_event", {"value": shown(context["tag"]), "hint": hint})
        on_key = "[key]" in error["loc"]
        value = shown(error["input"] if on_key else node)
        if kind in self.form.messages:
            offset = context.get("offset")
            return Finding(path, kind, {**context, "value": value}, on_key=on_key, offset=offset)
        if kind in _RANGES:
            expected = Phrase(_RANGES[kind], **context)
            return Finding(path, "out_of_range", {"value": value, "expected": expected})
        if kind in _NUMBERS:
            return _no_number(path, node, kind)
        if kind in _PLAIN:
            params = {"value": value, **self._particulars(error)}
            return Finding(path, _PLAIN[kind], params, on_key=on_key)
        detail = error["msg"].removeprefix("Value error, ")
        return Finding(path, "shape", {"value": value, "detail": detail}, on_key=on_key)

    def _particulars(self, error: ErrorDetails) -> dict[str, Any]:
        context = error.get("ctx", {})
        written = error["input"]
        return {
            "hint": did_you_mean(str(written), _quoted(context["expected"])) if "expected" in context else "",
            "least": context.get("min_length", 1),
            "most": context.get("max_length", 0),
            "expected": self.form.names.get(context.get("pattern", ""), Phrase("another form")),
        }

    def _unknown_key(self, path: Path) -> Finding:
        """The model that read the mapping in which the key stands knows what could have been meant."""
        around = self.seen.get(id(self._walk(path[:-1])[1]), self.root)
        key = str(path[-1])
        known = around.keys() if issubclass(around, Written) else ()
        code = around.unknown if issubclass(around, Written) else "unknown_key"
        return Finding(path, code, {"key": key, "hint": did_you_mean(key, known)}, on_key=True)


def _missing(error: ErrorDetails, path: Path) -> Finding:
    inside = next((Phrase(" in `{part}`", part=part) for part in reversed(path) if isinstance(part, str)), "")
    last = error["loc"][-1] if error["loc"] else ""
    key = last if error["type"] == "missing" else "on"
    return Finding(path, "missing_key", {"key": key, "where": inside}, on_key=True)


def _no_number(path: Path, node: Any, kind: str) -> Finding:
    value = f'`"{node}"`' if isinstance(node, str) and node.isdecimal() else shown(node)
    whole = Phrase(" (a whole one)") if "int" in kind else ""
    return Finding(path, "not_a_number", {"value": value, "whole": whole})


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
