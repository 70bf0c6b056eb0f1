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


READY = {
    "newcomers": Ready(newcomers),
    "camp": Ready(open_camp),
    "paid": Ready(open_paid),
}
