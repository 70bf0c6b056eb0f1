"""What Telegram tells of the bot, and what is known of its groups."""

from collections.abc import Sequence

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import User, WebhookInfo

from bot.doctor.findings import Finding, Findings
from bot.telegram import make_bot
from config.settings import Settings
from storage.health import ChatHealth, Health

PATIENCE = 10
"""Seconds that an answer may take."""

MANY = 1000
"""Updates that wait when nobody fetches them, or too slowly."""


async def findings(settings: Settings | None, health: Health | None) -> Findings:
    """Ask Telegram two short questions; no message is sent and no update is taken."""
    if settings is None:
        return [Finding("not asked: mend the settings first", looked=False)]
    bot = make_bot(settings)
    try:
        me = await bot.get_me(request_timeout=PATIENCE)
        webhook = await bot.get_webhook_info(request_timeout=PATIENCE)
    except (TelegramNotFound, TelegramUnauthorizedError):
        return [Finding("Telegram does not know this BOT_TOKEN", "copy it again from BotFather")]
    except (TelegramAPIError, ClientDecodeError) as error:
        said = str(error).splitlines()[0]
        advice = f"check the network, and that {settings.bot_api_url} can be reached from here"
        return [Finding(f"Telegram does not answer: {said}", advice)]
    finally:
        await bot.session.close()
    known = [] if health is None else [_owners(settings, health), *_chats(health.chats, me)]
    return [Finding(f"the bot is @{me.username}"), _privacy(me), *_webhook(settings, webhook), *known]


def _privacy(me: User) -> Finding:
    if me.can_read_all_group_messages:
        return Finding("privacy mode is off: it sees all messages of its groups")
    return Finding("privacy mode is on: it sees all messages only where it is an admin")


def _webhook(settings: Settings, told: WebhookInfo) -> Findings:
    wanted = settings.webhook_url or ""
    if told.url != wanted:
        says = f"a webhook is set to {told.url}" if told.url else "no webhook is set"
        advice = "restart the bot, which puts that right; if it comes back, another program uses this token"
        found = [Finding(f"{says}, but the settings want {wanted or 'polling'}", advice)]
    else:
        found = [Finding("updates come by webhook" if wanted else "updates are fetched by polling")]
    if told.last_error_message:
        found.append(Finding(f"the webhook failed last: {told.last_error_message}", "see docs/scaling.md"))
    waiting = f"updates waiting at Telegram: {told.pending_update_count}"
    if told.pending_update_count > MANY:
        return [*found, Finding(waiting, "see that the bot runs; Telegram keeps them for 24 hours")]
    return [*found, Finding(waiting)]


def _owners(settings: Settings, health: Health) -> Finding:
    reached = len(settings.owner_ids & health.reached)
    if reached:
        return Finding(f"owners who can be written to: {reached}")
    return Finding("no owner can be written to", "open the private chat with the bot and press Start")


def _chats(chats: Sequence[ChatHealth], me: User) -> Findings:
    return [_chat(chat, me) for chat in chats] or [Finding("it is in no group yet")]


def _chat(chat: ChatHealth, me: User) -> Finding:
    name = f"“{chat.title}” ({chat.role})"
    if not chat.may_send:
        return Finding(f"{name}: it may not write there", "let it send messages, or make it an admin")
    if chat.bot_status in ("administrator", "creator"):
        return Finding(f"{name}: admin")
    if not me.can_read_all_group_messages:
        advice = "make it an admin there, or turn privacy mode off at BotFather (/setprivacy)"
        return Finding(
            f"{name}: no admin, so it misses ordinary messages and, in large groups, joins", advice
        )
    return Finding(
        f"{name}: no admin; it sees messages, but in large groups not who joins", "make it an admin there"
    )
