"""How a run ends: its row, the fact that others hear of, the reason if it failed."""

from dataclasses import replace
from datetime import datetime

from core.facts import Fact, FactKind
from storage.runs import Run, RunStatus


def ended(run: Run, outcome: str, now: datetime) -> Run:
    """The run with nothing due any more."""
    return replace(run, status=RunStatus.ENDED, outcome=outcome, ended_at=now, due_at=None, held_at=None)


def finished_fact(run: Run, now: datetime) -> Fact:
    """That the run has ended, for those that wait for it."""
    return Fact(
        FactKind.RUN_FINISHED,
        run.community_id,
        now,
        member_id=run.member_id,
        chat_id=run.chat_id,
        cohort_id=run.cohort_id,
        run_id=run.id,
        data={"sop": run.sop, "outcome": str(run.outcome)},
    )


def reason_of(error: Exception) -> str:
    """What went wrong, for the owners and the trace."""
    return f"{type(error).__name__}: {error}"[:300]
