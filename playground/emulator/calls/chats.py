"""What the bot may ask about chats and members, and leaving."""

import unicodedata
from typing import Any

from playground.emulator.chats import Group
from playground.emulator.errors import Json, bad_request
from playground.emulator.world import World

LONGEST_TAG = 16
"""Characters."""


def get_chat(world: World, parameters: Json) -> Any:
    """The chat with what only getChat shows, such as the pinned message."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    info = chat.full_info()
    if chat.pinned:
        info["pinned_message"] = chat.pinned[-1].as_json(with_reply=False)
    return info


def get_chat_member(world: World, parameters: Json) -> Any:
    """Anyone's standing, `left` for those who were never in; 400 for people the bot never met."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    account = world.people.get(parameters["user_id"])
    if parameters["user_id"] == world.bot.id:
        account = world.bot
    if account is None or (account is not world.bot and not world.has_met(account)):
        raise bad_request("user not found")
    if not isinstance(chat, Group):
        raise bad_request("Emulator: members of private chats are not played")
    return chat.member(account).as_chat_member()


def get_chat_administrators(world: World, parameters: Json) -> Any:
    """Without other bots, as Telegram leaves them out."""
    chat = _group(world, parameters, "there are no administrators in the private chat")
    admins = [member for member in chat.members.values() if member.is_admin]
    shown = [member for member in admins if not member.account.is_bot or parameters.get("return_bots")]
    return [member.as_chat_member() for member in shown]


def get_chat_member_count(world: World, parameters: Json) -> Any:
    """With the crowd that plays no part."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    return chat.size if isinstance(chat, Group) else 2


def set_chat_member_tag(world: World, parameters: Json) -> Any:
    """The words beside a regular member's name; an empty tag takes them away."""
    chat = _group(world, parameters, "tags can't be set in private chats")
    tag = str(parameters.get("tag", ""))
    member = chat.members.get(parameters["user_id"])
    if not chat.member(world.bot).may("can_manage_tags"):
        raise bad_request("not enough rights to manage tags of members")
    if member is None or not member.is_inside or member.is_admin:
        raise bad_request("the tag can be set for regular members only")
    if len(tag) > LONGEST_TAG or any(unicodedata.category(char) == "So" for char in tag):
        raise bad_request("tag is invalid")
    member.tag = tag
    return True


def leave_chat(world: World, parameters: Json) -> Any:
    """The bot goes by itself, and is told so by my_chat_member."""
    chat = _group(world, parameters, "chat member status can't be changed in private chats")
    world.exits(chat, world.bot, world.bot, "left")
    return True


def _group(world: World, parameters: Json, otherwise: str) -> Group:
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    if not isinstance(chat, Group):
        raise bad_request(otherwise)
    return chat
