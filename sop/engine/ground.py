"""What runs of a community stand on: its scope, its chats and its staff, read once in a unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from community import staff
from community.scope import Scope
from core.message import Target
from core.permissions import Role
from storage.communities import Chat
from views.texts import Texts, texts_for


@dataclass(slots=True)
class Ground:
    """One community within a unit of work."""

    scope: Scope
    chats: dict[int, Chat]
    """The community's chats by id, oldest first."""
    owner_ids: frozenset[int]
    _staff_places: dict[Role, list[Target]] = field(default_factory=dict, repr=False)

    @property
    def locale(self) -> str:
        """The community's language."""
        return self.scope.community.locale

    @property
    def texts(self) -> Texts:
        """The program's own words in that language."""
        return texts_for(self.locale)

    @property
    def speaking(self) -> list[Chat]:
        """The chats of members that the bot is inside of; the main group first."""
        inside = [chat for chat in self.chats.values() if chat.for_members and chat.active]
        return sorted(inside, key=lambda chat: chat.role != "main")

    def home(self, chat_id: int | None) -> Chat | None:
        """Where a run of this chat speaks; without one, the main group. None if the bot is not inside."""
        if chat_id is not None and chat_id in self.chats:
            chat = self.chats[chat_id]
            return chat if chat.active else None
        return next(iter(self.speaking), None)

    async def staff_places(self, role: Role = Role.ASSISTANT) -> Sequence[Target]:
        """Where work for those of this role is shown; empty if there is nowhere but `/todo`."""
        if role not in self._staff_places:
            self._staff_places[role] = await staff.staff_places(self.scope, self.owner_ids, role)
        return self._staff_places[role]
