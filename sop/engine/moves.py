"""An input for a run."""

from dataclasses import dataclass

from sop.deciding.wait import ACTS
from sop.state import Cause, Happened, Input, Started


@dataclass(frozen=True, slots=True)
class Move:
    """What a run is to be decided upon."""

    run_id: int
    given: Input


def cause_of(given: Input) -> Cause:
    """Whether an input is a person's own act."""
    if isinstance(given, Started):
        return given.cause
    is_act = isinstance(given, Happened) and given.fact.kind in ACTS
    return Cause.ACT if is_act else Cause.CLOCK
