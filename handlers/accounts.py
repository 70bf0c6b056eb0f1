"""Telegram's people as our records."""

from community import people
from handlers.incoming import Account
from storage.unit_of_work import UnitOfWork
from storage.users import User


async def seen(uow: UnitOfWork, account: Account) -> User:
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
