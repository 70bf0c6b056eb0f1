"""Writes down what the Bot API accepts, taken from aiogram's models, for the emulator to check calls against.

`python -m playground.describe_bot_api` rewrites `playground/emulator/bot_api.json`;
`python -m playground.describe_bot_api --compare api.json` prints where that description differs from a schema
of the same shape as the public telegram-bot-api-spec.

The description holds every method's parameters, the fields of every object that can be passed to a method,
and the kinds of updates.
A type is written `Integer`, `String`, `Boolean`, `Float`, `InputFile`, the name of an object or of a union,
`Array of T`, several joined by `|`, or `"text"` for a constant. A parameter is `[type, required]`.
"""

import argparse
import inspect
import json
import types
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import aiogram.methods
from aiogram import __api_version__
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types import InputFile, TelegramObject, Update
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

TARGET = Path(__file__).parent / "emulator" / "bot_api.json"

Fields = dict[str, tuple[str, bool]]

_PLAIN = {
    int: "Integer",
    str: "String",
    bool: "Boolean",
    float: "Float",
    datetime: "Integer",
    timedelta: "Integer",
}


class Describer:
    """Walks annotations, collecting the objects met on the way so that they are described too."""

    def __init__(self) -> None:
        self.objects: dict[str, Fields] = {}
        self.unions: dict[str, str] = {}

    def expression(self, annotation: Any) -> str:
        """The type expression for one annotation; optional and aiogram's `Default` are left out."""
        names = sorted(set(self._alternatives(annotation)))
        return "|".join(names)

    def _alternatives(self, annotation: Any) -> list[str]:
        origin = get_origin(annotation)
        if origin is Annotated:
            return self._alternatives(get_args(annotation)[0])
        if origin in (Union, types.UnionType):
            return [name for part in get_args(annotation) for name in self._alternatives(part)]
        if origin is list:
            return [f"Array of {self._element(get_args(annotation)[0])}"]
        if origin is Literal:
            return [json.dumps(_constant(value)) for value in get_args(annotation)]
        if annotation in (type(None), Default):
            return []
        if isinstance(annotation, TypeAliasType):
            return [self._alias(annotation)]
        if isinstance(annotation, str):  # an alias that names itself
            return [annotation.removesuffix("Union")]
        return [self._named(annotation)]

    def _alias(self, alias: TypeAliasType) -> str:
        name = alias.__name__.removesuffix("Union")
        if name not in self.unions:
            self.unions[name] = ""
            self.unions[name] = self.expression(alias.__value__)
        return name

    def _element(self, annotation: Any) -> str:
        inner = self.expression(annotation)
        return f"({inner})" if "|" in inner else inner

    def _named(self, annotation: Any) -> str:
        if annotation in _PLAIN:
            return _PLAIN[annotation]
        if inspect.isclass(annotation) and issubclass(annotation, Enum):
            return "String"
        if inspect.isclass(annotation) and issubclass(annotation, InputFile):
            return "InputFile"
        if inspect.isclass(annotation) and issubclass(annotation, TelegramObject):
            self._describe(annotation)
            return annotation.__name__
        raise TypeError(f"no Bot API type for {annotation!r}")

    def _describe(self, model: type[BaseModel]) -> None:
        if model.__name__ in self.objects:
            return
        self.objects[model.__name__] = {}
        self.objects[model.__name__] = self.fields(model)

    def fields(self, model: type[BaseModel]) -> Fields:
        """Name → (type, required) of a model, without what Telegram has withdrawn."""
        return {
            field.alias or name: (self.expression(field.annotation), _is_required(field))
            for name, field in model.model_fields.items()
            if not _is_withdrawn(field)
        }


def _constant(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _is_withdrawn(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("deprecated"))


def _is_required(field: FieldInfo) -> bool:
    return field.is_required() or get_origin(field.annotation) is Literal


def describe() -> dict[str, Any]:
    """The whole description, sorted by name."""
    describer = Describer()
    methods: dict[str, Fields] = {}
    for name in aiogram.methods.__all__:
        model = getattr(aiogram.methods, name)
        if inspect.isclass(model) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            methods[model.__api_method__] = describer.fields(model)
    return {
        "version": __api_version__,
        "updates": sorted(set(Update.model_fields) - {"update_id"}),
        "methods": methods,
        "types": describer.objects,
        "unions": describer.unions,
    }


def render(description: dict[str, Any]) -> str:
    """One line for each method and object: a diff shows what an upgrade of aiogram changed."""
    lines = [f'"{name}": {json.dumps(description[name])}' for name in ("version", "updates")]
    for section in ("methods", "types", "unions"):
        entries = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(fields, sort_keys=True, separators=(',', ':'))}"
            for name, fields in sorted(description[section].items())
        )
        lines.append(f'"{section}": {{\n{entries}\n}}')
    return "{" + ",\n".join(lines) + "}\n"


def differences(description: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Names and required marks that differ from another schema of the same Bot API."""
    found = [f"method {name}: only in one" for name in set(description["methods"]) ^ set(schema["methods"])]
    for section in ("methods", "types"):
        for name in set(description[section]) & set(schema[section]):
            theirs = {field["name"]: field["required"] for field in schema[section][name]["fields"]}
            ours = {field: required for field, (_, required) in description[section][name].items()}
            found += [f"{name}.{field}: only in one" for field in set(ours) ^ set(theirs)]
            found += [
                f"{name}.{field}: required {ours[field]} here, {theirs[field]} there"
                for field in set(ours) & set(theirs)
                if ours[field] != theirs[field]
            ]
    return sorted(found)


def main() -> None:
    """Command line; see the module's text."""
    parser = argparse.ArgumentParser(description="Describe the Bot API for the emulator.")
    parser.add_argument("--compare", type=Path, metavar="SCHEMA", help="print differences instead of writing")
    schema = parser.parse_args().compare
    if schema is None:
        TARGET.write_text(render(describe()), encoding="utf-8")
        return
    print("\n".join(differences(describe(), json.loads(schema.read_text(encoding="utf-8")))))


if __name__ == "__main__":
    main()
