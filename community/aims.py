"""Whom something that is done to many is aimed at, as plain data that large work keeps between its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from community import selection
from community.scope import Scope
from core import selectors


@dataclass(frozen=True, slots=True)
class Aim:
    """Some members: those named, a cohort, those a selector finds, those whom former work has changed.

    At most one of these is given; without any it is everybody who is present.
    """

    members: tuple[int, ...] | None = None
    cohort_id: int | None = None
    selector: str | None = None
    work_id: int | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """From the data of a piece of work."""
        aim = data.get("aim", {})
        members = aim.get("members")
        return cls(
            tuple(members) if members is not None else None,
            aim.get("cohort"),
            aim.get("selector"),
            aim.get("work"),
        )

    def plain(self) -> dict[str, Any]:
        """For the data of a piece of work."""
        given: dict[str, Any] = {
            "members": None if self.members is None else list(self.members),
            "cohort": self.cohort_id,
            "selector": self.selector,
            "work": self.work_id,
        }
        return {name: value for name, value in given.items() if value is not None}

    async def page(self, scope: Scope, after: int, limit: int) -> Sequence[int]:
        """The ids above `after` of the next members it means, in order."""
        uow = scope.uow
        if self.members is not None:
            return sorted(key for key in set(self.members) if key > after)[:limit]
        if self.cohort_id is not None:
            return await uow.cohorts.page_of(self.cohort_id, after, limit)
        if self.selector is not None:
            return await selection.page(scope, selectors.parse(self.selector), after, limit)
        if self.work_id is not None:
            return await uow.work.marked(self.work_id, after, limit)
        return [member.id for member in await uow.members.page(scope.community.id, after, limit)]

    async def size(self, scope: Scope) -> int:
        """How many members it means now."""
        uow = scope.uow
        if self.members is not None:
            return len(set(self.members))
        if self.cohort_id is not None:
            return await uow.cohorts.size(self.cohort_id)
        if self.selector is not None:
            return await selection.count(scope, selectors.parse(self.selector))
        if self.work_id is not None:
            return await uow.work.count_marked(self.work_id)
        return sum((await uow.members.count_reach(scope.community.id)).values())
