"""YAML 1.2 without its traps, and with the place of everything.

Built on the events of libyaml: `on` and `no` are words, `09:00` stays text, a number is a number only as
written in the one plain way (`7`, `1.5`; `007` stays text); a duplicate key, alias, anchor, tag or missing
value is a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from core.phrases import Phrase
from core.problems import Path, Problem
from core.source import Source, Spot

SIZE_LIMIT = 256 * 1024
DEPTH_LIMIT = 40
_INT = re.compile(r"-?[1-9][0-9]{0,14}|0")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,8})\.[0-9]{1,9}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

_PLAINLY = {
    "could not find expected ':'": "expected a key with `: ` behind it, or quotes around the text",
    "mapping values are not allowed in this context": "unexpected `: ` here; put the text in quotes, or check "
    "how far the line is indented",
    "did not find expected key": "this is not in line with the keys above it; check how far it is indented",
    "did not find expected '-' indicator": "this is not in line with the items above it; each begins with -",
    "did not find expected ',' or '}'": "before this, a comma or }} is missing",
    "did not find expected ',' or ']'": "before this, a comma or ] is missing",
    "did not find expected node content": "a value is missing here",
    "found unexpected end of stream": "quotes are opened and never closed",
    "found unexpected document indicator": "quotes are opened and never closed",
    "found character that cannot start any token": "nothing begins with this character; put the text in quotes, "
    "and indent with spaces, not tabs",
}
"""What libyaml says most often, in words for people; the rest is passed on as it is."""

_BEGUN = frozenset({"while scanning a simple key", "while scanning a quoted scalar"})
"""What libyaml finds out about only where it ends, lines below: the mistake is where that began."""


@dataclass
class _Frame:
    """A mapping or list being read."""

    container: dict[str, Any] | list[Any]
    path: Path
    is_key: bool = False
    key: str | None = None
    key_spot: Spot | None = None


def read_source_file(file: FilePath, name: str, kind: type[Problem] = Problem) -> Source:
    """Reads a YAML file. What keeps it from being read is a problem as well."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        return _unread(kind(name, 1, 1, "unreadable", {"reason": error.strerror or "unknown"}))
    return read_source_bytes(raw, name, kind)


def read_source_bytes(raw: bytes, name: str, kind: type[Problem] = Problem) -> Source:
    """Reads what a YAML file holds, or would hold."""
    if len(raw) > SIZE_LIMIT:
        size = {"size": len(raw) // 1024, "limit": SIZE_LIMIT // 1024}
        return _unread(kind(name, 1, 1, "too_large", size))
    try:
        return read_source(raw.decode("utf-8-sig"), name, kind)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return _unread(kind(name, line, column, "not_utf8", {"byte": error.start}))


def _unread(problem: Problem) -> Source:
    return Source(problem.file, "", problems=[problem])


def read_source(text: str, name: str, kind: type[Problem] = Problem) -> Source:
    """Reads YAML text. Whatever is wrong is in `problems`; `data` holds what could be read nevertheless."""
    source = Source(name, text, kind=kind)
    if len(text) > SIZE_LIMIT or len(encoded := text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT:
        source.add(
            "too_large", 0, size=len(text.encode("utf-8", "replace")) // 1024, limit=SIZE_LIMIT // 1024
        )
        return source
    if surrogate := re.search("[\ud800-\udfff]", text):
        source.add("bad_character", surrogate.start(), number=ord(surrogate[0]))
        return source
    try:
        _Reader(source).read()
    except yaml.reader.ReaderError as error:
        offset = len(encoded[: error.position].decode("utf-8", "ignore"))
        source.add("bad_character", offset, number=error.character)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if error.context in _BEGUN else error.problem_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        detail = _PLAINLY.get(error.problem or "")
        _syntax_problem(source, mark.index if mark else 0, Phrase(detail) if detail else said)
    if not source.problems and source.data is None:
        source.add("empty", 0)
    return source


def _syntax_problem(source: Source, offset: int, detail: Phrase | str) -> None:
    """What libyaml says, or what is nearly always the reason: a text with `{{ … }}` that needs quotes."""
    line = source.text.rfind("\n", 0, offset) + 1
    bare = re.compile(r"(?:^|[:,\[-] )\s*([^\"'\s{\[#|>][^\"',#]*)?\{\{").search(source.text, line, offset)
    if bare:
        source.add("needs_quotes", bare.end() - 2)
    else:
        source.add("yaml_syntax", offset, detail=detail)


class _Reader:
    """Builds plain data from libyaml's events, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Frame] = []
        self.documents = 0

    def read(self) -> None:
        for event in yaml.parse(self.source.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self.source.add("several_documents", _start(event))
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(_end(event))
            elif isinstance(event, yaml.NodeEvent):
                self._check_extras(event)
                if not self._node(event):
                    return

    def _node(self, event: yaml.NodeEvent) -> bool:
        spot = Spot(_start(event), _end(event))
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) >= DEPTH_LIMIT:
                self.source.add("too_deep", spot.start, (), limit=DEPTH_LIMIT)
                return False
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], spot)
        elif self._expects_key():
            self._take_key(str(getattr(event, "value", "")), spot)
        else:
            self._put(self._scalar(event, spot), spot)
        return True

    def _check_extras(self, event: yaml.NodeEvent) -> None:
        offset = _start(event)
        if isinstance(event, yaml.AliasEvent):
            self.source.add("alias", offset, self._path(), name=event.anchor)
        elif event.anchor:
            self.source.add("anchor", offset, name=event.anchor)
        tag: str | None = getattr(event, "tag", None)
        if tag:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self.source.add("yaml_tag", offset, self._path(), tag=shown)

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None

    def _path(self) -> Path:
        """The path of the value that comes next."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            return (*frame.path, len(frame.container))
        return (*frame.path, frame.key or "")

    def _take_key(self, key: str, spot: Spot) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_spot = key, spot
        if key in frame.container:
            first = self.source.of_key((*frame.path, key))[0]
            self.source.add("duplicate_key", spot.start, key=key, first=first)

    def _scalar(self, event: yaml.NodeEvent, spot: Spot) -> Any:
        if not isinstance(event, yaml.ScalarEvent):
            return None
        value = resolve(event.value, plain=event.implicit[0])
        if value is None:
            frame = self.stack[-1] if self.stack else None
            if frame is not None and not self._muted():
                name, where = frame.key or "-", frame.key_spot or spot
                self.source.add("no_value", where.start, self._path(), key=name)
        return value

    def _open(self, container: dict[str, Any] | list[Any], spot: Spot) -> None:
        is_key = self._expects_key()
        if is_key:
            self._refuse_key(spot)
        path = self._path()
        if not is_key and path not in self.source.values:
            self.source.values[path] = spot
        self.stack.append(_Frame(container, path, is_key))

    def _refuse_key(self, spot: Spot) -> None:
        """A key that is a mapping or list: in nearly all cases a `{{ … }}` that lacks its quotes."""
        around = self.stack[-1].path
        begin = self.source.values[around].start if around in self.source.values else spot.start
        if self.source.text.startswith("{{", begin):
            self.source.add("needs_quotes", begin, around)
        else:
            self.source.add("key_not_a_word", spot.start, around)

    def _muted(self) -> bool:
        """Whether this is inside something refused as a whole."""
        return any(frame.is_key or frame.key == "" for frame in self.stack)

    def _close(self, end: int) -> None:
        frame = self.stack.pop()
        if frame.is_key:
            self._take_key("", Spot(end, end))
        else:
            self._put(frame.container, None)

    def _put(self, value: Any, spot: Spot | None) -> None:
        path = self._path()
        if spot is not None:
            self.source.values.setdefault(path, spot)
        if not self.stack:
            self.source.data = value
            return
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return
        if frame.key is not None and frame.key_spot is not None:
            self.source.keys.setdefault(path, frame.key_spot)
            frame.container.setdefault(frame.key, value)
        frame.key = frame.key_spot = None


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


def resolve(written: str, *, plain: bool) -> str | int | float | bool | None:
    """What a scalar means. Only what would be written back the same is a number, and nothing quoted is."""
    if not plain:
        return written
    if written in _WORDS:
        return _WORDS[written]
    if _INT.fullmatch(written):
        return int(written)
    if _FLOAT.fullmatch(written) and repr(number := float(written)) == written:
        return number
    return written
