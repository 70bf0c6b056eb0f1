"""The JSON Schema of a script, for editors: completion and first errors while typing."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from sop.language.script import Script

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _AsDeclared(GenerateJsonSchema):
    """Keys stay in the order of the models, so that examples read as they are written."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value


def json_schema() -> dict[str, Any]:
    """The schema of one script file, draft 2020-12. The loader checks more than it can say."""
    schema: dict[str, Any] = _tidy(Script.model_json_schema(by_alias=True, schema_generator=_AsDeclared))
    return {"$schema": DIALECT, "title": "SOP script", **schema}


def _tidy(node: Any) -> Any:
    """Without what pydantic adds and a script cannot have: nulls, titles of keys, the hints of OpenAPI."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    tidied: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            tidied[key] = {name: _tidy(inner) for name, inner in value.items()}
        elif key == "examples":
            tidied[key] = value
        elif not (
            key == "discriminator"
            or (key == "title" and isinstance(value, str))
            or (key, value) == ("default", None)
        ):
            tidied[key] = _tidy(value)
    variants = tidied.get("anyOf")
    if isinstance(variants, list) and {"type": "null"} in variants:
        return _without_null(tidied, [variant for variant in variants if variant != {"type": "null"}])
    return tidied


def _without_null(node: dict[str, Any], variants: list[dict[str, Any]]) -> dict[str, Any]:
    if len(variants) > 1:
        return {**node, "anyOf": variants}
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**variants[0], **rest}
