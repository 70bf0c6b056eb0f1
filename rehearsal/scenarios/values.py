"""The values of a file of scenarios: words, names, times. Editors learn their forms from the same place."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from core.shape import Written
from sop.language.values import Id, TagName, refuse

_EARLIEST, _LATEST = 2000, 2100
"""Years in which a story may begin."""


class Listed:
    """A single value may stand where a list is meant."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else [raw]


def _zone(raw: Any) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise refuse("bad_zone") from None


def _date(raw: Any) -> date:
    try:
        day = date.fromisoformat(raw)
    except (ValueError, TypeError):
        raise refuse("bad_date") from None
    if not _EARLIEST <= day.year < _LATEST:
        raise refuse("bad_date")
    return day


Word = Annotated[
    str,
    Field(min_length=1, max_length=500),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 500}),
]
Words = Annotated[tuple[Word, ...], BeforeValidator(_listed), Listed]
Names = Words
Ids = Annotated[tuple[Id, ...], BeforeValidator(_listed), Listed]
Tags = Annotated[tuple[TagName, ...], BeforeValidator(_listed), Listed]
Zone = Annotated[ZoneInfo, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
Day = Annotated[
    date,
    PlainValidator(_date),
    WithJsonSchema({"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}),
]


class Part(Written):
    """A part in which a number may stand for a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
