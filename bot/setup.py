"""A fresh look at a chat for `/setup`: the bot's own standing, privacy mode, the group's admins."""

from dataclasses import dataclass, replace
from typing import Any

from aiogram import Bot
from aiogram.types import (
    ChatFullInfo,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ResultChatMemberUnion,
)
from aiogram.types import User as TelegramUser

from community import staff
from community.scope import Scope
from core.message import Kind, Message, Target
from core.permissions import Role, is_nobody
from handlers.accounts import seen
from handlers.context import Services
from handlers.incoming import Account, rights_among
from storage.communities import Chat
from storage.unit_of_work import UnitOfWork
from views import setup as view
from views.names import shown
from views.texts import texts_for


@dataclass(frozen=True, slots=True)
class Question:
    """Which chat is looked at."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Look:
    """What Telegram said."""

    me: ResultChatMemberUnion
    chat: ChatFullInfo
    admins: list[TelegramUser]
    reads_all: bool


class FreshLook:
    """An errand (see `bot.requests`): data `chat_id`, `topic`, `reply_to`, `user_id` (who asked),
    `in_private` (answer there, not in the chat).
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def prepare(self, uow: UnitOfWork, data: dict[str, Any]) -> Question | None:
        """The chat; None if the bot has left it meanwhile."""
        chat = await uow.chats.get(data["chat_id"])
        return Question(chat.telegram_id) if chat.active else None

    async def ask(self, bot: Bot, question: Question) -> Look:
        """Four short calls."""
        me = await bot.get_me()
        standing = await bot.get_chat_member(question.telegram_id, me.id)
        chat = await bot.get_chat(question.telegram_id)
        admins = await bot.get_chat_administrators(question.telegram_id)
        named = [one.user for one in admins if not (one.user.is_bot or getattr(one, "is_anonymous", False))]
        return Look(standing, chat, named, bool(me.can_read_all_group_messages))

    async def answer(self, uow: UnitOfWork, data: dict[str, Any], answer: Look | None) -> None:
        """Say it where it was asked; in private where the bot may not write."""
        chat = await uow.chats.get(data["chat_id"])
        if chat.community_id is None:
            return
        scope = await Scope.of(uow, chat.community_id, self._services.policies)
        texts = texts_for(scope.community.locale)
        aside = Message(
            Target.user(data["user_id"]),
            Kind.REPLY,
            view.failed(texts, chat.title),
            community_id=scope.community.id,
        )
        here = aside.instead(to=Target.chat(chat.id, data["topic"]), reply_to=data["reply_to"])
        if answer is None:
            await uow.outbox.plan(aside if data["in_private"] else here)
            return
        found = await self._found(scope, chat, answer)
        aside_only = data["in_private"] or not found.may_write
        text, buttons = view.setup(texts, found, in_private=aside_only)
        uow.chats.put(
            replace(chat, bot_status=answer.me.status, bot_rights=rights_among(answer.me.model_dump()))
        )
        shown = aside if aside_only else here
        await uow.outbox.plan(shown.instead(text=text, buttons=buttons))

    async def _found(self, scope: Scope, chat: Chat, look: Look) -> view.Setup:
        uow, community, owner_ids = scope.uow, scope.community, self._services.settings.owner_ids
        staff_chat = await uow.chats.staff(community.id)
        library = self._services.library
        return view.Setup(
            community_id=community.id,
            title=look.chat.title or chat.title,
            role=chat.role,
            admin=isinstance(look.me, ChatMemberAdministrator | ChatMemberOwner),
            may_write=_may_write(look),
            reads_all=look.reads_all,
            owner_reached=bool(await staff.owner_places(scope, owner_ids)),
            digest_at=community.digest_at,
            timezone=community.timezone,
            staff_chat=None if staff_chat is None else staff_chat.title,
            assistants=[shown(one.name) for one in await staff.assistants(uow, community.id)],
            admins=await self._offered(scope, look.admins),
            scripts=len(library.in_force(community.locale)),
            problems=len(library.problems),
            clears=scope.house.clear_after > 0,
            deletes=bool(getattr(look.me, "can_delete_messages", None)),
            shows_levels=scope.house.level_tags,
            tags=bool(getattr(look.me, "can_manage_tags", None)),
        )

    async def _offered(self, scope: Scope, admins: list[TelegramUser]) -> list[tuple[int, str]]:
        """Admins of the group who are not of the staff yet."""
        offered = []
        for admin in admins:
            if is_nobody(admin.id):
                continue
            user = await seen(scope.uow, Account.model_validate(admin, from_attributes=True))
            if await staff.role_of(scope, user, self._services.settings.owner_ids) < Role.ASSISTANT:
                offered.append((user.id, shown(user.name)))
        return offered


def _may_write(look: Look) -> bool:
    """An admin always may; others as they are restricted, else as the group allows everybody."""
    if isinstance(look.me, ChatMemberAdministrator | ChatMemberOwner):
        return True
    allowed = look.me if isinstance(look.me, ChatMemberRestricted) else look.chat.permissions
    return getattr(allowed, "can_send_messages", None) is not False
