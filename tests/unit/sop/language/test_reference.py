"""The models document themselves: every key has a meaning and an example that loads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, RootModel, TypeAdapter
from pydantic.fields import FieldInfo

from core.reader import read_source
from sop.actions import ACTIONS, Item
from sop.language.loader import load_text
from sop.language.model import Model
from sop.language.reference import reference_text
from sop.language.schema import json_schema
from sop.language.triggers import TRIGGERS

VALIDATOR = Draft202012Validator(json_schema())


def models(base: type[BaseModel] = Model) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def documented_keys() -> Iterator[tuple[str, FieldInfo]]:
    for model in models():
        for name, field in model.model_fields.items():
            yield f"{model.__name__}.{field.alias or name}", field


def data_of(path: Path) -> Any:
    return read_source(path.read_text("utf-8"), str(path)).data


def test_every_key_has_a_meaning() -> None:
    assert [name for name, field in documented_keys() if not (field.description or "").endswith(".")] == []


def test_every_key_has_an_example_that_loads() -> None:
    without = []
    for name, field in documented_keys():
        if name.startswith(f"{Item.__name__}."):
            continue
        if not field.examples:
            without.append(name)
        for example in field.examples or ():
            TypeAdapter(field.rebuild_annotation()).validate_python(example)

    assert without == []


@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_has_an_example_that_loads(name: str) -> None:
    example = ACTIONS[name].example

    loaded = load_text(
        f"sop: example\nsteps:\n  - id: a\n    do:\n      - {example.replace(chr(10), chr(10) + ' ' * 8)}\n"
    )

    assert loaded.script.steps[0].do[0].name == name
    assert list(Item.model_fields) == list(ACTIONS)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.__name__)
def test_every_trigger_has_an_example_that_loads(trigger: Any) -> None:
    whose = "cohort" if "cohort" in trigger.example else "member"
    steps = "steps: [{id: a, do: [{say: {to: staff, text: x}}]}]"

    loaded = load_text(f"sop: example\nfor: {whose}\nstart:\n  - {trigger.example}\n{steps}")

    assert isinstance(loaded.script.start[0], trigger)


@pytest.mark.parametrize("path", sorted(Path("tests/scripts").glob("*.yaml")), ids=lambda path: path.stem)
def test_editors_find_nothing_wrong_with_good_scripts(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(data_of(path))] == []


@pytest.mark.parametrize(
    "name", ["key_unknown", "event_unknown", "missing", "wrong_kind", "values", "everything_in_one_go"]
)
def test_editors_see_wrong_keys_and_values(name: str) -> None:
    assert list(VALIDATOR.iter_errors(data_of(Path(f"tests/scripts/invalid/{name}.yaml"))))


def test_a_script_that_loads_is_written_back_as_the_same_script() -> None:
    for path in Path("tests/scripts").glob("*.yaml"):
        script = load_text(path.read_text("utf-8")).script
        written = script.model_dump(mode="json", by_alias=True, exclude_unset=True)

        assert type(script).model_validate(written) == script
        assert list(VALIDATOR.iter_errors(written)) == []


def test_every_model_stands_in_the_reference() -> None:
    text = reference_text()

    missing = [
        f"{model.__name__}: `{field.alias or name}`"
        for model in models()
        if not issubclass(model, RootModel) and model is not Item
        for name, field in model.model_fields.items()
        if f"| `{field.alias or name}` | {field.description}" not in text
    ]
    assert missing == []


def test_the_written_reference_is_up_to_date() -> None:
    """`make reference` writes it."""
    assert Path("docs/sop-reference.md").read_text("utf-8") == reference_text()
    assert json.loads(Path("docs/sop.schema.json").read_text("utf-8")) == json_schema()
