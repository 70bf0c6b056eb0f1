"""The command menus: for everybody in private and in groups, for the staff chat, for each of the staff."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from community import staff
from config.settings import LOCALES
from core.permissions import Role
from handlers.commands import CommandTable, Where
from handlers.context import Services
from storage.communities import ChatRole
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User
from views.texts import texts_for

Scope = BotCommandScopeAllPrivateChats | BotCommandScopeAllGroupChats | BotCommandScopeChat


@dataclass(frozen=True, slots=True)
class Menu:
    """What one scope offers: to somebody of that role in that place. `role` None: no menu of its own."""

    scope: Scope
    role: Role | None
    place: Where


class Menus:
    """An errand (see `bot.requests`): data `user_id`, `chat_id`, or neither for all menus there are."""

    def __init__(self, services: Services, commands: CommandTable) -> None:
        self._services = services
        self._commands = commands

    async def prepare(self, uow: UnitOfWork, data: dict[str, Any]) -> list[Menu]:
        """Which menus to set."""
        if "user_id" in data:
            return [await self._of_person(uow, await uow.users.get(data["user_id"]))]
        if "chat_id" in data:
            chat = await uow.chats.get(data["chat_id"])
            scope = BotCommandScopeChat(chat_id=chat.telegram_id)
            role = Role.ASSISTANT if chat.role == ChatRole.STAFF else None
            return [Menu(scope, role, Where.STAFF)]
        everybody = [
            Menu(BotCommandScopeAllPrivateChats(), Role.MEMBER, Where.PRIVATE),
            Menu(BotCommandScopeAllGroupChats(), Role.MEMBER, Where.GROUP),
        ]
        return everybody + [await self._of_person(uow, user) for user in await self._reached_staff(uow)]

    async def ask(self, bot: Bot, question: list[Menu]) -> None:
        """Set them in every language; the words without a language are the instance's."""
        for menu in question:
            for locale in ("", *LOCALES):
                try:
                    await self._set(bot, menu, locale)
                except (TelegramBadRequest, TelegramForbiddenError):
                    break  # a chat that is not there any more, or never was

    async def answer(self, uow: UnitOfWork, data: dict[str, Any], answer: None) -> None:
        """Nothing is left to do."""

    async def _set(self, bot: Bot, menu: Menu, locale: str) -> None:
        language = locale or None
        if menu.role is None:
            await bot.delete_my_commands(menu.scope, language)
            return
        texts = texts_for(locale or self._services.settings.locale)
        commands = [
            BotCommand(command=command.name, description=texts.plain(command.summary))
            for command in self._commands.offered(menu.role, menu.place)
        ]
        await bot.set_my_commands(commands, menu.scope, language)

    async def _of_person(self, uow: UnitOfWork, user: User) -> Menu:
        role: Role | None = None
        if user.telegram_id in self._services.settings.owner_ids:
            role = Role.OWNER
        elif await uow.staff.communities_of(user.id):
            role = Role.ASSISTANT
        return Menu(BotCommandScopeChat(chat_id=user.telegram_id), role, Where.PRIVATE)

    async def _reached_staff(self, uow: UnitOfWork) -> list[User]:
        """Owners and assistants with an open private chat."""
        people = await staff.owners(uow, self._services.settings.owner_ids)
        for community in await uow.communities.all():
            people += await staff.assistants(uow, community.id)
        return [user for user in dict.fromkeys(people) if user.reach == Reach.OPEN]
