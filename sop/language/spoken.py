"""Which other scripts a script speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from core.selection import Trait
from sop.actions import Run, Stop
from sop.language.conditions import Condition
from sop.language.script import Script
from sop.language.triggers import OnRunFinished
from sop.language.walk import parts


def spoken_of(script: Script) -> Iterator[str]:
    """The ids of the scripts that one calls, stops, waits for or asks about."""
    for part in parts(script):
        match part.value:
            case Run(sop=sop) | Stop(sop=sop) | OnRunFinished(sop=sop):
                yield sop
            case Condition(who=selector) if selector is not None:
                yield from (
                    str(test.value) for test in selector.tests() if test.trait in (Trait.SOP, Trait.DONE)
                )
