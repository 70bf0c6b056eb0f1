"""The title of a member's level beside their name in the group, where Telegram allows it."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot

from community import levels
from community.scope import Scope
from handlers.context import Services
from storage.communities import Chat
from storage.members import Member
from storage.unit_of_work import UnitOfWork

RIGHT = "can_manage_tags"


@dataclass(frozen=True, slots=True)
class Tagging:
    """Whose name gets which words beside it, and in which chats."""

    chat_ids: tuple[int, ...]
    user_id: int
    title: str


class MemberTags:
    """An errand (see `bot.requests`): data `member_id`. The level is the one held when it is asked."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def prepare(self, uow: UnitOfWork, data: dict[str, Any]) -> Tagging | None:
        """The chats where the member is and the bot has the right; None if there are none."""
        member = await uow.members.get(data["member_id"])
        scope = await Scope.of(uow, member.community_id, self._services.policies)
        chats = await self._chats(scope, member)
        allowed = tuple(chat.telegram_id for chat in chats if chat.bot_rights.get(RIGHT))
        user = await uow.users.get(member.user_id)
        title = scope.policies.levels.title(levels.level_of(scope, member), scope.community.locale)
        return Tagging(allowed, user.telegram_id, title) if allowed else None

    async def ask(self, bot: Bot, question: Tagging) -> bool:
        """Set it in each chat; to set it again changes nothing."""
        for chat_id in question.chat_ids:
            await bot.set_chat_member_tag(chat_id, question.user_id, tag=question.title)
        return True

    async def answer(self, uow: UnitOfWork, data: dict[str, Any], answer: bool | None) -> None:
        """Tell the owners where the right is missing. What else is refused (an admin has no tag) stays so."""
        member = await uow.members.get(data["member_id"])
        scope = await Scope.of(uow, member.community_id, self._services.policies)
        for chat in await self._chats(scope, member):
            if not chat.bot_rights.get(RIGHT):
                await self._services.report(uow, "member_tag_refused", chat=chat.title)

    async def _chats(self, scope: Scope, member: Member) -> list[Chat]:
        if not member.present or not scope.house.level_tags:
            return []
        inside = set(await scope.uow.presences.chats_inside(member.id))
        chats = await scope.uow.chats.of_community(scope.community.id)
        return [chat for chat in chats if chat.id in inside and chat.active and chat.for_members]
