"""From plain data to a script: what is particular to scripts in how a file is read (`core.shape`)."""

from __future__ import annotations

from typing import Any

from core.phrases import Phrase
from core.problems import Finding, Path
from core.shape import Form, shaped
from core.tags import TAG_PATTERN
from sop.language.problems import MESSAGES
from sop.language.script import Script
from sop.language.values import ID_PATTERN


def _location(loc: Path) -> Path:
    """Without the kind of trigger, which pydantic names behind its place in the list."""
    return loc[:2] + loc[3:] if loc[:1] == ("start",) else loc


_FORM = Form(
    messages=MESSAGES,
    names={
        ID_PATTERN: Phrase("small letters a-z, digits and _, beginning with a letter, at most 32"),
        TAG_PATTERN: Phrase("letters, digits, _ and -, at most 32"),
    },
    location=_location,
)


def shape(data: Any) -> tuple[Script | None, list[Finding]]:
    """The script that the data describes, or everything in which it is not one."""
    return shaped(Script, data, _FORM)
