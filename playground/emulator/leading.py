"""What owners and admins do: create groups, bring the bot, promote, add, kick, pin, move to a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.emulator.chats import HIGHEST_SUPERGROUP, Group
from playground.emulator.errors import StoryError
from playground.emulator.members import Account, admin_rights
from playground.emulator.messages import Message

if TYPE_CHECKING:
    from playground.emulator.world import World


TOPIC_COLOUR = 7322096


class Leads(Account):
    """The leading half of a person."""

    world: World

    def creates_group(
        self,
        title: str,
        *,
        supergroup: bool = False,
        forum: bool = False,
        crowd: int = 0,
        username: str | None = None,
        id: int | None = None,  # noqa: A002 - the name Telegram uses
    ) -> Group:
        """A new group whose creator they are. `crowd` members count but play no part; `forum` has topics.

        A given id tells a supergroup (-100…) from a basic group by itself.
        """
        is_supergroup = supergroup or forum or crowd > 200 or username is not None
        if id is not None:
            is_supergroup = is_supergroup or id < HIGHEST_SUPERGROUP
        chat_id = id or self.world.group_id(supergroup=is_supergroup)
        if chat_id in self.world.groups or (chat_id < HIGHEST_SUPERGROUP) != is_supergroup or chat_id >= 0:
            raise StoryError(f"{title} can't have the id {chat_id}: it is taken, or of another kind of chat")
        group = Group(self.world, chat_id, title, supergroup=is_supergroup, forum=forum, crowd=crowd)
        group.username = username
        self.world.groups[chat_id] = group
        self.world.change_member(group, self, self, "creator")
        return group

    def _requires_admin(self, group: Group, right: str) -> None:
        if not group.member(self).may(right):
            raise StoryError(f"{self.name} may not do this in {group.title} ({right})")

    # The bot

    def adds_bot(self, group: Group, *, admin: bool = False, **rights: bool) -> None:
        """Bring the bot into the group; as an admin with the usual rights, changed by the given ones."""
        self._requires_admin(group, "can_invite_users")
        bot = self.world.bot
        if group.member(bot).is_inside:
            raise StoryError(f"the bot is in {group.title} already")
        self.world.enters(group, self, bot)
        if admin:
            self.promotes_bot(group, **rights)

    def promotes_bot(self, group: Group, **rights: bool) -> None:
        """Make the bot an admin, or change its rights."""
        self._requires_admin(group, "can_promote_members")
        self._promote(group, self.world.bot, rights)

    def demotes_bot(self, group: Group) -> None:
        self.demotes(self.world.bot, group)

    def silences_bot(self, group: Group) -> None:
        """Take the bot's right to write."""
        self._requires_admin(group, "can_restrict_members")
        self.world.change_member(group, self, self.world.bot, "restricted")
        self.world.note("silenced", self.world.bot.name, group)

    def removes_bot(self, group: Group) -> None:
        self.kicks(self.world.bot, group)

    # People

    def adds(self, person: Account, group: Group) -> None:
        """Bring someone in who did not come by themselves."""
        self.world.require_member(self, group)
        if group.member(person).is_inside:
            raise StoryError(f"{person.name} is in {group.title} already")
        self.world.enters(group, self, person)

    def kicks(self, person: Account, group: Group) -> None:
        """Throw someone out; they are banned from coming back."""
        self._requires_admin(group, "can_restrict_members")
        if not group.member(person).is_inside:
            raise StoryError(f"{person.name} is not in {group.title}")
        self.world.exits(group, self, person, "kicked")

    def promotes(self, person: Account, group: Group, **rights: bool) -> None:
        self._requires_admin(group, "can_promote_members")
        self._promote(group, person, rights)

    def demotes(self, person: Account, group: Group) -> None:
        self._requires_admin(group, "can_promote_members")
        self.world.change_member(group, self, person, "member")
        self.world.note("demoted", person.name, group)

    def _promote(self, group: Group, account: Account, rights: dict[str, bool]) -> None:
        if not group.member(account).is_inside:
            raise StoryError(f"{account.name} is not in {group.title}")
        self.world.change_member(group, self, account, "administrator", admin_rights(rights))
        self.world.note("promoted", account.name, group)

    # The group itself

    def opens_topic(self, group: Group, name: str) -> int:
        """A new topic of a forum; returns its message_thread_id."""
        self._requires_admin(group, "can_change_info")
        if not group.is_forum:
            raise StoryError(f"{group.title} has no topics")
        message = self.world.open_topic(group, self, name, TOPIC_COLOUR)
        self.world.tell(message)
        return message.id

    def pins(self, message: Message) -> None:
        """Pin a message, of a group or of the private chat."""
        self._requires_pinning(message)
        service = self.world.pin(message, self)
        self.world.note("pinned", self.name, message.chat, message.text, message)
        self.world.tell(service)

    def unpins(self, message: Message) -> None:
        """Take a pin away; bots are not told."""
        self._requires_pinning(message)
        if not message.pinned:
            raise StoryError(f"{message!r} is not pinned")
        self.world.unpin(message)
        self.world.note("unpinned", self.name, message.chat, message.text, message)

    def _requires_pinning(self, message: Message) -> None:
        self.world.require_member(self, message.chat)
        if message.deleted:
            raise StoryError(f"{message!r} has been deleted")
        if isinstance(message.chat, Group):
            self._requires_admin(message.chat, "can_pin_messages")
