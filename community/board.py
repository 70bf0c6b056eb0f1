"""The learners' board: who is behind, who was never spoken to. Whom it is about is a selector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from community import days_off, selection, staff
from community.scope import Scope
from core import selectors
from core.errors import Refused
from core.selection import Selector, Some, Test, Trait
from storage import board
from storage.board import Learners, Line, Only, Sizes
from storage.members import Member

PAGE = 8
"""Learners on one page, so that each can have a button."""

LOOK_BACK = timedelta(days=30)
"""Check-ins missed longer ago are no news."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Board:
    """One page of it."""

    lines: Sequence[Line]
    sizes: Sizes
    only: Only
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.sizes.of(self.only) // PAGE))


def in_scripts(sops: Iterable[str]) -> Selector:
    """Those for whom one of these scripts runs."""
    return Selector(Some(tuple(Test(Trait.SOP, sop) for sop in sops)))


async def chosen(scope: Scope, selection_id: int, sops: Iterable[str]) -> Selector:
    """The selector that a button names; 0: those in one of the scripts. Refused: `button_too_old`."""
    if not selection_id:
        return in_scripts(sops)
    kept = await scope.uow.selections.find(selection_id)
    if kept is None or kept.community_id != scope.community.id:
        raise Refused("button_too_old")
    return selectors.parse(kept.text)


async def page(scope: Scope, selector: Selector, only: Only, number: int, owner_ids: frozenset[int]) -> Board:
    """One page; the last one there is, if there are fewer by now. Refused: `cohort_unknown` (name)."""
    learners = await _learners(scope, selector, owner_ids)
    sizes = await board.sizes(scope.uow, learners)
    number = min(number, max(0, sizes.of(only) - 1) // PAGE)
    lines = await board.page(scope.uow, learners, only, number * PAGE, PAGE)
    return Board(lines, sizes, only, number)


async def line(scope: Scope, member: Member, owner_ids: frozenset[int]) -> Line:
    """What was expected of one member."""
    return await board.line(scope.uow, await _learners(scope, in_scripts(()), owner_ids), member.id)


async def _learners(scope: Scope, selector: Selector, owner_ids: frozenset[int]) -> Learners:
    last = scope.today - _DAY
    return Learners(
        node=selector.root,
        as_of=await selection.moment(scope, selector),
        first=last - LOOK_BACK,
        last=last,
        off=await days_off.down_days(scope, last - LOOK_BACK),
        without=await staff.staff_member_ids(scope, owner_ids),
    )
