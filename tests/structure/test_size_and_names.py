"""Files and functions stay small enough to read at once, and packages are named for what they hold."""

import ast
from collections.abc import Iterator

from tests.structure.checkout import ROOT, program_sources

MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 60
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def long_functions(name: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield f"{name}:{node.lineno} {node.name}: {length} lines"


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in program_sources()}

    assert [f"{path}: {length} lines" for path, length in lengths.items() if length > MAX_FILE_LINES] == []


def test_no_function_is_too_long() -> None:
    found = [
        line
        for path in program_sources()
        for line in long_functions(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]

    assert found == []


def test_names_say_what_is_inside() -> None:
    vague = [
        path
        for path in program_sources()
        if NAMES_THAT_SAY_NOTHING & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]

    assert vague == []
