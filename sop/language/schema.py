"""The JSON Schema of a script, for editors: completion and first errors while typing."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from sop.language.script import Script

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class AsDeclared(GenerateJsonSchema):
    """Keys stay in the order of the models, so that examples read as they are written."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value


def json_schema() -> dict[str, Any]:
    """The schema of one script file, draft 2020-12. The loader checks more than it can say."""
    schema: dict[str, Any] = tidied(Script.model_json_schema(by_alias=True, schema_generator=AsDeclared))
    return {"$schema": DIALECT, "title": "SOP script", **schema}


def tidied(node: Any) -> Any:
    """Without what pydantic adds and a written file cannot have: nulls, titles of keys, the hints of OpenAPI."""
    if isinstance(node, list):
        return [tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: tidied(inner) for name, inner in value.items()}
        elif key == "examples":
            kept[key] = value
        elif not (
            key == "discriminator"
            or (key == "title" and isinstance(value, str))
            or (key, value) == ("default", None)
        ):
            kept[key] = tidied(value)
    variants = kept.get("anyOf")
    if isinstance(variants, list) and {"type": "null"} in variants:
        return _without_null(kept, [variant for variant in variants if variant != {"type": "null"}])
    return kept


def _without_null(node: dict[str, Any], variants: list[dict[str, Any]]) -> dict[str, Any]:
    if len(variants) > 1:
        return {**node, "anyOf": variants}
    rest = {key: value for key, value in node.items() if key != "anyOf"}
    return {**variants[0], **rest}
