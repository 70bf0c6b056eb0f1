"""The base of every part of a script: exact keys, immutable, and the short form of a mapping."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from core.shape import SEEN_MODELS, Written


class Model(Written):
    """Part of a script. A key that is not declared is an error; the source has refused nulls before."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

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
