"""An input for a run."""

from dataclasses import dataclass

from sop.state import Input


@dataclass(frozen=True, slots=True)
class Move:
    """What a run is to be decided upon."""

    run_id: int
    given: Input
