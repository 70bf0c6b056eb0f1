"""The communities to start from. An opener puts people into a sandbox, and has it `begin`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.sandbox.crowd import Crowd
from playground.sandbox.lived import open_camp, open_paid
from playground.sandbox.newcomers import newcomers

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox
    from playground.sandbox.time import Habits


@dataclass(frozen=True, slots=True)
class Ready:
    """How a community is opened; `views.playground` has its title and what there is about it."""

    opener: Callable[[Sandbox], Awaitable[None]]
    has_history: bool = False
    """What happened before is rehearsed at the opening, which takes a while."""
    habits: Callable[[Sandbox], Habits] | None = None
    """What its people do by themselves while time moves, also after it was saved and opened again."""


READY = {
    "newcomers": Ready(newcomers),
    "camp": Ready(open_camp, has_history=True, habits=Crowd),
    "paid": Ready(open_paid, has_history=True, habits=Crowd),
}
