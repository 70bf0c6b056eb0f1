"""Where a step stands in the file of its script, for those who want to read or change it."""

import re
from functools import lru_cache
from typing import Any

from playground.page.sight import Sight
from storage.runs import Run


def place_in(sight: Sight, run: Run, step: str | None) -> dict[str, Any]:
    """The `file` of a run's script and the `line` (from 1) of a step in it; None if the script is in force no more,
    and no line for a run that is on a former version.
    """
    entry = sight.context.services.library.in_force(sight.scope.community.locale).get(run.sop)
    if entry is None:
        return {"file": None, "line": None}
    same = entry.program.version == run.version and step is not None
    return {"file": entry.file, "line": line_of(entry.text, step) if same and step else None}


@lru_cache(maxsize=512)
def line_of(text: str, step: str) -> int | None:
    """The line that names a step."""
    named = re.compile(rf"\s*(?:-\s+)?id:\s*[\"']?{re.escape(step)}[\"']?\s*(?:#.*)?")
    return next((at for at, line in enumerate(text.splitlines(), 1) if named.fullmatch(line)), None)
