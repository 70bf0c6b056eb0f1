"""The JSON Schema of a file of scenarios, for editors: completion and first errors while typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from rehearsal.scenarios.doing import ALONE
from rehearsal.scenarios.expected import PersonState
from rehearsal.scenarios.model import GROUP, STAFF
from rehearsal.scenarios.timeline import CHECKS, EXPECT, STATES, WAIT
from rehearsal.scenarios.written import Doing, ScenarioFile
from sop.language.schema import DIALECT, AsDeclared, tidied
from sop.language.values import Duration

_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
_TIME = f"^(day [0-9]{{1,3}} )?{_CLOCK}$"
"""What a time looks like as a key of a timeline; whatever is no word of a timeline and no time is somebody."""

_ITEM = {"$ref": "#/$defs/Item"}
_ITEMS = {"anyOf": [_ITEM, {"type": "array", "items": _ITEM}]}
_SAID: Mapping[str, str] = {
    "see": "A message that must be seen, within two minutes unless it says otherwise.",
    "nothing": "No such message may be seen.",
    "toast": "What must have popped up when somebody pressed.",
    "todo": "A to-do that there must be.",
    EXPECT: "What must be known at this moment of people, the group, the staff chat and the to-dos.",
    WAIT: "So much time goes by.",
}


class _Waits(BaseModel):
    wait: Duration


def json_schema() -> dict[str, Any]:
    """The schema of one `.test.yaml`, draft 2020-12. Who is in the cast, and what scripts there are, it cannot say."""
    whole = _schema(ScenarioFile)
    defs = dict(whole.pop("$defs"))
    kinds: dict[str, Any] = {}
    parts: dict[str, type[BaseModel]] = {**CHECKS, "person": PersonState, "doing": Doing, **STATES}
    for name, kind in parts.items():
        schema = _schema(kind)
        defs |= schema.pop("$defs", {})
        kinds[name] = schema
    defs |= {"Act": _act(kinds["doing"]), "Item": _item(kinds), "PersonState": kinds["person"]}
    defs["ScenarioText"]["properties"]["timeline"]["items"] = _ITEM
    return {"$schema": DIALECT, "title": "Scenarios of SOP scripts", **whole, "$defs": defs}


def _schema(kind: type[BaseModel]) -> dict[str, Any]:
    schema: dict[str, Any] = tidied(kind.model_json_schema(by_alias=True, schema_generator=AsDeclared))
    return schema


def _item(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """One item of a timeline: words that it knows, times, and people."""
    expects = {
        "type": "object",
        "properties": {name: kinds[name] for name in STATES},
        "additionalProperties": {"$ref": "#/$defs/PersonState"},
    }
    words = {
        **{name: kinds[name] for name in CHECKS},
        EXPECT: expects,
        WAIT: _schema(_Waits)["properties"]["wait"],
    }
    acts = {"anyOf": [{"$ref": "#/$defs/Act"}, {"type": "array", "items": {"$ref": "#/$defs/Act"}}]}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {name: {**schema, "description": _SAID[name]} for name, schema in words.items()},
        "patternProperties": {_TIME: {**_ITEMS, "description": "Time goes on until then."}},
        "propertyNames": {"not": {"enum": [GROUP, STAFF]}},
        "additionalProperties": {**acts, "description": "What somebody of the cast does."},
    }


def _act(doing: dict[str, Any]) -> dict[str, Any]:
    return {"description": "What somebody does.", "anyOf": [{"enum": list(ALONE)}, doing]}
