"""Pictures drawn from their recipes: pure functions of plain data.

Nothing heavy is imported before the first drawing: the program itself never draws, its child process does.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def draw(kind: str, data: Mapping[str, Any]) -> bytes:
    """The picture of a kind as PNG; LookupError if there is no such kind."""
    picture: bytes = import_module("views.pictures.table").DRAWINGS[kind](data)
    return picture
