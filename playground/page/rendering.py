"""Messages as the page shows them to one person."""

import re
from typing import Any

from playground.emulator import Account, Chat, Group, Message
from playground.page.asking import NOBODY
from playground.page.looks import hue_of, initials_of, look_of
from playground.page.markup import covered, to_html
from playground.sandbox import Sandbox
from views import playground as views
from views.texts import texts_for

QUOTED = 120
"""Characters of a message that is quoted or listed."""


_START = re.compile(r"(/start) [\w-]{1,64}", re.ASCII)


class Rendering:
    """How messages look to the person with the id `viewer`, 0 for who looks on."""

    def __init__(self, sandbox: Sandbox, viewer: int) -> None:
        self._sandbox = sandbox
        self._world = sandbox.telegram.world
        self._viewer = viewer
        self._texts = texts_for(sandbox.locale)

    def shows(self, message: Message) -> bool:
        """Whether it is there for this person."""
        if message.deleted:
            return False
        return message.only_for is None or self._viewer in (NOBODY, message.only_for.id)

    def message(self, message: Message) -> dict[str, Any]:
        """Everything about it; of one that is not there, that it is not."""
        if not self.shows(message):
            return {"uid": message.uid, "deleted": True}
        local = message.sent_at.astimezone(self._sandbox.zone)
        bot = self._world.bot
        return {
            "uid": message.uid,
            "at": message.sent_at.isoformat(),
            "date": views.date_of(self._texts, local),
            "time": f"{local:%H:%M}",
            "author": None if message.service else self._author(message),
            "html": to_html(_shown(message), message.entities, bot.username or ""),
            **self._file(message),
            "buttons": [
                [{"text": button.text, "url": button.url} for button in row] for row in message.buttons
            ],
            "reply": self._reply(message),
            "edited": message.edited,
            "pinned": message.pinned,
            "service": self.service(message),
            "reactions": self._reactions(message),
            "onlyFor": message.only_for is not None,
            "traced": message.author is bot and not message.service,
        }

    def name_of(self, message: Message) -> str:
        """Under which name it was written."""
        if message.sender_chat is not None:
            return str(message.sender_chat["title"])
        return message.author.name

    def preview(self, message: Message) -> str:
        """Its beginning in one line."""
        said = " ".join((covered(_shown(message), message.entities) or self.service(message) or "").split())
        if message.file is not None:
            kind = views.file_word(self._texts, message.file.kind)
            said = f"{kind} {said}".strip()
        return said[:QUOTED]

    def service(self, message: Message) -> str | None:
        """What a service message tells, as a sentence."""
        if not message.service:
            return None
        who = message.author.name
        for account in message.service.get("new_chat_members", []):
            if account["id"] != message.author.id:
                return views.event(self._texts, "added", who=who, whom=_named(account))
            return views.event(self._texts, "joined", who=who)
        if "left_chat_member" in message.service:
            gone = message.service["left_chat_member"]
            left = gone["id"] == message.author.id
            return views.event(self._texts, "left" if left else "removed", who=who, whom=_named(gone))
        if "pinned_message" in message.service:
            return views.event(self._texts, "pinned", who=who)
        return views.event(self._texts, "changed", who=who)

    def _author(self, message: Message) -> dict[str, Any]:
        chat, author = message.chat, message.author
        if message.sender_chat is not None:
            title = str(message.sender_chat["title"])
            look = {"id": NOBODY, "name": title, "hue": hue_of(chat.id), "initials": initials_of(title)}
            return {**look, "role": "anonymous", "tag": "", "bot": False}
        return {
            **look_of(author),
            "role": self._role(chat, author),
            "tag": chat.member(author).tag if isinstance(chat, Group) else "",
            "bot": author.is_bot,
        }

    def _role(self, chat: Chat, author: Account) -> str:
        if author.is_bot:
            return "bot"
        if author is self._sandbox.owner:
            return "owner"
        if isinstance(chat, Group) and chat.member(author).is_admin:
            return "admin"
        return "member"

    def _file(self, message: Message) -> dict[str, Any]:
        file = message.file
        if file is None:
            return {"picture": None, "document": None}
        url = f"/api/chats/{message.chat.id}/messages/{message.uid}/file?v={file.unique_id}"
        if file.kind == "photo":
            return {"picture": url, "width": file.width, "height": file.height, "document": None}
        return {"picture": None, "document": {"name": file.name, "url": url}}

    def _reply(self, message: Message) -> dict[str, Any] | None:
        to = message.reply_to
        if to is None:
            return None
        text = self.preview(to) if self.shows(to) else views.deleted(self._texts)
        return {"uid": to.uid, "author": self.name_of(to), "text": text}

    def _reactions(self, message: Message) -> list[dict[str, Any]]:
        counts: dict[str, int] = {}
        mine: set[str] = set()
        for account, given in message.by_account.values():
            for reaction in given:
                emoji = str(reaction.get("emoji", ""))
                counts[emoji] = counts.get(emoji, 0) + 1
                if account.id == self._viewer:
                    mine.add(emoji)
        return [{"emoji": emoji, "count": n, "mine": emoji in mine} for emoji, n in counts.items() if emoji]


def _shown(message: Message) -> str:
    """Its text as Telegram's apps show it: what a link has handed over with Start is for the bot alone."""
    handed_over = not isinstance(message.chat, Group) and _START.fullmatch(message.text)
    return handed_over[1] if handed_over else message.text


def _named(account: dict[str, Any]) -> str:
    return " ".join(str(account[part]) for part in ("first_name", "last_name") if part in account)
