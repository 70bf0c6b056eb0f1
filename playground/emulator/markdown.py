"""Telegram's MarkdownV2, as strict as its server and in its words.

Offsets in errors count bytes of the source, those of entities UTF-16 units of the text.
"""

import re
from dataclasses import dataclass

from playground.emulator.errors import ApiError, Json, bad_request
from playground.emulator.parsing import Parser

_RESERVED = "_*[]()~`>#+-=|{}.!"
_LAST_ESCAPABLE = chr(126)
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)\Z")
_EMOJI_LINK = re.compile(r"tg://emoji/?\?id=(\d+)\Z")
_FOLD = re.compile(r"\|\|(?=\n|\Z)")
_LANGUAGE = re.compile(r"([^\s`]*)\n")

_MARKS = {
    "```": "Pre", "||": "Spoiler", "__": "Underline", "![": "CustomEmoji", "*": "Bold", "_": "Italic",
    "~": "Strikethrough", "`": "Code", "[": "TextUrl",
}  # fmt: skip
"""What opens an entity, the longer first, and its name in errors."""

_ENDS = {
    "CustomEmoji": "]",
    "TextUrl": "]",
    **{name: mark for mark, name in _MARKS.items() if "[" not in mark},
}


@dataclass
class _Open:
    name: str
    at: int
    offset: int
    detail: str = ""
    """The language of code; `expandable` of a quotation."""


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities; raises 400 "can't parse entities: …"."""
    return _Parser(source).parse()


class _Parser(Parser):
    """One pass over the source with a stack of open entities."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._open: list[_Open] = []

    def parse(self) -> tuple[str, list[Json]]:
        while self._at < len(self._source):
            self._read()
        if self._open and self._open[-1].name == "BlockQuote":
            self._close_quote()
        if self._open:
            unclosed = self._open[-1]
            raise self._fail(f"Can't find end of {unclosed.name} entity", unclosed.at)
        return self._parsed()

    @property
    def _inner(self) -> str:
        return self._open[-1].name if self._open else ""

    def _fail(self, reason: str, position: int) -> ApiError:
        offset = len(self._source[:position].encode())
        return bad_request(f"can't parse entities: {reason} at byte offset {offset}")

    def _read(self) -> None:
        """One character, mark or escaped character."""
        character, following = self._source[self._at], self._source[self._at + 1 : self._at + 2]
        if character == "\\" and "\0" < following <= _LAST_ESCAPABLE:
            self._append(following)
            self._at += 2
        elif self._open and self._ends_here():
            self._close()
        elif self._inner in ("Code", "Pre"):
            self._take(character)
        elif character == ">" and self._begins_line():
            self._open.append(_Open("BlockQuote", self._at, self._length))
            self._at += 1
        elif self._inner == "BlockQuote" and _FOLD.match(self._source, self._at):
            self._open[-1].detail = "expandable"
            self._at += 2
        elif character == "\n" and any(opened.name == "BlockQuote" for opened in self._open):
            self._end_line()
        elif character in _RESERVED:
            self._begin(character)
        else:
            self._take(character)

    def _take(self, character: str) -> None:
        self._append(character)
        self._at += 1

    def _begins_line(self) -> bool:
        """Also behind an empty bold text, which parts a quotation from the one before."""
        before = self._source[: self._at].removesuffix("**")
        return not before or before.endswith("\n")

    def _end_line(self) -> None:
        """Within a quotation: it goes on if the next line begins with `>`."""
        if self._inner != "BlockQuote":
            raise self._fail(f"Can't find end of {self._inner} entity", self._open[-1].at)
        if self._source.startswith("\n>", self._at):
            self._append("\n")
            self._at += 2
            return
        self._close_quote()
        self._take("\n")

    def _close_quote(self) -> None:
        opened = self._open.pop()
        self._add({"type": "expandable_blockquote" if opened.detail else "blockquote"}, opened)

    def _begin(self, character: str) -> None:
        for mark, name in _MARKS.items():
            if self._source.startswith(mark, self._at):
                opened = _Open(name, self._at, self._length)
                self._at += len(mark)
                language = _LANGUAGE.match(self._source, self._at) if name == "Pre" else None
                if language is not None:
                    opened.detail = language[1]
                    self._at = language.end()
                self._open.append(opened)
                return
        raise bad_request(
            f"can't parse entities: Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )

    def _ends_here(self) -> bool:
        end = _ENDS.get(self._inner)
        if end is None or not self._source.startswith(end, self._at):
            return False
        return self._inner != "Italic" or not self._source.startswith("__", self._at)

    def _close(self) -> None:
        opened = self._open.pop()
        self._at += len(_ENDS[opened.name])
        if opened.name in ("TextUrl", "CustomEmoji"):
            self._close_link(opened)
        elif opened.name == "Pre":
            self._add({"type": "pre", **({"language": opened.detail} if opened.detail else {})}, opened)
        else:
            self._add({"type": opened.name.lower()}, opened)

    def _close_link(self, opened: _Open) -> None:
        url = self._url(opened)
        emoji, user = _EMOJI_LINK.match(url), _USER_LINK.match(url)
        if opened.name == "CustomEmoji":
            if emoji is None:
                raise bad_request("can't parse entities: Custom emoji URL must have the tg scheme")
            self._add({"type": "custom_emoji", "custom_emoji_id": emoji[1]}, opened)
        elif user is not None:
            self._add({"type": "text_mention", "user": {"id": int(user[1])}}, opened)
        elif re.match(r"(https?|tg|ton)://\S", url) or re.match(r"[\w-]+(\.[\w-]+)+", url):
            self._add({"type": "text_link", "url": url if "://" in url else f"http://{url}"}, opened)

    def _url(self, opened: _Open) -> str:
        """What stands in brackets behind a link's text, or that text itself."""
        if not self._source.startswith("(", self._at):
            return "".join(self._text).encode("utf-16-le")[opened.offset * 2 :].decode("utf-16-le")
        begin, pieces = self._at, []
        self._at += 1
        while not self._source.startswith(")", self._at):
            if self._source.startswith("\\", self._at):
                self._at += 1
            if self._at >= len(self._source):
                raise self._fail("Can't find end of a URL", begin)
            pieces.append(self._source[self._at])
            self._at += 1
        self._at += 1
        return "".join(pieces)

    def _add(self, entity: Json, opened: _Open) -> None:
        if self._length > opened.offset:
            self._entities.append({**entity, "offset": opened.offset, "length": self._length - opened.offset})
