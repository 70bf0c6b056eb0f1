"""Where in a script somebody is typing: read from the lines above, so that it is known while the text is no YAML.

The reading is a guess that never fails: what cannot be understood is passed over, and a line that looks like a
key further left ends whatever was left open before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s\[\]{},#&*!|>'"%@`-][^:#\[\]{},]*?)\s*:(?=\s|$)""")
_DASH = re.compile(r"-(\s+|$)")
_BLOCK_TEXT = re.compile(r"[|>][0-9+-]*\s*(#.*)?$")
_AHEAD = 200
"""Lines below that are looked at for keys which are there already."""


@dataclass
class Level:
    """A mapping or a list that is open: in block style by its column, in flow style by what closes it."""

    column: int
    is_list: bool
    closer: str = ""
    key: str | None = None
    """Of a mapping: the key whose value is being written."""
    keys: dict[str, str] = field(default_factory=dict)
    """The mapping's keys so far, with what is written behind each on its line."""
    filled: bool = False
    """Whether the key or item already has a value."""


@dataclass(frozen=True)
class Cursor:
    """What is open at a place, from the outside in, and the word that is being written there."""

    levels: list[Level]
    kind: str
    """`key` or `value` of the last level, `item` of a list, `line` (whatever may stand here), or `text`."""
    start: int
    """The column (from 0) at which the word begins."""
    word: str
    after_dash: bool
    fresh: Level
    """The mapping that would begin at the word, with the keys it would have by the lines below."""

    @property
    def in_flow(self) -> bool:
        """Whether the place is within `{ }` or `[ ]`."""
        return bool(self.levels) and bool(self.levels[-1].closer)


def cursor_at(text: str, line: int, column: int) -> Cursor:
    """The place before the character at `column`; both count from 1, and what is out of the text is moved in."""
    lines = text.splitlines() or [""]
    row = min(max(line, 1), len(lines) + 1) - 1
    here = lines[row] if row < len(lines) else ""
    before = here[: max(column, 1) - 1]
    reading = _Reading()
    for above in lines[:row]:
        reading.take(above)
    reading.take(before, last=True)
    found = reading.cursor(before)
    below = lines[row + 1 : row + 1 + _AHEAD]
    if found.in_flow:
        _look_ahead_in_flow(reading, [here[len(before) :], *below[:20]])
    else:
        _look_ahead(found.fresh, below)
        if found.levels and not found.levels[-1].is_list:
            _look_ahead(found.levels[-1], below)
    return found


def _look_ahead_in_flow(reading: _Reading, rest: list[str]) -> None:
    """Add the keys that come after the cursor to the mapping it is in."""
    depth = len(reading.levels)
    for line in rest:
        reading.go_on(line)
        if len(reading.levels) < depth:
            return


def _look_ahead(level: Level, below: list[str]) -> None:
    """Add the keys of a mapping that are on the lines below the cursor."""
    for line in below:
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not bare or bare.startswith("#") or indent > level.column:
            continue
        found = _KEY.match(bare)
        if indent < level.column or found is None:
            return
        level.keys.setdefault(unquoted(found[1]), bare[found.end() :].strip())


def unquoted(written: str) -> str:
    """A key or a plain value without its quotes."""
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    return written[1:-1] if quoted else written


class _Reading:
    """What is open after the lines taken so far."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.quote = ""
        self.text_of: int | None = None
        """The column of the key whose block of text (`|`) is being read."""
        self.flow_from = 0
        """The indentation of the line on which the outermost `{` or `[` was opened."""
        self.kind, self.start, self.after_dash = "line", 0, False

    def take(self, line: str, *, last: bool = False) -> None:
        """Read a line; the last one ends at the cursor."""
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        self.after_dash = False
        if self.text_of is not None:
            if indent > self.text_of or not (bare.strip() or last):
                self.kind = "text"
                return
            self.text_of = None
        if self._is_open and not self._ends_what_is_open(bare, indent):
            self.go_on(line)
            return
        self._give_up_flow()
        if bare.startswith("#"):
            self.kind = "text"
        elif bare.strip() or last:
            self._line(line, indent)

    def go_on(self, line: str) -> None:
        """Read on within quotes or flow style, from the beginning of a line."""
        position = 0
        if self.quote:
            position = self._quoted(line, 0)
        if not self.quote and self.levels and self.levels[-1].closer:
            if position == 0:
                self.start = len(line) - len(line.lstrip())
            self._flow(line, position)

    @property
    def _is_open(self) -> bool:
        return bool(self.quote) or bool(self.levels and self.levels[-1].closer)

    def _ends_what_is_open(self, bare: str, indent: int) -> bool:
        return indent <= self.flow_from and bool(_KEY.match(bare) or _DASH.match(bare))

    def _give_up_flow(self) -> None:
        self.quote = ""
        while self.levels and self.levels[-1].closer:
            self.levels.pop()

    def _line(self, line: str, indent: int) -> None:
        """A line in block style: its dashes, its key, the beginning of its value."""
        position = self.flow_from = indent
        while found := _DASH.match(line, position):
            self._begin_item(position)
            position = found.end()
            self.after_dash = True
        self._close_deeper(position)
        self.kind, self.start = "line", position
        found = _KEY.match(line, position)
        if found is None:
            if line[position:].strip():
                self._begin_value(line, position, self.levels[-1].column if self.levels else 0, bare=True)
            return
        self._begin_key(unquoted(found[1]), position)
        behind = line[found.end() :]
        value = found.end() + len(behind) - len(behind.lstrip())
        self.kind, self.start = "value", value
        self.levels[-1].keys[self.levels[-1].key or ""] = _scalar(line[value:])
        if value < len(line):
            self._begin_value(line, value, position)

    def _begin_item(self, column: int) -> None:
        self._close_deeper(column)
        if self.levels and self.levels[-1].is_list and self.levels[-1].column == column:
            self.levels[-1].filled = False
            return
        self._fill()
        self.levels.append(Level(column, is_list=True))

    def _begin_key(self, key: str, column: int) -> None:
        if self.levels and self.levels[-1].is_list and self.levels[-1].column == column:
            self.levels.pop()
        if not self.levels or self.levels[-1].is_list or self.levels[-1].column < column:
            self._fill()
            self.levels.append(Level(column, is_list=False))
        self.levels[-1].key, self.levels[-1].filled = key, False

    def _fill(self) -> None:
        if self.levels:
            self.levels[-1].filled = True

    def _close_deeper(self, column: int) -> None:
        while self.levels and self.levels[-1].column > column:
            self.levels.pop()

    def _begin_value(self, line: str, position: int, owner: int, *, bare: bool = False) -> None:
        """What stands behind a key or a dash: a block of text, flow style, something quoted, or a word."""
        first = line[position]
        if first in "|>" and _BLOCK_TEXT.match(line, position):
            self.text_of, self.kind = owner, "text"
            self._fill()
        elif first in "{[":
            self._flow(line, position)
        elif first in "\"'":
            self.quote = first
            self._fill()
            self._quoted(line, position + 1)
        elif " #" in line[position:]:
            self.kind = "text"
        elif not bare:
            self._fill()

    def _quoted(self, line: str, position: int) -> int:
        """Read to the end of what is quoted, or of the line; returns where."""
        while position < len(line):
            if self.quote == '"' and line[position] == "\\":
                position += 2
                continue
            if line[position] == self.quote:
                self.quote = ""
                self.kind = "text"
                return position + 1
            position += 1
        self.kind = "text"
        return len(line)

    def _flow(self, line: str, position: int) -> None:
        """Read flow style to its end, or to that of the line."""
        while position < len(line):
            if line[position] in "\"'":
                self.quote = line[position]
                position = self._quoted(line, position + 1)
                continue
            if line[position] == "#" and line[position - 1 : position] == " ":
                self.kind = "text"
                return
            self._flow_mark(line, position)
            if not (self.levels and self.levels[-1].closer):
                return
            position += 1

    def _flow_mark(self, line: str, position: int) -> None:
        """One character of flow style that may begin or end something."""
        one = line[position]
        if one in "{[":
            self._fill()
            self.levels.append(Level(position, is_list=one == "[", closer="}" if one == "{" else "]"))
            self._begin_token("key" if one == "{" else "item", position + 1)
        elif one in "}]":
            self._end_flow(one)
        elif one == ",":
            self._next_entry(line, position)
        elif one == ":" and self.kind == "key" and line[position + 1 : position + 2] in ("", " "):
            self._flow_key(line, position)
        elif one == " " and not line[self.start : position].strip():
            self.start = position + 1

    def _begin_token(self, kind: str, position: int) -> None:
        self.kind, self.start = kind, position

    def _flow_key(self, line: str, position: int) -> None:
        level = self.levels[-1]
        level.key, level.filled = unquoted(line[self.start : position].strip()), False
        level.keys[level.key] = _scalar(re.split(r"[,}\]]", line[position + 1 :])[0])
        self._begin_token("value", position + 1)

    def _next_entry(self, line: str, position: int) -> None:
        level = self.levels[-1]
        if not level.is_list and level.key is None:
            level.keys.setdefault(unquoted(line[self.start : position].strip()), "")
        level.key, level.filled = None, False
        self._begin_token("item" if level.is_list else "key", position + 1)

    def _end_flow(self, closer: str) -> None:
        if any(level.closer == closer for level in self.levels):
            while self.levels and self.levels.pop().closer != closer:
                pass
        self.kind = "text"

    def cursor(self, before: str) -> Cursor:
        """Where the last line that was taken ends."""
        start = min(self.start, len(before))
        if self.kind == "value" and self.levels and self.levels[-1].key is not None:
            self.levels[-1].keys[self.levels[-1].key] = ""
        fresh = Level(start, is_list=False)
        return Cursor(list(self.levels), self.kind, start, before[start:], self.after_dash, fresh)


def _scalar(written: str) -> str:
    """A value as it is written, without comment and quotes; nothing for what goes on over several lines."""
    plain = written.split(" #", maxsplit=1)[0].strip()
    return "" if plain[:1] in ("{", "[", "|", ">") else unquoted(plain)
