"""What requests name: people, chats, messages, and the JSON they bring. Wrong ones raise Impossible or ValueError."""

from typing import Any

from aiohttp import web

from playground.emulator import Chat, Group, Message, Person, PrivateChat
from playground.sandbox import Sandbox
from playground.sandbox.acts import impossible

NOBODY = 0
"""Who looks on, and is nobody."""


async def posted(request: web.Request) -> dict[str, Any]:
    """The JSON object of the body; an empty one for an empty body."""
    if not request.can_read_body:
        return {}
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body


def person_of(sandbox: Sandbox, number: object) -> Person:
    """The person with that id."""
    person = sandbox.telegram.world.people.get(int(str(number)))
    return person if isinstance(person, Person) else impossible("nobody")


def player_of(sandbox: Sandbox, number: object) -> Person:
    """The person whom one plays, who is left to the visitor from now on; looking on, one can do nothing."""
    if int(str(number or NOBODY)) == NOBODY:
        impossible("looking_on")
    person = person_of(sandbox, number)
    sandbox.played.add(person.id)
    return person


def chat_of(sandbox: Sandbox, number: object) -> Chat:
    """The group or private chat with that id, also under the id it had before it became a supergroup."""
    world, chat_id = sandbox.telegram.world, int(str(number))
    chat = world.groups.get(chat_id) or world.private.get(chat_id) or world.migrated.get(chat_id)
    return chat or impossible("no_chat")


def group_of(sandbox: Sandbox, number: object) -> Group:
    """The group with that id."""
    chat = chat_of(sandbox, number)
    return chat if isinstance(chat, Group) else impossible("no_chat")


def message_of(sandbox: Sandbox, chat: Chat, uid: object) -> Message:
    """The message of the chat with that uid, if it is still there."""
    try:
        message = sandbox.telegram.message(int(str(uid)))
    except KeyError:
        impossible("message_gone")
    return message if message.chat is chat else impossible("message_gone")


def sees(person: int, chat: Chat) -> bool:
    """Whether the person (or who looks on) can see the chat."""
    if person == NOBODY:
        return True
    if isinstance(chat, PrivateChat):
        return chat.person.id == person
    return isinstance(chat, Group) and person in chat.members and chat.members[person].is_inside
