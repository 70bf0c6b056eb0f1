"""The steps of a script and where they begin, also of a text that is no YAML at the moment."""

import re
from typing import Any

_STEP = re.compile(r"^(\s*)- (?:\{ ?)?id: ?[\"']?([A-Za-z0-9_]+)")
_TITLE = re.compile(r"^\s+title: ?[\"']?([^\"'{#\n]+)")
_LOOK = 3
"""Lines behind its id in which a step's title stands."""


def outline(text: str) -> list[dict[str, Any]]:
    """Line (from 1) and title, else id, of each step."""
    lines = text.split("\n")
    begin = next((at for at, line in enumerate(lines) if line.startswith("steps:")), len(lines))
    found = []
    for at, line in enumerate(lines[begin:], begin):
        step = _STEP.match(line)
        if step is not None:
            titles = (_TITLE.match(one) for one in lines[at + 1 : at + 1 + _LOOK])
            title = next((one[1].strip() for one in titles if one), "")
            found.append({"line": at + 1, "id": step[2], "label": title or step[2]})
    return found
