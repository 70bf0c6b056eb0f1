"""What each person has read of each chat."""

from playground.emulator import Chat
from playground.page.rendering import Rendering
from playground.sandbox import Sandbox


class Reading:
    """Marks by person and chat. What was there when the sandbox was opened counts as read by all."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._begin = max((chat.messages[-1].uid for chat in _chats(sandbox) if chat.messages), default=0)
        self._marks: dict[tuple[int, int], int] = {}

    def mark(self, person: int, chat: Chat) -> None:
        """The person has read all that is there now."""
        if chat.messages:
            self._marks[person, chat.id] = chat.messages[-1].uid

    def unread(self, person: int, chat: Chat, rendering: Rendering) -> int:
        """How many messages of others are new to the person."""
        mark = self._marks.get((person, chat.id), self._begin)
        count = 0
        for message in reversed(chat.messages):
            if message.uid <= mark:
                break
            count += message.author.id != person and rendering.shows(message)
        return count


def _chats(sandbox: Sandbox) -> list[Chat]:
    world = sandbox.telegram.world
    return [*world.groups.values(), *world.private.values()]
