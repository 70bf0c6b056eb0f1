"""Accounts, and their standing in a group as Telegram names it."""

from dataclasses import dataclass, field
from datetime import datetime

from playground.emulator.errors import Json, StoryError

ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_manage_tags",
    "can_send_welcome_messages",
)  # fmt: skip

_GIVEN_BY_DEFAULT = {
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_change_info", "can_invite_users", "can_pin_messages",
}  # fmt: skip

PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@dataclass(eq=False)
class Account:
    """A person or a bot as others see it."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    is_gone: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_user(self) -> Json:
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        given = {key: value for key, value in optional.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **given}


def admin_rights(given: dict[str, bool]) -> dict[str, bool]:
    """A usual admin's rights with the given ones changed."""
    unknown = set(given) - set(ADMIN_RIGHTS)
    if unknown:
        raise StoryError(f"Telegram has no admin right {', '.join(sorted(unknown))}")
    return {right: given.get(right, right in _GIVEN_BY_DEFAULT) for right in ADMIN_RIGHTS}


@dataclass
class Membership:
    """Someone's standing in a group; `status` as Telegram names it."""

    account: Account
    status: str = "left"
    rights: dict[str, bool] = field(default_factory=dict)
    tag: str = ""
    """What the bot wrote beside the name of a regular member."""
    until: datetime | None = None
    """When a ban or a restriction ends by itself."""

    def at(self, now: datetime) -> "Membership":
        """The same, or what it has become by itself, of which nobody is told."""
        if self.until is None or now < self.until:
            return self
        return Membership(self.account, "left" if self.status == "kicked" else "member", {}, self.tag)

    @property
    def is_inside(self) -> bool:
        return self.status in ("creator", "administrator", "member", "restricted")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    @property
    def permissions(self) -> dict[str, bool]:
        """What a restricted member may do."""
        return {name: self.rights.get(name, False) for name in PERMISSIONS}

    @property
    def is_silent(self) -> bool:
        return self.status == "restricted" and not self.permissions["can_send_messages"]

    def as_chat_member(self) -> Json:
        member: Json = {"status": self.status, "user": self.account.as_user()}
        if self.tag and self.status in ("member", "restricted"):
            member["tag"] = self.tag
        if self.status == "creator":
            return {**member, "is_anonymous": False}
        if self.status == "administrator":
            return {**member, "can_be_edited": False, "is_anonymous": False, **self.rights}
        until = int(self.until.timestamp()) if self.until else 0
        if self.status == "restricted":
            return {**member, "is_member": True, "until_date": until, **self.permissions}
        if self.status == "kicked":
            return {**member, "until_date": until}
        return member
