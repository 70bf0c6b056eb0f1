"""The owner's eyes: what the program knows, read as its owner may, in the words and the time of the page."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from community.scope import Scope
from core.localtime import days_between, format_wall
from core.permissions import Role
from handlers.context import Context
from playground.page.server import Page
from playground.sandbox import Sandbox
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import User
from views.names import shown
from views.playground import date_of
from views.texts import Texts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sight:
    """A look at the community that is played with. `context` is the owner's, in private."""

    context: Context
    first_day: date
    """The first of the days that the page counts."""

    @property
    def scope(self) -> Scope:
        """The community and the unit of work."""
        return self.context.inside

    @property
    def uow(self) -> UnitOfWork:
        """What is read from."""
        return self.context.uow

    @property
    def texts(self) -> Texts:
        """The words of the page's language."""
        return self.context.texts

    def when(self, instant: datetime) -> dict[str, Any]:
        """An instant as the page shows it: `at` (ISO), `date`, `clock` and `day`, of the community's time."""
        local = instant.astimezone(self.scope.zone)
        return {
            "at": instant.isoformat(),
            "date": date_of(self.texts, local),
            "clock": format_wall(local.time()),
            "day": days_between(self.first_day, local.date()) + 1,
        }

    async def meet(self, member_ids: Iterable[int | None]) -> None:
        """Read these members and their accounts, in two reads."""
        wanted = {key for key in member_ids if key is not None}
        await self.uow.members.load_ids(wanted)
        await self.uow.users.load_ids({self.uow.members.known(key).user_id for key in wanted})

    def account(self, member: Member) -> User:
        """Whose membership it is; they were met before."""
        return self.uow.users.known(member.user_id)

    def name(self, member_id: int) -> str:
        """What a member who was met before is called."""
        return shown(self.account(self.uow.members.known(member_id)).name)


async def look(page: Page, tell: Callable[[Sight], Awaitable[T]], nothing: T) -> T:
    """What `tell` makes of one look at the community; `nothing` as long as the bot is in no group."""
    sandbox = page.sandbox
    async with sandbox.app.database.begin() as uow:
        sight = await _sight(sandbox, uow)
        return nothing if sight is None else await tell(sight)


async def _sight(sandbox: Sandbox, uow: UnitOfWork) -> Sight | None:
    services = sandbox.app.services
    owner = await uow.users.by_telegram_id(sandbox.owner.id)
    chat = await uow.chats.by_telegram_id(sandbox.group.id)
    if owner is None or chat is None or chat.community_id is None:
        return None
    scope = await Scope.of(uow, chat.community_id, services.policies)
    context = Context(
        services=services,
        uow=uow,
        user=replace(owner, locale=sandbox.locale),
        at=uow.now,
        chat=None,
        scope=scope,
        member=await uow.members.of(chat.community_id, owner.id),
        role=Role.OWNER,
    )
    return Sight(context, sandbox.first_day.astimezone(scope.zone).date())
