"""A batch of updates in one unit of work: what it needs is read beforehand, set-based, and every act is
opened from what was read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from community import communities, members, people, staff
from community.communities import ChatProfile
from community.scope import Scope
from core.errors import Refused, SopbotError
from core.message import Edit, Kind, Message, Reaction
from core.permissions import Role, is_nobody
from handlers.accounts import seen
from handlers.context import AfterScripts, Context, Reply, Services, Toast
from handlers.incoming import Account, Incoming, Pressed, Reacted, Said, TelegramChat
from storage.communities import Chat
from storage.unit_of_work import UnitOfWork
from storage.users import User

GROUPS = ("group", "supergroup")


class RefusedLate(SopbotError):
    """An act was refused after a part of it had been written: only a rollback undoes that.

    The update is to be played again alone, with `refused` told beforehand.
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reply to what somebody did that waits for the scripts, or for another one that does."""

    context: Context
    reply: Reply
    to: int
    """Whose private chat it goes to."""
    spoken: int
    """Messages that scripts had planned for them before."""

    def resolved(self, spoken: int) -> Reply | None:
        """What is said, now that scripts have planned so many."""
        if not isinstance(self.reply, AfterScripts):
            return self.reply
        return self.reply.spoken if spoken > self.spoken else self.reply.silent


@dataclass(slots=True)
class Batch:
    """The unit of work of a batch, and what leaves from memory once it is committed."""

    services: Services
    uow: UnitOfWork
    toasts: list[tuple[str, Toast]] = field(default_factory=list)
    """Answers to presses, by callback query id."""
    private: list[Message] = field(default_factory=list)
    """Plain replies to private chats."""
    waiting: list[Waiting] = field(default_factory=list)
    """What is said once all is settled, in order."""
    refused: Refused | None = None
    """What the act of this only update was refused with when it was tried before (see `RefusedLate`)."""

    async def preload(self, incoming: Iterable[Incoming]) -> None:
        """Read all people, chats and memberships that these updates speak of, in a few reads."""
        incoming = list(incoming)
        acts = [(person, told.chat) for told in incoming for person in _people(told)]
        await self.uow.users.load(user.id for user, _ in acts)
        await self.uow.chats.load(chat.id for _, chat in acts if chat is not None and chat.type in GROUPS)
        pairs, in_private = [], []
        for user, telegram_chat in acts:
            known = await self.uow.users.by_telegram_id(user.id)
            chat = await self.chat(telegram_chat)
            if known and chat and chat.community_id is not None:
                pairs.append((chat.community_id, known.id))
            elif known and telegram_chat is not None and telegram_chat.type == "private":
                in_private.append(known.id)
        await self.uow.members.load(pairs)
        await self._preload_private(in_private)
        await self._preload_liked([told for told in incoming if isinstance(told, Reacted)])

    async def _preload_private(self, user_ids: list[int]) -> None:
        """Read which communities are meant by what people do in private, and what they are asked there."""
        await self.uow.members.load_users(user_ids)
        await self.uow.staff.load_users(user_ids)
        await self.uow.prompts.load(user_ids)
        await self.uow.questions.load(user_ids)

    async def _preload_liked(self, reactions: list[Reacted]) -> None:
        """Read who wrote what people react to, and whether that was counted before."""
        places, sources = [], []
        for told in reactions:
            chat = await self.chat(told.chat)
            if chat is not None and told.author is not None:
                places.append((chat.id, told.message_id))
                sources.append(told.source(chat.id))
        await self.uow.points.load_sources(sources)
        await self.uow.authorships.load(places)
        written = [await self.uow.authorships.of(*place) for place in places]
        await self.uow.members.load_ids(one.member_id for one in written if one is not None)

    async def say(self, reply: Reply, context: Context | None = None) -> None:
        """Answer what was done in this context. Nothing overtakes what waits in the same private chat."""
        if isinstance(reply, Toast):
            assert context is not None
            assert context.query is not None
            self.toasts.append((context.query.id, reply))
            return
        to = _recipient(reply, context)
        waits = isinstance(reply, AfterScripts) or any(one.to == to for one in self.waiting)
        if context is not None and to is not None and waits:
            self.waiting.append(Waiting(context, reply, to, self.uow.outbox.spoken_to(to)))
        else:
            await self._give(reply, context)

    def said(self) -> tuple[int, int, int]:
        """A point to go back to when a handler fails; what the unit of work holds has its own."""
        return len(self.toasts), len(self.private), len(self.waiting)

    def unsay(self, said: tuple[int, int, int]) -> None:
        """Forget what was to be said since then."""
        toasts, private, waiting = said
        del self.toasts[toasts:], self.private[private:], self.waiting[waiting:]

    async def settle(self) -> None:
        """Have the scripts heed all that was done, and say what waited for that."""
        await self.services.engine.settle(self.uow)
        for one in self.waiting:
            reply = one.resolved(self.uow.outbox.spoken_to(one.to))
            if reply is not None:
                await self._give(reply, one.context)
        self.waiting.clear()

    async def _give(self, reply: Reply, context: Context | None) -> None:
        """Plain private messages leave from memory, everything else from the outbox."""
        outbox = self.uow.outbox
        match reply:
            case Edit():
                await outbox.plan_edit(reply)
            case Reaction():
                scope = None if context is None else context.scope
                outbox.plan_reaction(reply, None if scope is None else scope.community.id)
            case Message() if reply.to.user_id is not None and _is_plain(reply):
                self.private.append(reply)
            case Message():
                await outbox.plan(reply)

    async def chat(self, telegram_chat: TelegramChat | None) -> Chat | None:
        """Our record of a group; None for private chats and unknown groups."""
        if telegram_chat is None or telegram_chat.type not in GROUPS:
            return None
        return await self.uow.chats.by_telegram_id(telegram_chat.id)

    async def scope(self, community_id: int) -> Scope:
        """A community within this unit of work."""
        return Scope(self.uow, await self.uow.communities.get(community_id), self.services.policies)

    async def user(self, account: Account) -> User:
        """Our record of a person, brought up to date with the names of today."""
        return await seen(self.uow, account)

    async def open_message(self, message: Said) -> Context | None:
        """The context of a message; None if nobody wrote it (channels, service accounts, other bots)."""
        author = message.author
        if author is None or author.is_bot or is_nobody(author.id):
            return None
        return await self._open(author, message.chat, message.date, message=message)

    async def open_press(self, query: Pressed) -> Context | None:
        """The context of a press; a press has no date, so it counts now."""
        if query.author.is_bot or is_nobody(query.author.id):
            return None
        return await self._open(query.author, query.chat, self.uow.now, message=query.below, query=query)

    async def _open(
        self,
        author: Account,
        telegram_chat: TelegramChat | None,
        at: datetime,
        message: Said | None = None,
        query: Pressed | None = None,
    ) -> Context | None:
        user = await self.user(author)
        chat = await self.chat(telegram_chat)
        if chat is None and telegram_chat is not None and telegram_chat.type != "private":
            if telegram_chat.type not in GROUPS or not self._is_owner(user):
                return None
            # Added while it was away for too long to be told of it; its owner speaks to it all the same.
            chat = await communities.see_chat(self.uow, profile_of(telegram_chat))
        context = Context(
            self.services, self.uow, user, at, chat, None, None, Role.STRANGER, message=message, query=query
        )
        if chat is not None:
            if chat.community_id is not None:
                await self._enter_group(context, chat)
            elif self._is_owner(user):
                context.role = Role.OWNER
        else:
            context.user = people.heard_in_private(self.uow, user)
            await self._enter_private(context)
        return context

    async def _enter_group(self, context: Context, chat: Chat) -> None:
        assert chat.community_id is not None
        context.scope = await context.scope_of(chat.community_id)
        if chat.for_members:
            context.member = await members.see(context.scope, context.user, context.at)
        else:
            context.member = await self.uow.members.of(chat.community_id, context.user.id)
        context.role = await staff.role_of(context.scope, context.user, self.services.settings.owner_ids)

    async def _enter_private(self, context: Context) -> None:
        candidates = await self.communities_of(context.user)
        chosen = context.user.home_id
        if chosen not in candidates:
            chosen = candidates[0] if len(candidates) == 1 else None
        if len(candidates) > 1:
            homes = [await self.uow.communities.get(key) for key in candidates]
            context.homes = tuple((home.id, home.title) for home in homes)
        if chosen is not None:
            await context.become(await context.scope_of(chosen))
        elif self._is_owner(context.user):
            context.role = Role.OWNER

    async def communities_of(self, user: User) -> list[int]:
        """The communities a person is a member of, assists in, or owns."""
        if self._is_owner(user):
            return [community.id for community in await self.uow.communities.all()]
        mine = [member.community_id for member in await self.uow.members.of_user(user.id) if member.present]
        return list(dict.fromkeys([*mine, *await self.uow.staff.communities_of(user.id)]))

    def _is_owner(self, user: User) -> bool:
        return user.telegram_id in self.services.settings.owner_ids


def _recipient(reply: Reply, context: Context | None) -> int | None:
    """Whose private chat it goes to, if it does."""
    if isinstance(reply, Message):
        return reply.to.user_id
    return context.user.id if context is not None and context.private else None


def _is_plain(message: Message) -> bool:
    """Nobody edits, counts or asks about it later, so it need not be kept in the outbox."""
    kept = message.buttons or message.extra or message.dedupe_key is not None or message.member_id is not None
    return message.kind is Kind.REPLY and not kept


def _people(told: Incoming) -> Iterator[Account]:
    """Who did it, and to whom a message replies."""
    if told.person is not None:
        yield told.person
    replied = told.replied_to if isinstance(told, Said) else None
    if replied is not None and replied.author is not None and not replied.author.is_bot:
        yield replied.author


def profile_of(chat: TelegramChat) -> ChatProfile:
    """A group as Telegram shows it."""
    return ChatProfile(chat.id, chat.type, chat.title or "", chat.username, chat.is_forum)
