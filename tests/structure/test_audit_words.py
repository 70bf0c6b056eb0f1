"""The owner reads every privileged act in words, not in the program's own codes."""

import ast
from collections.abc import Iterator

from tests.structure.spoken import trees
from views.audit import WORDS

PACKAGES = ("bot", "community", "handlers", "sop")
AS_THEY_COME = {"sop_", "task_", "gate_"}
"""Beginnings of acts that are put together: `sop_start`, `task_done` and so on."""


def recorded() -> Iterator[str]:
    """The acts that calls of `audit.record` name, also by a constant of their module."""
    for _, tree in trees(*PACKAGES):
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_record(node) and len(node.args) > 1:
                act = node.args[1]
                if isinstance(act, ast.Constant):
                    yield str(act.value)
                elif isinstance(act, ast.Name) and act.id in constants:
                    yield constants[act.id]


def _is_record(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "record"
        and isinstance(function.value, ast.Attribute)
        and function.value.attr == "audit"
    )


def _constants(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target, value in _pairs(node):
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                yield target.id, str(value.value)


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


def test_every_act_that_is_recorded_has_words():
    acts = set(recorded())

    assert len(acts) > 20
    assert acts - WORDS.keys() == set()


def test_what_is_put_together_has_words_too():
    steered = {f"sop_{act}" for act in ("start", "stop", "pause", "resume", "skip", "step", "upgrade")}

    assert steered - WORDS.keys() == set()
    assert all(any(act.startswith(begin) for act in WORDS) for begin in AS_THEY_COME)
