"""One decision being applied: the run it is of, on what ground, and whom it is about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sop.engine.ground import Ground
from sop.program import Program
from sop.state import Cause, RunState
from storage.communities import Chat
from storage.members import Member
from storage.runs import Run
from storage.unit_of_work import UnitOfWork
from storage.users import User

if TYPE_CHECKING:
    from sop.engine.turn import Turn


@dataclass(slots=True)
class Act:
    """What the effects of one decision are applied with. `label` is where the effect at hand comes from."""

    turn: "Turn"
    run: Run
    program: Program
    state: RunState
    ground: Ground
    cause: Cause
    """Whether the decision answers a person's own act."""
    label: str = ""

    @property
    def uow(self) -> UnitOfWork:
        """The unit of work in which this is done."""
        return self.turn.uow

    @property
    def now(self) -> datetime:
        """The unit of work's instant."""
        return self.turn.uow.now

    @property
    def member(self) -> Member:
        """Whom a run for a member is about."""
        assert self.run.member_id is not None, f"{self.run.sop} is for no member"
        return self.uow.members.known(self.run.member_id)

    @property
    def user(self) -> User:
        """The member's account."""
        return self.uow.users.known(self.member.user_id)

    @property
    def chat(self) -> Chat | None:
        """Where the run speaks to the chat; None if the bot is in none."""
        return self.ground.home(self.run.chat_id)

    def on_day(self, day: int) -> str:
        """The local date of a day of the run, as `20260131`."""
        return f"{self.state.first_day + timedelta(days=day - 1):%Y%m%d}"
