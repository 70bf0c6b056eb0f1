"""What the program's source says: codes of refusals and reports, msgids it looks up, verbs, acts."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.structure.checkout import program_sources

TEXTS = {"texts", "_texts", "t"}


def trees(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    """The parsed sources of some packages."""
    for path in program_sources():
        if set(packages) & set(path.parts):
            yield path, ast.parse(path.read_text("utf-8"))


def codes_of(*callables: str) -> set[str]:
    """The codes that the program gives to callables of these names: their first text."""
    found: set[str] = set()
    for path in program_sources():
        if "playground" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in callables:
                found.update(next((codes for one in node.args if (codes := _strings(one))), []))
    return found


def verbs() -> set[str]:
    """The verbs of all buttons that the program makes."""
    found: set[str] = set()
    for path in program_sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "encode":
                found.update(_strings(node.args[0]))
    return found


def attributes_of(name: str, *, without: str) -> set[str]:
    """What the program takes from a class of this name: `NAME` of `Act.NAME`."""
    return {
        node.attr
        for path in program_sources()
        if path.name != without
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def msgids() -> Iterator[tuple[str, str]]:
    """Every msgid that views and handlers look up directly, with the place."""
    return ((place, msgid) for place, _, msgid in lookups())


def lookups() -> Iterator[tuple[str, str, str]]:
    """Every such look-up: the place, whether it is of `html`, `plural` or `plain` text, and the msgid."""
    for path, tree in trees("views", "handlers"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and (kind := _lookup(node.func)):
                for msgid in _strings(node.args[0]):
                    yield f"{path.name}:{node.lineno}", kind, msgid


def _lookup(func: ast.expr) -> str | None:
    if isinstance(func, ast.Attribute) and func.attr in ("plain", "plural"):
        return func.attr if _name(func.value) in TEXTS else None
    return "html" if _name(func) in TEXTS else None


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _strings(node: ast.expr) -> list[str]:
    """The text, or the texts it is chosen from."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return _strings(node.body) + _strings(node.orelse) if isinstance(node, ast.IfExp) else []
