"""The terminal: groups stand at the left with a solid bar, private chats further in with a dotted one."""

from datetime import datetime, timedelta, tzinfo

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from core.clock import Clock
from playground.demo.chronicle import Bubble, Deed, Item, Place
from playground.demo.words import Words
from playground.demo.wrapping import wrapped

WIDEST = 100
PAUSE = timedelta(milliseconds=100)
PAUSE_A_LINE = timedelta(milliseconds=30)

LONG, HEAD, TAIL = 12, 5, 4
"""Lines: what is longer is cut while the screen is brief, to its head and its tail."""

_BARS = {
    Place.GROUP: ("▌ ", Style(color="cyan")),
    Place.STAFF: ("║ ", Style(color="yellow")),
    Place.PRIVATE: ("        ┊ ", Style(color="magenta")),
}
_DIM = Style(dim=True)
_BOT = Style(color="green", bold=True)
_PERSON = Style(bold=True)


class Screen:
    """Prints; slowly enough to be read where there is somebody to read it."""

    def __init__(self, words: Words, zone: tzinfo, clock: Clock, console: Console | None = None) -> None:
        self._words = words
        self._zone = zone
        self._clock = clock
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._width = min(self._console.width, WIDEST)
        self._minute = ""
        self.brief = False
        """Long messages are cut in the middle."""

    # Lines between the messages

    def title(self, text: str) -> None:
        """A line that stands out."""
        self._line(Text(text, Style(bold=True)))

    def heading(self, text: str) -> None:
        """The heading of a part, across the screen."""
        self._minute = ""
        self._line()
        rest = self._width - cell_len(text) - 4
        self._line(Text(f"━━ {text} {'━' * rest}", Style(bold=True, color="blue")))

    def table(self, table: Table) -> None:
        """A table, below an empty line."""
        self._line()
        self._console.print(table, width=self._width, soft_wrap=False)

    def day(self, at: datetime, number: int) -> None:
        """The heading of a day."""
        local = at.astimezone(self._zone)
        weekday = self._words("星期" + "一二三四五六日"[local.weekday()], f"{local:%A}")
        date = self._words(f"{local.month}月{local.day}日", f"{local.day} {local:%B}")
        self.heading(self._words(f"第 {number} 天　{weekday}　{date}", f"Day {number} · {weekday}, {date}"))

    async def narrate(self, text: str) -> None:
        """A sentence about what is to be seen now."""
        self._line()
        for line in wrapped(Text(text, Style(italic=True)), self._width - 2):
            self._line(Text.assemble(("» ", _DIM), line))
        await self._pause(2)

    def verdict(self, what: str, *, met: bool) -> None:
        """An expectation, met or not."""
        style = Style(color="green") if met else Style(color="red", bold=True)
        for number, line in enumerate(wrapped(Text(what), self._width - 8)):
            mark = ("✓ " if met else "✗ ") if not number else "  "
            self._line(Text.assemble("      ", (mark, style), (line.plain, _DIM if met else style)))

    def plain(self, text: Text | str = "", indent: str = "") -> None:
        """Any text, within the width."""
        styled = Text(text) if isinstance(text, str) else text
        for line in wrapped(styled, self._width - len(indent)):
            self._line(Text.assemble(indent, line))

    # What happens

    async def show(self, items: list[Item]) -> None:
        """Print these, one after the other."""
        for item in items:
            lines = self._bubble(item) if isinstance(item, Bubble) else self._deed(item)
            bar, style = _BARS[item.place]
            for number, line in enumerate(lines):
                time = "" if number else self._time(item.at)
                self._line(Text.assemble((f"{time:5} ", _DIM), (bar, style), line))
            await self._pause(len(lines))

    def _bubble(self, item: Bubble) -> list[Text]:
        name = (item.who, _BOT if item.by_bot else _PERSON)
        who = Text.assemble(name, (self._addressed(item), _DIM))
        colon = (self._words("：", ": "), _DIM)
        width = self._inside(item.place)
        lines = self._said(item, width)
        if len(lines) == 1 and who.cell_len + lines[0].cell_len + 2 <= width:
            shown = [Text.assemble(who, colon, lines[0])]
        else:
            shown = [who, *(Text.assemble("  ", line) for line in lines)]
        if item.message is not None and item.message.file is not None and not item.edited:
            picture = item.message.file.kind == "photo"
            words = self._words("🖼 图片", "🖼 picture") if picture else f"📎 {item.message.file.name}"
            shown.insert(1, Text.assemble("  ", (words, _DIM)))
        for row in item.rows:
            shown.append(Text.assemble("  ", ("  ".join(f"[{label}]" for label in row), "bold cyan")))
        if item.also:
            shown += [
                Text.assemble("  ", line) for line in wrapped(Text(self._others(item), _DIM), width - 2)
            ]
        reactions = item.message.reactions if item.message is not None and not item.by_bot else {}
        if reactions:
            shown[-1] = Text.assemble(shown[-1], "  ", " ".join(reactions))
        return shown

    def _said(self, item: Bubble, width: int) -> list[Text]:
        if item.edited:
            return wrapped(item.last_line, width - 2)
        lines = wrapped(item.text, width - 2)
        if item.as_before is not None:
            return [
                *lines[: 2 if item.place is Place.STAFF else 1],
                Text(self._as_before(*item.as_before), _DIM),
            ]
        if self.brief and len(lines) > LONG:
            left_out = len(lines) - HEAD - TAIL
            more = self._words(f"…（中间 {left_out} 行）", f"… ({left_out} lines)")
            return [*lines[:HEAD], Text(more, _DIM), *lines[-TAIL:]]
        return lines

    def _as_before(self, at: datetime, whom: str) -> str:
        local = at.astimezone(self._zone)
        weekday = self._words("周" + "一二三四五六日"[local.weekday()], f"{local:%a}")
        to = self._words(f" 发给{whom}", f" to {whom}") if whom else ""
        when = self._words(f"{weekday} {local:%H:%M}", f"on {weekday} {local:%H:%M}")
        return self._words(f"…（和{when}{to}的一样）", f"… (as{to} {when})")

    def _addressed(self, item: Bubble) -> str:
        changed = self._words("（改）", " (changed)") if item.edited else ""
        if item.place is Place.PRIVATE:
            return f" → {item.receiver}{changed}" if item.by_bot else f" → {self._words('小助手', 'bot')}"
        return changed

    def _others(self, item: Bubble) -> str:
        count, names = len(item.also), self._words.names([name for name in item.also if name])
        if item.edited:
            return self._words(f"…同样的还有 {count} 条", f"… and {count} more like this")
        if item.place is Place.STAFF:
            return self._words(f"…同样的还有 {count} 条：{names}", f"… and {count} more like this: {names}")
        return self._words(
            f"…另外 {count} 人收到同样的消息：{names}", f"… and the same to {count} more: {names}"
        )

    def _deed(self, item: Deed) -> list[Text]:
        times = f" ×{item.times}" if item.times > 1 else ""
        return wrapped(Text(item.text + times, _DIM), self._inside(item.place))

    def _inside(self, place: Place) -> int:
        """The cells right of the time and the bar."""
        return self._width - 6 - len(_BARS[place][0])

    def _time(self, at: datetime) -> str:
        minute = f"{at.astimezone(self._zone):%H:%M}"
        shown, self._minute = ("" if minute == self._minute else minute), minute
        return shown

    def _line(self, text: Text | None = None) -> None:
        self._console.print(text or "")

    async def _pause(self, lines: int) -> None:
        if self._console.is_terminal:
            await self._clock.sleep_until(self._clock.now() + PAUSE + PAUSE_A_LINE * lines)
