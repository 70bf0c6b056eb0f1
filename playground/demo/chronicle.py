"""What happened, as a reader wants it: presses with their answers, what many are told only once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto

from rich.text import Text

from playground.demo.words import Words
from playground.emulator import Group, Happening, Message

TOGETHER = timedelta(minutes=10)
"""The same words within this time are one message to many."""

SHORT = 2
"""So many lines are repeated without ado."""


class Place(Enum):
    """Where something happens."""

    GROUP = auto()
    STAFF = auto()
    PRIVATE = auto()


@dataclass
class Bubble:
    """Something said."""

    at: datetime
    place: Place
    where: str
    who: str
    text: Text
    by_bot: bool = False
    edited: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    message: Message | None = None
    also: list[str] = field(default_factory=list)
    """Other people who were told the same."""
    as_before: tuple[datetime, str] | None = None
    """When the same was said to whom before."""

    @property
    def receiver(self) -> str:
        """Whose private chat it is; empty in a group."""
        return self.where.removeprefix("@") if self.place is Place.PRIVATE else ""

    @property
    def last_line(self) -> Text:
        """What an edit has brought, most of the time."""
        return self.text.split("\n")[-1]


@dataclass
class Deed:
    """Something done, in words."""

    at: datetime
    place: Place
    where: str
    text: str
    kind: str = ""
    people: list[str] = field(default_factory=list)
    times: int = 1


Item = Bubble | Deed


class Chronicle:
    """Hears of everything at once, and hands it out folded."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._items: list[Item] = []
        self._pressed: dict[tuple[str, str], Deed] = {}
        self._said: dict[str, tuple[datetime, str]] = {}
        self.staff_titles: set[str] = set()
        self.names: set[str] = set()
        """Names that texts are told apart without."""

    def hear(self, happening: Happening) -> None:
        """Take note of one happening."""
        match happening.kind:
            case "said" if happening.method is None and happening.text.startswith("/start "):
                pass  # Telegram says it for whoever presses a deep link
            case "said" | "edited":
                self._items.append(self._bubble(happening))
            case "pressed":
                self._press(happening)
            case "answered":
                self._answer(happening)
            case "joined" | "left" | "added" | "removed" | "promoted" | "blocked" | "unblocked":
                self._deed(happening)

    def take(self) -> list[Item]:
        """Everything since the last time, the same said to many folded into one."""
        items, self._items = self._items, []
        folded: list[Item] = []
        for item in items:
            if not self._folds_into(folded, item):
                folded.append(item)
        for item in folded:
            if isinstance(item, Bubble) and item.by_bot:
                self._remember(item)
        return folded

    def _bubble(self, happening: Happening) -> Bubble:
        message = happening.message
        by_bot = happening.method is not None
        anonymous = message is not None and message.sender_chat is not None
        hidden = self._words("匿名管理员", "an anonymous admin")
        return Bubble(
            happening.at,
            self._place(happening),
            happening.where,
            hidden if anonymous else happening.who,
            _styled(message, happening.text),
            by_bot=by_bot,
            edited=happening.kind == "edited",
            rows=happening.buttons,
            message=message,
        )

    def _press(self, happening: Happening) -> None:
        label = happening.text
        text = self._words(f"{happening.who} 点了 [{label}]", f"{happening.who} pressed [{label}]")
        deed = Deed(happening.at, self._place(happening), happening.where, text, "pressed")
        self._pressed[happening.who, happening.where] = deed
        self._items.append(deed)

    def _answer(self, happening: Happening) -> None:
        """The toast belongs to the press; its text comes as "→ name: text"."""
        name, _, text = happening.text.removeprefix("→ ").partition(": ")
        deed = self._pressed.pop((name, happening.where), None)
        if deed is not None and text:
            deed.text += self._words(f"　→「{text}」", f"  → “{text}”")

    def _deed(self, happening: Happening) -> None:
        last = self._items[-1] if self._items else None
        same = isinstance(last, Deed) and last.kind == happening.kind and last.where == happening.where
        if same and isinstance(last, Deed) and happening.at - last.at < TOGETHER:
            last.people.append(happening.who)
            last.text = self._told(last.kind, last.people)
            return
        people = [happening.who]
        text = self._told(happening.kind, people)
        place = self._place(happening)
        self._items.append(Deed(happening.at, place, happening.where, text, happening.kind, people))

    def _told(self, kind: str, people: list[str]) -> str:
        names, words = self._words.names(people), self._words
        return {
            "joined": words(f"{names} 进群", f"{names} joined"),
            "left": words(f"{names} 退群", f"{names} left"),
            "added": words(f"{names} 被拉进群", f"{names} was brought in"),
            "removed": words(f"{names} 被移出群", f"{names} was removed"),
            "promoted": words(f"{names} 成为管理员", f"{names} became an admin"),
            "blocked": words(f"{names} 拉黑了机器人", f"{names} blocked the bot"),
            "unblocked": words(f"{names} 解除了拉黑", f"{names} unblocked the bot"),
        }[kind]

    def _place(self, happening: Happening) -> Place:
        if happening.where.startswith("@"):
            return Place.PRIVATE
        return Place.STAFF if happening.where in self.staff_titles else Place.GROUP

    def _folds_into(self, folded: list[Item], item: Item) -> bool:
        """The same as a moment ago: pressed again, or said to or about somebody else."""
        for earlier in reversed(folded):
            if item.at - earlier.at > TOGETHER:
                return False
            if isinstance(item, Deed):
                if isinstance(earlier, Deed) and (earlier.text, earlier.where) == (item.text, item.where):
                    earlier.times += 1
                    return True
            elif isinstance(earlier, Bubble) and item.by_bot and self._is_told_again(earlier, item):
                earlier.also.append(item.receiver or self._about(item))
                return True
        return False

    def _is_told_again(self, earlier: Bubble, item: Bubble) -> bool:
        return item.place is not Place.GROUP and self._key(earlier) == self._key(item)

    def _about(self, item: Bubble) -> str:
        return next((name for name in self.names if name in item.text.plain), "")

    def _remember(self, item: Bubble) -> None:
        if item.edited or item.text.plain.count("\n") + 1 <= SHORT:
            return
        key = self._key(item)
        item.as_before = self._said.get(key)
        self._said.setdefault(key, (item.at, item.receiver))

    def _key(self, item: Bubble) -> str:
        text = item.last_line.plain if item.edited else item.text.plain
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, "…")
        separator = self._words("、", ", ")
        while f"…{separator}…" in text:
            text = text.replace(f"…{separator}…", "…")
        return f"{item.place} {item.edited} {text} {item.rows}"


def is_private(message: Message) -> bool:
    """Said between one person and the bot."""
    return not isinstance(message.chat, Group)


def _styled(message: Message | None, text: str) -> Text:
    """The text with its bold and italic parts."""
    styled = Text(text)
    encoded = text.encode("utf-16-le")
    for entity in message.entities if message is not None and message.text == text else ():
        if entity["type"] in ("bold", "italic"):
            start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            first = len(encoded[:start].decode("utf-16-le"))
            styled.stylize(entity["type"], first, first + len(encoded[start:end].decode("utf-16-le")))
    return styled
