"""forwardMessage, copyMessage and sendMediaGroup: what was said elsewhere, and several files at once."""

from typing import Any

from playground.emulator.calls.editing import found
from playground.emulator.calls.sending import deliver, file_given, placed, target
from playground.emulator.calls.texts import caption_text
from playground.emulator.errors import Json, bad_request
from playground.emulator.messages import Message
from playground.emulator.world import World

ALBUM = range(2, 11)
"""How many files make an album."""


def forward_message(world: World, parameters: Json) -> Any:
    """With who said it first; the buttons stay behind."""
    chat = target(world, parameters)
    source = _source(world, parameters, "forward")
    content = {**_content(source), "forward_origin": source.forward_origin or _origin(source)}
    return deliver(world, "forwardMessage", chat, parameters, content)


def copy_message(world: World, parameters: Json) -> Any:
    """As if the bot said it; a caption may be replaced. Only the new id is answered."""
    chat = target(world, parameters)
    source = _source(world, parameters, "copy")
    content = _content(source)
    if source.file is not None and "caption" in parameters:
        content |= caption_text(world, parameters)
    return {"message_id": deliver(world, "copyMessage", chat, parameters, content)["message_id"]}


def send_media_group(world: World, parameters: Json) -> Any:
    """Photos and videos, or documents, or audio, that are shown together; each counts against the limits."""
    chat = target(world, parameters)
    media: list[Json] = parameters["media"]
    if len(media) not in ALBUM:
        raise bad_request("there must be 2-10 media to send as an album")
    kinds = {item["type"] for item in media}
    if not kinds <= {"photo", "video", "document", "audio"}:
        raise bad_request(f"Emulator: albums of {', '.join(sorted(kinds))} are not played")
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request("documents and audio can't be mixed with other media types")
    common = {**placed(world, chat, parameters), "album_id": str(world.number("album", 13_000_000_001))}
    contents = [{**caption_text(world, item), "file": _file(world, item)} for item in media]
    for _ in contents:
        world.floodgate.pass_through(chat.id)
    sent = [world.post(chat, world.bot, **content, **common) for content in contents]
    for message in sent:
        world.note("said", world.bot.name, chat, message.text, message, "sendMediaGroup")
    return [message.as_json() for message in sent]


def _file(world: World, item: Json) -> Any:
    return file_given(world, item["type"], item["media"])


def _source(world: World, parameters: Json, act: str) -> Message:
    chat = world.chat_called(parameters["from_chat_id"])
    world.require_inside(chat)
    message = found(chat, parameters["message_id"], f"message to {act} not found")
    if message.service:
        raise bad_request(f"the message can't be {'forwarded' if act == 'forward' else 'copied'}")
    return message


def _content(message: Message) -> Json:
    return {"text": message.text, "entities": message.entities, "file": message.file}


def _origin(message: Message) -> Json:
    date = int(message.sent_at.timestamp())
    if message.sender_chat is not None:
        return {"type": "chat", "date": date, "sender_chat": message.sender_chat}
    return {"type": "user", "date": date, "sender_user": message.author.as_user()}
