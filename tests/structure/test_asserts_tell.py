"""What fails in what tests share says what it saw: pytest rewrites assertions only where it is told to."""

import ast
import importlib.util
from pathlib import Path

from tests.structure.checkout import ROOT


def shared() -> list[str]:
    """The modules of tests that assert, and are neither tests nor fixtures."""
    paths = (ROOT / "tests").rglob("*.py")
    return [name_of(path) for path in sorted(paths) if not is_known(path) and asserts(path)]


def is_known(path: Path) -> bool:
    """To pytest by its name."""
    return path.name.startswith("test_") or path.name == "conftest.py"


def asserts(path: Path) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def is_rewritten(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    return spec is not None and type(spec.loader).__name__ == "AssertionRewritingHook"


def test_what_tests_share_is_rewritten_too():
    names = shared()

    assert "tests.browser.served" in names
    assert [name for name in names if not is_rewritten(name)] == []
