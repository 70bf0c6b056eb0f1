"""The JSON Schema of scenarios: editors take from it what may be written, and what it means."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from core.reader import read_source, read_source_file
from rehearsal.scenarios.problems import ScenarioProblem
from rehearsal.scenarios.schema import json_schema

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
SHIPPED = sorted(Path("sop_scripts").rglob("*.test.yaml"))
GUIDE = Path("docs/operators/scenarios.md")


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def whole(example: str) -> Any:
    """A part of a timeline as a file."""
    if "scenarios:" not in example:
        example = f"scenarios:\n  - scenario: s\n    timeline:\n{example}"
    return read_source(example, "example", ScenarioProblem).data


def item(written: str) -> dict[str, Any]:
    return {"scenarios": [{"scenario": "s", "timeline": [read_source(written, "i", ScenarioProblem).data]}]}


def test_the_written_schema_is_up_to_date():
    """`make reference` writes it."""
    assert json.loads(Path("docs/scenarios.schema.json").read_text("utf-8")) == SCHEMA


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", SHIPPED, ids=str)
def test_shipped_scenarios_fit(file: Path):
    data = read_source_file(file, str(file), ScenarioProblem).data

    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize("example", examples())
def test_the_examples_of_the_guide_fit(example: str):
    assert [error.message for error in VALIDATOR.iter_errors(whole(example))] == []


@pytest.mark.parametrize(
    "written",
    [
        "wait: soon",
        "Lin: jumps",
        "Lin: {says: Hello, loudly: true}",
        "see: {text: Hello, two: Lin}",
        "todo: {is: forgotten}",
        "expect: {Lin: {pionts: 5}}",
        "expect: {group: {points: 5}}",
        "expect: {todos: {open: many}}",
        "group: joins",
        "day 2 09:00: {Lin: jumps}",
    ],
)
def test_what_cannot_be_read_does_not_fit(written: str):
    assert not VALIDATOR.is_valid(item(written))


def test_every_key_says_what_it_means():
    def silent(node: Any, path: str) -> Iterator[str]:
        if isinstance(node, dict):
            for name, inner in (node.get("properties") or {}).items():
                if "description" not in inner:
                    yield f"{path}.{name}"
            for key, inner in node.items():
                yield from silent(inner, f"{path}.{key}")
        elif isinstance(node, list):
            for number, inner in enumerate(node):
                yield from silent(inner, f"{path}.{number}")

    plain = set(silent(SCHEMA, ""))
    assert {path for path in plain if ".expect.properties." not in path} == set()
