"""The communities to start from. An opener puts people into a sandbox, and has it `begin`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.sandbox.lived import open_camp, open_paid
from playground.sandbox.newcomers import newcomers

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Ready:
    """How a community is opened; `views.playground` has its title and what there is about it."""

    opener: Callable[[Sandbox], Awaitable[None]]
    has_history: bool = False
    """What happened before is rehearsed at the opening, which takes a while."""
    behaviour: str | None = None
    """How those who are in the group at the opening live by themselves; None: they wait for a visitor."""


READY = {
    "newcomers": Ready(newcomers),
    "camp": Ready(open_camp, has_history=True, behaviour="typical"),
    "paid": Ready(open_paid, has_history=True, behaviour="typical"),
}
