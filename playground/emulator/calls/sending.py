"""sendMessage, sendPhoto and the like, sendChatAction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playground.emulator.calls.texts import caption_text, message_text
from playground.emulator.chats import Chat, Group
from playground.emulator.errors import Json, bad_request
from playground.emulator.files import StoredFile
from playground.emulator.markup import check_markup
from playground.emulator.messages import Message
from playground.emulator.world import World

ACTION_SHOWN_FOR = timedelta(seconds=5)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(world: World, parameters: Json) -> Any:
    """A text message."""
    chat = target(world, parameters)
    return deliver(world, "sendMessage", chat, parameters, message_text(world, parameters))


def sends(kind: str) -> Callable[[World, Json], Any]:
    """The method that sends a file of that kind, uploaded or by the file_id of one sent before."""

    def send(world: World, parameters: Json) -> Any:
        chat = target(world, parameters)
        content = {**caption_text(world, parameters), "file": file_given(world, kind, parameters[kind])}
        return deliver(world, f"send{kind.title()}", chat, parameters, content)

    return send


def send_chat_action(world: World, parameters: Json) -> Any:
    """Shown for five seconds, or until the bot says something there."""
    chat = target(world, parameters)
    if parameters["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.shows_action(parameters["action"], world.clock.now + ACTION_SHOWN_FOR)
    world.note("action", world.bot.name, chat, parameters["action"], method="sendChatAction")
    return True


def target(world: World, parameters: Json) -> Chat:
    """Where the call writes to; raises 400 or 403."""
    chat = world.chat_called(parameters["chat_id"])
    world.require_writable(chat)
    return chat


def deliver(world: World, method: str, chat: Chat, parameters: Json, content: Json) -> Json:
    """Post what the call says, with buttons, reply and topic as it wants them."""
    fields = {**content, **placed(world, chat, parameters)}
    world.floodgate.pass_through(chat.id)
    message = world.post(chat, world.bot, **fields)
    world.note("said", world.bot.name, chat, message.text, message, method)
    return message.as_json()


def placed(world: World, chat: Chat, parameters: Json) -> Json:
    """What every sending call may say beside its content; raises 400."""
    reply_to = _reply(chat, parameters.get("reply_parameters"))
    markup = check_markup(parameters.get("reply_markup"), world.bot.username or "")
    fields: Json = {"markup": markup, "reply_to": reply_to}
    fields |= _thread(chat, parameters.get("message_thread_id"), reply_to)
    return fields | _ephemeral(world, chat, parameters.get("ephemeral_message_parameters"))


def _ephemeral(world: World, chat: Chat, wanted: Json | None) -> Json:
    """A message that one member of a supergroup sees, and nobody else; only an admin can send it."""
    if wanted is None:
        return {}
    if not isinstance(chat, Group) or not chat.is_supergroup:
        raise bad_request("ephemeral messages can be sent only to supergroups")
    receiver = world.people.get(wanted["receiver_user_id"])
    if not chat.member(world.bot).is_admin:
        raise bad_request("not enough rights to send ephemeral messages to the chat")
    if receiver is None or not chat.member(receiver).is_inside:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"only_for": receiver, "ephemeral_id": world.number("ephemeral")}


def _reply(chat: Chat, reply: Json | None) -> Message | None:
    if reply is None or "message_id" not in reply:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise bad_request("Emulator: replies to other chats are not played")
    message = chat.message(reply["message_id"])
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _thread(chat: Chat, thread_id: int | None, reply_to: Message | None) -> Json:
    if thread_id is not None:
        if not isinstance(chat, Group) or thread_id not in chat.topics:
            raise bad_request("message thread not found")
        return {"thread_id": thread_id, "is_topic_message": True}
    if reply_to is not None and reply_to.thread_id is not None:
        return {"thread_id": reply_to.thread_id, "is_topic_message": reply_to.is_topic_message}
    return {}


def file_given(world: World, kind: str, given: str | tuple[str, bytes]) -> StoredFile:
    """The file of a call: uploaded, or sent before; raises 400."""
    if isinstance(given, tuple):
        return world.files.add(kind, *given)
    return world.files.sent_before(kind, given)
