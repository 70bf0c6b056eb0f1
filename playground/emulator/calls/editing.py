"""What the bot does to messages that are there: edits, deletions, pins, reactions."""

from datetime import timedelta
from typing import Any

from playground.emulator.calls.sending import file_given
from playground.emulator.calls.texts import caption_text, message_text
from playground.emulator.chats import Chat, Group, PrivateChat
from playground.emulator.errors import ApiError, Json, bad_request
from playground.emulator.markup import check_markup
from playground.emulator.messages import Message
from playground.emulator.world import World

DELETABLE_FOR = timedelta(hours=48)
DELETE_BATCH = 100
MEDIA = ("photo", "document", "video", "animation", "audio")
"""What one file may be exchanged for."""

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_REACTIONS = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴
😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻
👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊
🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
EMOJI = frozenset(_REACTIONS.split())
"""The reactions that Telegram takes."""


def edit_message_text(world: World, parameters: Json) -> Any:
    """Edits are not limited in time; without reply_markup the buttons go, as on Telegram."""
    message = _own_message(world, parameters)
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    if "text" not in parameters:
        raise bad_request("message text is empty")
    content = message_text(world, parameters, too_long="MESSAGE_TOO_LONG")
    return _edit(world, "editMessageText", message, parameters, content)


def edit_message_caption(world: World, parameters: Json) -> Any:
    """For messages with a photo or document."""
    message = _own_message(world, parameters)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, "editMessageCaption", message, parameters, caption_text(world, parameters))


def edit_message_media(world: World, parameters: Json) -> Any:
    """Another file, with its caption; a text becomes a caption."""
    message = _own_message(world, parameters)
    media = parameters["media"]
    kind = media["type"]
    if kind not in MEDIA:
        raise bad_request(f"Emulator: media of type {kind} is not played")
    file = file_given(world, kind, media["media"])
    content = {**caption_text(world, media), "file": file}
    return _edit(world, "editMessageMedia", message, parameters, content)


def edit_message_reply_markup(world: World, parameters: Json) -> Any:
    """Only the buttons; without reply_markup they go."""
    message = _own_message(world, parameters)
    content = {"text": message.text, "entities": message.entities}
    return _edit(world, "editMessageReplyMarkup", message, parameters, content)


def _own_message(world: World, parameters: Json) -> Message:
    if "chat_id" not in parameters:
        raise bad_request("chat_id is empty")
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    message = found(chat, parameters.get("message_id", 0), "message to edit not found")
    if message.author is not world.bot or message.service:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, method: str, message: Message, parameters: Json, content: Json) -> Json:
    """Give it another text and other buttons, and another file if the content has one."""
    markup = check_markup(parameters.get("reply_markup"), world.bot.username or "")
    file = content.get("file", message.file)
    if message.file == file and message.content() == (content["text"], content["entities"], markup):
        raise bad_request(_NOT_MODIFIED)
    world.floodgate.pass_through(message.chat_id)
    if message.text != content["text"]:
        message.history.append(message.text)
    message.text, message.entities, message.markup = content["text"], content["entities"], markup
    message.file, message.edited_at = file, world.clock.now
    world.changed(message)
    world.note("edited", world.bot.name, message.chat, message.text, message, method)
    return message.as_json()


def found(chat: Chat, message_id: int, otherwise: str) -> Message:
    """The message with that id; raises 400 in the words given."""
    message = chat.message(message_id)
    if message is None:
        raise bad_request(otherwise)
    return message


def delete_message(world: World, parameters: Json) -> Any:
    """One's own within 48 hours; others' in private or with the right to."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    message = found(chat, parameters["message_id"], "message to delete not found")
    refusal = _why_not_delete(world, chat, message)
    if refusal is not None:
        raise refusal
    _delete(world, message, "deleteMessage")
    return True


def delete_ephemeral_message(world: World, parameters: Json) -> Any:
    """What one member alone was shown."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    wanted = (parameters["ephemeral_message_id"], parameters["receiver_user_id"])
    for message in chat.messages:
        receiver = message.only_for
        if receiver is not None and not message.deleted and (message.ephemeral_id, receiver.id) == wanted:
            _delete(world, message, "deleteEphemeralMessage")
            return True
    raise bad_request("message to delete not found")


def delete_messages(world: World, parameters: Json) -> Any:
    """Those that can't be found or deleted are passed over, as Telegram does."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    if len(parameters["message_ids"]) > DELETE_BATCH:
        raise bad_request("too many messages to delete")
    if not parameters["message_ids"]:
        raise bad_request("message identifiers are not specified")
    for message_id in parameters["message_ids"]:
        message = chat.message(message_id)
        if message is not None and _why_not_delete(world, chat, message) is None:
            _delete(world, message, "deleteMessages")
    return True


def _why_not_delete(world: World, chat: Chat, message: Message) -> ApiError | None:
    if world.clock.now - message.sent_at > DELETABLE_FOR:
        return bad_request("message can't be deleted for everyone")
    if isinstance(chat, PrivateChat) or message.author is world.bot:
        return None
    may = isinstance(chat, Group) and chat.member(world.bot).may("can_delete_messages")
    return None if may else bad_request("message can't be deleted")


def _delete(world: World, message: Message, method: str) -> None:
    world.delete(message)
    world.note("deleted", world.bot.name, message.chat, message.text, message, method)


def pin_chat_message(world: World, parameters: Json) -> Any:
    """Leaves a service message, of which the bot itself is not told."""
    chat = _pinnable(world, parameters)
    message = found(chat, parameters["message_id"], "message to pin not found")
    world.pin(message, world.bot)
    world.note("pinned", world.bot.name, chat, message.text, message, "pinChatMessage")
    return True


def unpin_chat_message(world: World, parameters: Json) -> Any:
    """The given message, or the one pinned last."""
    chat = _pinnable(world, parameters)
    message = chat.pinned[-1] if chat.pinned else None
    if "message_id" in parameters:
        message = found(chat, parameters["message_id"], "message to unpin not found")
    if message is None or not message.pinned:
        raise bad_request("message to unpin not found")
    world.unpin(message)
    world.note("unpinned", world.bot.name, chat, message.text, message, "unpinChatMessage")
    return True


def unpin_all_chat_messages(world: World, parameters: Json) -> Any:
    """Nothing stays pinned; no matter if nothing was."""
    chat = _pinnable(world, parameters)
    for message in chat.pinned:
        world.unpin(message)
        world.note("unpinned", world.bot.name, chat, message.text, message, "unpinAllChatMessages")
    return True


def _pinnable(world: World, parameters: Json) -> Chat:
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    if isinstance(chat, Group) and not chat.member(world.bot).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def set_message_reaction(world: World, parameters: Json) -> Any:
    """One of Telegram's emoji, or none; no update comes of a bot's reaction."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_inside(chat)
    message = found(chat, parameters["message_id"], "message to react not found")
    reactions: list[Json] = parameters.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("emoji", "").rstrip("\ufe0f") not in EMOJI for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    message.by_account[world.bot.id] = (world.bot, reactions)
    world.changed(message)
    emoji = " ".join(reaction["emoji"] for reaction in reactions)
    world.note("reacted", world.bot.name, chat, emoji, message, "setMessageReaction")
    return True
