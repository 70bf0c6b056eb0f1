"""What a handler is given: who did what, where, and the unit of work in which it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from community import staff
from community.scope import Scope
from config.policies import Policies
from config.settings import Settings
from core.clock import Clock
from core.errors import Refused
from core.message import Edit, Kind, Message, Picture, Reaction, Rows, Target
from core.permissions import Act, Role, require
from delivery.reports import Report
from handlers.incoming import Pressed, Said
from sop.engine import Engine
from sop.library import Library
from storage.communities import Chat, Community
from storage.members import Member
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork
from storage.users import User
from views.texts import Texts, texts_for


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press: shown over the chat for a moment, or as an alert to be closed.

    `text` is Telegram HTML like everything the views say; it is shown plain.
    """

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class AfterScripts:
    """An answer in private that waits until the scripts have had their say about the whole batch.

    `silent` is said if none writes to the person, `spoken` if one does.
    """

    silent: Message | None
    spoken: Message | None = None


Reply = Message | Edit | Reaction | Toast | AfterScripts
Replies = Iterable[Reply]


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Who the bot is, as Telegram said at the start."""

    id: int
    username: str
    name: str
    reads_all: bool
    """Privacy mode is off: it sees every message of a group even where it is no admin."""


@dataclass(frozen=True, slots=True)
class Services:
    """What lasts as long as the program and handlers rely on."""

    settings: Settings
    policies: Policies
    clock: Clock
    library: Library
    engine: Engine
    me: BotIdentity
    report: Report


@dataclass(slots=True)
class Context:
    """One act of one person. `scope` is None in private as long as no community is meant."""

    services: Services
    uow: UnitOfWork
    user: User
    at: datetime
    """When it was done: the message's date; now for a press."""
    chat: Chat | None
    """None in private."""
    scope: Scope | None
    member: Member | None
    role: Role
    message: Said | None = None
    """What was written, or the message whose button was pressed."""
    query: Pressed | None = None
    args: str = ""
    """What follows the command."""
    homes: tuple[tuple[int, str], ...] = ()
    """Ids and titles of the communities that can be meant in private, if there are several."""

    @property
    def community(self) -> Community:
        """The community meant; Refused in private when it cannot be known."""
        return self.inside.community

    @property
    def inside(self) -> Scope:
        """The scope of the community meant; Refused in private when it cannot be known."""
        if self.scope is None:
            raise self.nowhere()
        return self.scope

    @property
    def me(self) -> Member:
        """The person as a member; Refused when they are none."""
        if self.member is None:
            raise Refused("not_a_member")
        return self.member

    @property
    def private(self) -> bool:
        """Done in the private chat with the bot."""
        return self.chat is None

    @property
    def texts(self) -> Texts:
        """The words of the community's language, in private of the one that the person chose; outside of a community,
        of the instance's.
        """
        if self.private and self.user.locale is not None:
            return texts_for(self.user.locale)
        return texts_for(self.scope.community.locale if self.scope else self.services.settings.locale)

    @property
    def here(self) -> Target:
        """Where it was done, for an answer in the same place."""
        if self.chat is None:
            return Target.user(self.user.id)
        return Target.chat(self.chat.id, self.message.topic if self.message else None)

    def require(self, act: Act) -> None:
        """Raise Denied unless the person may do this."""
        require(self.role, act)

    def reply(self, text: str, buttons: Rows = (), picture: Picture | None = None) -> Message:
        """An answer in the same place, below what was said; in a members' group it goes after a while."""
        below = self.message.message_id if self.message and not self.private else None
        passes = self.scope is not None and self.chat is not None and self.chat.for_members
        return Message(
            to=self.here,
            kind=Kind.REPLY,
            text=text,
            buttons=buttons,
            reply_to=below,
            community_id=self.scope.community.id if self.scope else None,
            picture=picture,
            clear_after=self.scope.house.stays if self.scope and passes else None,
        )

    def whisper(self, text: str, buttons: Rows = (), picture: Picture | None = None) -> Message:
        """An answer that concerns nobody else: in a group only this person sees it, where Telegram offers that.

        What is answered by a press stays visible to all: what nobody else sees cannot be edited as messages are.
        """
        reply = self.reply(text, buttons, picture)
        pressable = any(button.data is not None for row in buttons for button in row)
        if self.private or pressable or self.scope is None or not self.scope.house.whispers:
            return reply
        return reply.instead(only_for=self.user.id)

    def nowhere(self) -> Refused:
        """Why no community is meant here."""
        if self.chat is not None:
            return Refused("chat_unbound")
        if self.homes:
            return Refused("which_community", communities=self.homes)
        return Refused("no_group_yet" if self.role is Role.OWNER else "no_community")

    async def enter(self, community_id: int) -> None:
        """Go on in the community that a button names; Refused if there is no such community."""
        if self.scope is not None and self.scope.community.id == community_id:
            return
        if community_id not in {community.id for community in await self.uow.communities.all()}:
            raise Refused("button_unknown")
        await self.become(await self.scope_of(community_id))

    async def become(self, scope: Scope) -> None:
        """Go on as a member of this community (a button or the person said which is meant)."""
        self.scope = scope
        self.member = await self.uow.members.of(scope.community.id, self.user.id)
        self.role = await staff.role_of(scope, self.user, self.services.settings.owner_ids)

    async def scope_of(self, community_id: int) -> Scope:
        """The scope of another community than the one meant."""
        return await Scope.of(self.uow, community_id, self.services.policies)

    async def pressed(self) -> Outgoing | None:
        """The outbox row of the message whose button was pressed; None if Telegram no longer shows it."""
        if self.message is None:
            return None
        chat_id = self.chat.id if self.chat else None
        return await self.uow.outbox.shown(chat_id, self.user.id, self.message.message_id)
