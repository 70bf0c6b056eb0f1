"""What the bot does as an admin: throw out, let in again, silence, promote, rename, open topics."""

from datetime import datetime, timedelta
from typing import Any

from playground.emulator.chats import Group
from playground.emulator.entities import utf16_length
from playground.emulator.errors import Json, bad_request
from playground.emulator.leading import TOPIC_COLOUR
from playground.emulator.members import ADMIN_RIGHTS, PERMISSIONS, Account
from playground.emulator.world import World

TITLE_LIMIT = 128
ENDING = range(30, 366 * 24 * 60 * 60 + 1)
"""Seconds that a ban or a restriction may last without being for ever."""


def ban_chat_member(world: World, parameters: Json) -> Any:
    """Out, and not to come back, for ever or until a date; the bot hears of it by chat_member alone."""
    group, person = _member(world, parameters)
    until = _until(world, parameters)
    if group.member(person).is_inside:
        world.exits(group, world.bot, person, "kicked", until)
    else:
        world.change_member(group, world.bot, person, "kicked", until=until)
    return True


def unban_chat_member(world: World, parameters: Json) -> Any:
    """May come back; who is inside is thrown out, unless `only_if_banned`, as on Telegram."""
    group, person = _member(world, parameters)
    if group.member(person).status == "kicked":
        world.change_member(group, world.bot, person, "left")
    elif group.member(person).is_inside and not parameters.get("only_if_banned"):
        world.exits(group, world.bot, person, "left")
    return True


def restrict_chat_member(world: World, parameters: Json) -> Any:
    """What the member may still do; with everything allowed again, they are an ordinary member."""
    group, person = _member(world, parameters)
    if not group.is_supergroup:
        raise bad_request("method is available only for supergroups")
    if not group.member(person).is_inside:
        raise bad_request("Emulator: permissions of people outside are not played")
    given: dict[str, bool] = parameters["permissions"]
    permissions = {name: given.get(name, False) for name in PERMISSIONS}
    ordinary = all(permissions[name] for name in PERMISSIONS if name.startswith("can_send_"))
    status = "member" if ordinary else "restricted"
    if ordinary:
        world.change_member(group, world.bot, person, status)
    else:
        until = _until(world, parameters)
        world.change_member(group, world.bot, person, status, permissions, until=until)
    world.note(status, person.name, group, method="restrictChatMember")
    return True


def promote_chat_member(world: World, parameters: Json) -> Any:
    """An admin with the rights named; with none, an ordinary member again."""
    group, person = _member(world, parameters, right="can_promote_members")
    rights = {right: bool(parameters.get(right, False)) for right in ADMIN_RIGHTS}
    status = "administrator" if any(rights.values()) else "member"
    if not group.member(person).is_inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    lacking = [right for right, given in rights.items() if given and not group.member(world.bot).may(right)]
    if lacking:
        raise bad_request("RIGHT_FORBIDDEN")
    world.change_member(group, world.bot, person, status, rights if status == "administrator" else {})
    kind = "promoted" if status == "administrator" else "demoted"
    world.note(kind, person.name, group, method="promoteChatMember")
    return True


def set_chat_title(world: World, parameters: Json) -> Any:
    """Leaves a service message."""
    group = _group(world, parameters, "can_change_info")
    title = parameters["title"].strip()
    if not 1 <= utf16_length(title) <= TITLE_LIMIT:
        raise bad_request("title is invalid")
    if title == group.title:
        raise bad_request("chat title is not modified")
    group.title = title
    world.announce(group, world.bot, new_chat_title=title)
    return True


def create_forum_topic(world: World, parameters: Json) -> Any:
    """Counts against the group's limit, as a message does."""
    group = _group(world, parameters, "can_manage_topics")
    name = parameters["name"].strip()
    if not group.is_forum:
        raise bad_request("the chat is not a forum")
    if not 1 <= utf16_length(name) <= TITLE_LIMIT:
        raise bad_request("TOPIC_TITLE_INVALID")
    world.floodgate.pass_through(group.id)
    colour = parameters.get("icon_color", TOPIC_COLOUR)
    thread = world.open_topic(group, world.bot, name, colour)
    return {"message_thread_id": thread.id, "name": name, "icon_color": colour}


def _until(world: World, parameters: Json) -> datetime | None:
    """When it ends; never, if that is less than half a minute or more than 366 days away."""
    seconds = parameters.get("until_date", 0) - world.clock.timestamp
    return world.clock.now + timedelta(seconds=seconds) if seconds in ENDING else None


def _group(world: World, parameters: Json, right: str) -> Group:
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    if not isinstance(chat, Group):
        raise bad_request("method is available for group chats only")
    if not chat.member(world.bot).may(right):
        raise bad_request("not enough rights")
    return chat


def _member(world: World, parameters: Json, right: str = "can_restrict_members") -> tuple[Group, Account]:
    """Whom the call is about; raises 400 for the owner and, unless the bot promotes, for admins."""
    group = _group(world, parameters, right)
    person = world.people.get(parameters["user_id"])
    if person is None or not world.has_met(person):
        raise bad_request("PARTICIPANT_ID_INVALID")
    if group.member(person).status == "creator":
        raise bad_request("can't remove chat owner")
    if group.member(person).is_admin and right != "can_promote_members":
        raise bad_request("user is an administrator of the chat")
    return group, person
