"""What needs the owner's decision: what scripts wait for, whom nobody has cared for, what failed. At most three."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.care import Care
from community.scope import Scope
from storage import figures

MOST = 3


class Matter(StrEnum):
    """What a decision is about."""

    GATE = "gate"
    CARE = "care"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Decision:
    """One of them.

    GATE: `todo_id`, `words` (Telegram HTML) and `member_id` if it is about somebody. CARE: `care`. FAILED: `sop`
    and the `count` of runs.
    """

    matter: Matter
    since: datetime | None = None
    member_id: int | None = None
    todo_id: int | None = None
    words: str = ""
    sop: str = ""
    count: int = 0
    care: Care | None = None

    @property
    def about(self) -> int | None:
        """The member whom it is about."""
        return self.care.member_id if self.care is not None else self.member_id


async def waiting(scope: Scope, care: Sequence[Care], failed: Mapping[str, int]) -> tuple[Decision, ...]:
    """One of each kind first, then more of what comes first: gates, people, failures; told in that order."""
    gates = await _gates(scope)
    people = [Decision(Matter.CARE, one.concerns[0].since, care=one) for one in care]
    failures = [
        Decision(Matter.FAILED, sop=sop, count=count)
        for sop, count in sorted(failed.items(), key=lambda one: (-one[1], one[0]))
        if count
    ]
    kinds = (gates, people, failures)
    chosen = [one for kind in kinds for one in kind[:1]]
    chosen += [one for kind in kinds for one in kind[1:]]
    return tuple(sorted(chosen[:MOST], key=lambda one: list(Matter).index(one.matter)))


async def _gates(scope: Scope) -> list[Decision]:
    found = []
    for todo_id in await figures.open_gates(scope.uow, scope.community.id, MOST):
        todo = await scope.uow.todos.find(todo_id)
        if todo is not None:
            found.append(Decision(Matter.GATE, todo.opened_at, todo.member_id, todo.id, todo.text))
    return found
