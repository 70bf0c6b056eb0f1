"""Telegram's people as our records, and what they may do in a chat."""

from typing import Any

from aiogram.types import ResultChatMemberUnion
from aiogram.types import User as TelegramUser

from community import people
from storage.unit_of_work import UnitOfWork
from storage.users import User


async def seen(uow: UnitOfWork, account: TelegramUser) -> User:
    """Our record of a person, brought up to date with the names of today."""
    return await people.see_user(
        uow,
        telegram_id=account.id,
        first_name=account.first_name,
        last_name=account.last_name or "",
        username=account.username,
        language=account.language_code,
        is_bot=account.is_bot,
    )


def rights_of(standing: ResultChatMemberUnion) -> dict[str, Any]:
    """The rights that Telegram tells of somebody in a chat, by their names there (`can_…`)."""
    return {name: value for name, value in standing.model_dump().items() if name.startswith("can_")}
