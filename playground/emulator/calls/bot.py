"""What the bot asks and says about itself: getMe, command menus, callback answers, files, webhooks."""

import re
from typing import Any

from playground.emulator.entities import utf16_length
from playground.emulator.errors import Json, bad_request
from playground.emulator.world import Webhook, World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
COMMAND_LIMIT = 100
ANSWER_LIMIT = 200


def get_me(world: World, parameters: Json) -> Any:
    """The bot; `can_read_all_group_messages` tells that privacy mode is off."""
    del parameters
    features = (
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
    )
    return {
        **world.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        **dict.fromkeys(features, False),
    }


def answer_callback_query(world: World, parameters: Json) -> Any:
    """Once for each query, within 150 seconds of the emulator's clock."""
    press = world.presses.get(parameters["callback_query_id"])
    if press is None or press.is_stale(world.clock.now):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = parameters.get("text", "")
    if utf16_length(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = text
    press.alert = parameters.get("show_alert", False)
    chat = press.pressed_message.chat
    world.note(
        "answered", world.bot.name, chat, f"→ {press.person.name}: {text}", method="answerCallbackQuery"
    )
    return True


def set_my_commands(world: World, parameters: Json) -> Any:
    """The command menu of one scope and language."""
    commands: list[Json] = parameters["commands"]
    if len(commands) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.match(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.menus[_menu(world, parameters)] = commands
    return True


def get_my_commands(world: World, parameters: Json) -> Any:
    """Exactly that scope and language: no fallback to wider ones."""
    return world.menus.get(_menu(world, parameters), [])


def delete_my_commands(world: World, parameters: Json) -> Any:
    """Wider scopes show through afterwards."""
    world.menus.pop(_menu(world, parameters), None)
    return True


def _menu(world: World, parameters: Json) -> tuple[str, str]:
    """Scope and language as one key; raises 400 for a scope that names what isn't there."""
    scope: Json = parameters.get("scope", {"type": "default"})
    key = str(scope["type"])
    if "chat_id" in scope:
        chat = world.chat_called(scope["chat_id"])
        world.require_inside(chat)
        key += f":{chat.id}"
    if "user_id" in scope:
        if scope["user_id"] not in world.people:
            raise bad_request("user not found")
        key += f":{scope['user_id']}"
    language = parameters.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("BOT_LANGUAGE_CODE_INVALID")
    return key, language


def get_file(world: World, parameters: Json) -> Any:
    """Where to download a file of at most 20 MB from."""
    stored = world.files.by_id(parameters["file_id"])
    if len(stored.content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    return {**stored.as_file(), "file_path": stored.path}


def get_user_profile_photos(world: World, parameters: Json) -> Any:
    """Nobody here has one."""
    if parameters["user_id"] not in world.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def set_webhook(world: World, parameters: Json) -> Any:
    """In the way of getUpdates; updates are brought there if a proxy is told where to (`Emulator.proxy`)."""
    if parameters["url"] and not parameters["url"].startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret, connections = parameters.get("secret_token", ""), parameters.get("max_connections", 40)
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    world.webhook = Webhook(parameters["url"], secret, connections)
    if "allowed_updates" in parameters:
        world.updates.allowed = parameters["allowed_updates"]
    world.updates.changed.ring()
    world.updates.stop_poller("setWebhook")
    return True


def delete_webhook(world: World, parameters: Json) -> Any:
    """Lets getUpdates work again; may drop what waits."""
    world.webhook = Webhook()
    if parameters.get("drop_pending_updates"):
        world.updates.drop_all()
    return True


def get_webhook_info(world: World, parameters: Json) -> Any:
    """How many updates wait, for one."""
    del parameters
    pending = world.updates.unconfirmed
    return {"url": world.webhook.url, "has_custom_certificate": False, "pending_update_count": pending}
