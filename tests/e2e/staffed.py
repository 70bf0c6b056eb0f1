"""A community with a staff chat and two assistants in it, where stories of the staff's work are told."""

from dataclasses import dataclass, field

from playground.emulator import Emulator, Group, Message, Person

WORDS = {
    "完成": "Done", "联系不上": "Couldn't reach", "我来": "I'll do it", "放回": "Put back", "转交": "Hand over",
    "稍后": "Later", "备注": "Note", "↩️ 撤销": "↩️ Undo", "取消稍后": "Wake up",
}  # fmt: skip
"""Labels of buttons, Chinese and English."""


@dataclass
class Office:
    """The members' group, the staff chat, and who works there."""

    telegram: Emulator
    group: Group
    chat: Group
    owner: Person
    zhou: Person
    li: Person
    locale: str = "zh"
    learners: dict[str, Person] = field(default_factory=dict)

    def words(self, zh: str, en: str) -> str:
        return zh if self.locale == "zh" else en

    def label(self, zh: str) -> str:
        return self.words(zh, WORDS[zh])

    def labels(self, *zh: str) -> list[str]:
        return [self.label(one) for one in zh]

    async def arrives(self, name: str = "小林", *, starts: bool = False) -> Person:
        """Somebody joins the group."""
        person = self.telegram.person(name)
        person.joins(self.group)
        if starts:
            person.presses_start()
        await self.telegram.advance(seconds=10)
        return person

    async def passes(self, **time: float) -> None:
        await self.telegram.advance(**time)

    def said(self, words: str) -> list[Message]:
        """What the bot wrote in the staff chat with these words, oldest first."""
        return [message for message in self.chat.from_bot if words in message.text]

    def card(self, words: str) -> Message:
        """The newest message of the staff chat with these words."""
        return self.said(words)[-1]

    async def presses(self, who: Person, message: Message, zh: str) -> str:
        """Somebody presses a button; returns what is answered over the chat."""
        pressed = who.presses(message, self.label(zh) if zh in WORDS else zh)
        await self.telegram.advance(seconds=5)
        return pressed.answer or ""


async def open_office(telegram: Emulator, owner: Person, locale: str = "zh") -> Office:
    """Sets it up; the program is running."""
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    chat = owner.creates_group("工作群", supergroup=True)
    owner.adds_bot(chat)
    await telegram.advance(seconds=5)
    owner.says(chat, "/bind staff")
    helpers = []
    for name in ("小周", "小李"):
        helper = telegram.person(name)
        helper.joins(chat)
        await telegram.advance(seconds=5)
        owner.says(chat, f"/staff {name}", mentions=[helper])
        helper.joins(group)
        helpers.append(helper)
    await telegram.advance(seconds=10)
    return Office(telegram, group, chat, owner, helpers[0], helpers[1], locale)
