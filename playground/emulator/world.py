"""The state of the emulated Telegram, and the rules about who sees what."""

from dataclasses import dataclass
from datetime import datetime

from playground.emulator.chats import ANONYMOUS, Chat, Group, PrivateChat
from playground.emulator.clock import Clock, RestReport
from playground.emulator.errors import ApiError, Json, StoryError, bad_request, forbidden
from playground.emulator.faults import Faults
from playground.emulator.files import FileStore
from playground.emulator.limits import Floodgate, FloodLimits
from playground.emulator.log import Happening, Log
from playground.emulator.members import Account, Membership
from playground.emulator.messages import Message
from playground.emulator.presses import Press
from playground.emulator.privacy import sees
from playground.emulator.record import Record
from playground.emulator.updates import UpdateQueue


@dataclass(frozen=True)
class Refusal:
    """A call that was answered with an error that nobody scripted; `retry_after` in seconds, of a 429."""

    at: datetime
    method: str
    parameters: Json
    code: int
    description: str
    retry_after: int = 0


@dataclass(frozen=True)
class Webhook:
    """Where updates are brought to; without a URL they wait for getUpdates."""

    url: str = ""
    secret: str = ""
    connections: int = 40


class World(Record):
    """Everything there is; calls and people act on it."""

    def __init__(self, clock: Clock, bot: Account, *, privacy: bool, limits: FloodLimits) -> None:
        super().__init__(clock)
        self.bot = bot
        self.privacy = privacy
        self.report = RestReport()
        self.updates = UpdateQueue(clock, self.report)
        self.floodgate = Floodgate(limits, clock)
        self.faults = Faults()
        self.files = FileStore()
        self.log = Log()
        self.refusals: list[Refusal] = []
        self.people: dict[int, Account] = {}
        self.groups: dict[int, Group] = {}
        self.private: dict[int, PrivateChat] = {}
        self.migrated: dict[int, Group] = {}
        self.presses: dict[str, Press] = {}
        self.about: dict[tuple[str, str], str] = {}
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.webhook = Webhook()

    def refuses(self, method: str, parameters: Json, error: ApiError) -> None:
        """Note down what nobody scripted."""
        retry_after = (error.parameters or {}).get("retry_after", 0)
        self.refusals.append(
            Refusal(self.clock.now, method, parameters, error.code, error.description, retry_after)
        )

    # Who is there

    def chat_called(self, chat_id: int | str) -> Chat:
        """The chat that a call means; raises 400 if there is none or it has moved."""
        if isinstance(chat_id, str):
            named = [group for group in self.groups.values() if f"@{group.username}" == chat_id]
            if not named:
                raise bad_request("chat not found")
            return named[0]
        if chat_id in self.migrated:
            new_id = self.migrated[chat_id].id
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
        chat = self.groups.get(chat_id) or self.private.get(chat_id)
        if chat is None or (isinstance(chat, PrivateChat) and not self.has_met(chat.person)):
            raise bad_request("chat not found")
        return chat

    def has_met(self, person: Account) -> bool:
        """Whether the bot ever saw the person: Telegram knows no chat with others."""
        if self.private[person.id].state != "never":
            return True
        groups = [group for group in self.groups.values() if group.member(self.bot).status != "left"]
        return any(person.id in group.members for group in groups)

    def require_inside(self, chat: Chat) -> None:
        """Raises 403 unless the bot is in the group; private chats are open to look at."""
        if not isinstance(chat, Group):
            return
        status = chat.member(self.bot).status
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")

    def require_writable(self, chat: Chat) -> None:
        """Raises 403 or 400 unless the bot may write there."""
        self.require_inside(chat)
        if isinstance(chat, Group) and chat.member(self.bot).status == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        if isinstance(chat, PrivateChat):
            if chat.person.is_gone:
                raise forbidden("user is deactivated")
            if chat.state == "blocked":
                raise forbidden("bot was blocked by the user")
            if chat.state == "never":
                raise forbidden("bot can't initiate conversation with a user")

    def group_id(self, *, supergroup: bool) -> int:
        """A new one, of the range that tells what kind of group it is."""
        first = -1_002_000_000_000 if supergroup else -4_000_000_000
        group_id = first
        while group_id == first or group_id in self.groups or group_id in self.migrated:
            group_id = first - self.number("group")
        return group_id

    # What is said

    def tell(self, message: Message, kind: str = "message") -> None:
        """Queue the message for the bot, if the bot can see it."""
        if sees(self.bot, message, privacy=self.privacy):
            self.updates.add(kind, message.as_json())

    def announce(self, group: Group, author: Account, **service: object) -> Message:
        """A service message, which every bot in the group sees, but for that of its own act."""
        message = self.post(group, author, service=service)
        if author is not self.bot:
            self.tell(message)
        return message

    def open_topic(self, group: Group, author: Account, name: str, colour: int) -> Message:
        """A new topic of a forum; its service message, whose id is the topic's, is told to nobody yet."""
        created = {"name": name, "icon_color": colour}
        message = self.post(group, author, service={"forum_topic_created": created}, is_topic_message=True)
        message.thread_id = message.id
        group.topics[message.id] = name
        return message

    # Who comes and goes

    def change_member(
        self,
        group: Group,
        by: Account,
        account: Account,
        status: str,
        rights: dict[str, bool] | None = None,
        *,
        until: datetime | None = None,
    ) -> None:
        """Give someone another standing, and tell the bot as far as it may know."""
        old = group.member(account)
        new = Membership(account, status, rights or {}, until=until)
        bot_was_inside = group.member(self.bot).is_inside
        group.members[account.id] = new
        change = {
            "chat": group.as_chat(),
            "from": by.as_user(),
            "date": self.clock.timestamp,
            "old_chat_member": old.as_chat_member(),
            "new_chat_member": new.as_chat_member(),
        }
        if account is self.bot:
            if bot_was_inside or new.is_inside:
                self.updates.add("my_chat_member", change)
        elif group.member(self.bot).is_admin:
            self.updates.add("chat_member", change)

    def change_private(self, person: Account, state: str) -> None:
        """The person blocks or unblocks the bot."""
        chat = self.private[person.id]
        was, chat.state = chat.state, state
        statuses = {"never": "left", "open": "member", "blocked": "kicked"}
        if {was, state} != {"open", "blocked"}:
            return
        self.updates.add(
            "my_chat_member",
            {
                "chat": chat.as_chat(),
                "from": person.as_user(),
                "date": self.clock.timestamp,
                "old_chat_member": Membership(self.bot, statuses[was]).as_chat_member(),
                "new_chat_member": Membership(self.bot, statuses[state]).as_chat_member(),
            },
        )

    def enters(self, group: Group, by: Account, account: Account) -> None:
        """Someone comes in, by themselves or brought by another."""
        if account.is_gone:
            raise StoryError(f"{account.name} has deleted the account")
        self.change_member(group, by, account, "member")
        self.note("joined" if by is account else "added", account.name, group)
        if group.announces_members:
            self.announce(group, by, new_chat_members=[account.as_user()])

    def exits(
        self, group: Group, by: Account, account: Account, status: str, until: datetime | None = None
    ) -> None:
        """Someone goes, or is thrown out; the bot hears of its own removal only from my_chat_member."""
        if account is self.bot:
            self.change_member(group, by, account, status)
        if group.announces_members:
            self.announce(group, by, left_chat_member=account.as_user())
        if account is not self.bot:
            self.change_member(group, by, account, status, until=until)
        self.note("left" if by is account else "removed", account.name, group)

    def migrate(self, group: Group, by: Account) -> None:
        """A basic group becomes a supergroup: another id, a service message on both sides."""
        if group.is_supergroup:
            raise StoryError(f"{group.title} is a supergroup already")
        new_id = self.group_id(supergroup=True)
        self.announce(group, by, migrate_to_chat_id=new_id)
        old_id, group.old_id = group.id, group.id
        group.id, group.is_supergroup = new_id, True
        del self.groups[old_id]
        self.groups[new_id] = self.migrated[old_id] = group
        self.note("migrated", by.name, group)
        self.announce(group, by, migrate_from_chat_id=old_id)

    def tell_reaction(self, message: Message, person: Account, old: list[Json], new: list[Json]) -> None:
        """Tell an admin bot, or one in private: who reacted, or the counts where reactions are anonymous."""
        chat = message.chat
        if isinstance(chat, Group) and not chat.member(self.bot).is_admin:
            return
        change: Json = {"chat": chat.as_chat(), "message_id": message.id, "date": self.clock.timestamp}
        if isinstance(chat, Group) and chat.reactions_are_anonymous:
            counts = [
                {"type": {"type": "emoji", "emoji": emoji}, "total_count": len(names)}
                for emoji, names in message.reactions.items()
            ]
            self.updates.add("message_reaction_count", {**change, "reactions": counts})
            return
        change |= {"user": person.as_user(), "old_reaction": old, "new_reaction": new}
        self.updates.add("message_reaction", change)

    # What is remembered

    def note(
        self,
        kind: str,
        who: str,
        chat: Chat,
        text: str = "",
        message: Message | None = None,
        method: str | None = None,
    ) -> None:
        rows = message.buttons if message else []
        buttons = tuple(tuple(button.text for button in row) for row in rows)
        self.log.add(Happening(self.clock.now, kind, who, chat.label, text, buttons, method, message))

    def anonymous_author(self, group: Group) -> Json:
        """How an anonymous admin's message is signed."""
        return {"shown_author": ANONYMOUS, "sender_chat": group.as_chat()}

    def require_member(self, person: Account, chat: Chat) -> None:
        """A story error unless the person can act in the chat."""
        if person.is_gone:
            raise StoryError(f"{person.name} has deleted the account")
        if isinstance(chat, Group) and not chat.member(person).is_inside:
            raise StoryError(f"{person.name} is not in {chat.title}")
        if isinstance(chat, PrivateChat) and chat.person is not person:
            raise StoryError(f"{person.name} can't see the private chat of {chat.person.name}")
