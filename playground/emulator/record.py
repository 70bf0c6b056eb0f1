"""What is said and what becomes of it: the messages of all chats, numbered, with a count of their changes."""

from typing import Any

from playground.emulator.chats import Chat, Group
from playground.emulator.clock import Clock
from playground.emulator.members import Account
from playground.emulator.messages import Message


class Record:
    """Keeps every message. `revision` grows with each change, and a message carries that of its last one."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.revision = 0
        self._messages: dict[int, Message] = {}
        self._numbers: dict[str, int] = {}

    def number(self, kind: str, start: int = 1) -> int:
        """The next of a running number."""
        self._numbers[kind] = self._numbers.get(kind, start - 1) + 1
        return self._numbers[kind]

    def numbers_beyond(self, kind: str, used: int) -> None:
        """A number was given from elsewhere: the running one goes on above it."""
        self._numbers[kind] = max(self._numbers.get(kind, 0), used)

    def message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of an account share one count."""
        if isinstance(chat, Group) and chat.is_supergroup:
            chat.next_message_id += 1
            return chat.next_message_id - 1
        return self.number("message")

    def message_ids_beyond(self, chat: Chat, used: int) -> None:
        """A message was given its id from elsewhere: further ones get higher ids."""
        if isinstance(chat, Group) and chat.is_supergroup:
            chat.next_message_id = max(chat.next_message_id, used + 1)
        else:
            self.numbers_beyond("message", used)

    def post(self, chat: Chat, author: Account, **fields: Any) -> Message:
        """Put a message into the chat. It is not told to anyone yet: see `tell`."""
        given = {"id": 0 if fields.get("only_for") else None, "sent_at": self.clock.now, **fields}
        if given["id"] is None:
            given["id"] = self.message_id(chat)
        uid = self.number("uid")
        message = Message(
            chat=chat, chat_id=chat.id, author=author, chat_json=chat.as_chat(), uid=uid, **given
        )
        chat.messages.append(message)
        self._messages[uid] = message
        self.changed(message)
        return message

    def changed(self, message: Message) -> None:
        """Note that the message is new or another than before; every change of a message ends here."""
        self.revision += 1
        message.revision = self.revision
        message.chat.note_change(message)

    def message(self, uid: int) -> Message:
        """The message of any chat with that uid, deleted or not; KeyError."""
        return self._messages[uid]

    def delete(self, message: Message) -> None:
        """Take it out of the chat, where it is remembered as deleted; nothing deleted stays pinned."""
        message.deleted = True
        self.unpin(message)

    def pin(self, message: Message, by: Account) -> Message:
        """Pin it above those pinned before; returns the service message that tells so, told to nobody yet."""
        chat = message.chat
        chat.pinned = [*(other for other in chat.pinned if other is not message), message]
        message.pinned = True
        self.changed(message)
        return self.post(chat, by, service={"pinned_message": message.as_json(with_reply=False)})

    def unpin(self, message: Message) -> None:
        chat = message.chat
        chat.pinned = [other for other in chat.pinned if other is not message]
        message.pinned = False
        self.changed(message)
