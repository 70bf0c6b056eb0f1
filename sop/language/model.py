"""The base of every part of a script: exact keys, immutable, numbers where texts are expected."""

from __future__ import annotations

from pydantic import ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from core.shape import Written


class Model(Written):
    """Part of a script. A key that is not declared is an error; the source has refused nulls before."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        if cls.short_for is None:
            return written
        short = written["properties"][cls.short_for]
        return {"description": written.pop("description", ""), "anyOf": [short, written]}
