"""Telegram's HTML, as strict as its server and in its words.

Offsets in errors count bytes of the source, those of entities UTF-16 units of the text.
"""

import re
from dataclasses import dataclass

from playground.emulator.errors import ApiError, Json, bad_request
from playground.emulator.parsing import Parser

_PLAIN = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler",
}  # fmt: skip
_TAGS = {*_PLAIN, "a", "pre", "code", "blockquote", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<number>\d+)|(?P<name>[A-Za-z]+));?")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)\Z")
_SPACE = " \t\r\n\v\f"


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities; raises 400 "can't parse entities: …"."""
    return _Parser(source).parse()


def decode(text: str) -> str:
    """The four named references and numeric ones; everything else stays as it is."""
    return _REFERENCE.sub(lambda match: _decoded(match) or match.group(), text)


def _decoded(match: re.Match[str]) -> str:
    if match["name"]:
        return _NAMED.get(match["name"], "")
    code = int(match["hex"], 16) if match["hex"] else int(match["number"])
    valid = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF and len(match.group().rstrip(";")) < 10
    return chr(code) if valid else ""


class _Parser(Parser):
    """One pass over the source with a stack of open tags."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._open: list[_Open] = []

    def parse(self) -> tuple[str, list[Json]]:
        while self._at < len(self._source):
            tag = self._source.find("<", self._at)
            end = len(self._source) if tag < 0 else tag
            self._append(decode(self._source[self._at : end]))
            self._at = end
            if tag >= 0:
                self._read_tag()
        if self._open:
            raise _unparsed(f"Can't find end tag corresponding to start tag {self._open[-1].tag}")
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return self._parsed()

    def _fail(self, reason: str, position: int, rest: str = "") -> ApiError:
        offset = len(self._source[:position].encode())
        return _unparsed(f"{reason} at byte offset {offset}{rest}")

    def _read_tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._source.startswith("/", self._at):
            self._read_end_tag(begin)
        else:
            self._read_start_tag(begin)

    def _until(self, stops: str) -> str:
        start = self._at
        while self._at < len(self._source) and self._source[self._at] not in stops:
            self._at += 1
        return self._source[start : self._at]

    def _skip_space(self) -> None:
        while self._at < len(self._source) and self._source[self._at] in _SPACE:
            self._at += 1

    def _ended(self) -> bool:
        return self._at >= len(self._source)

    def _read_start_tag(self, begin: int) -> None:
        tag = self._until(_SPACE + ">").lower()
        if self._ended():
            raise self._fail("Unclosed start tag", begin)
        if tag not in _TAGS:
            raise self._fail(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        self._skip_space()
        while not self._ended() and self._source[self._at] != ">":
            name, value = self._read_attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
            self._skip_space()
        if self._ended():
            raise self._fail("Unclosed start tag", begin)
        if tag == "span" and argument != "spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._at += 1
        self._open.append(_Open(tag, argument, self._length, len(self._text)))

    def _read_attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._until(_SPACE + "=>")
        if not name:
            raise self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        self._skip_space()
        if self._ended() or self._source[self._at] != "=":
            if tag == "blockquote" and name == "expandable":
                return name, "expandable"
            raise self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self._at += 1
        self._skip_space()
        if self._ended():
            raise self._fail(f'Unclosed start tag "{tag}"', begin)
        return name, self._read_attribute_value(begin)

    def _read_attribute_value(self, begin: int) -> str:
        quote = self._source[self._at]
        if quote not in "'\"":
            token_begin = self._at
            token = self._until(_SPACE + ">")
            if not re.fullmatch(r"[A-Za-z0-9.-]*", token):
                raise self._fail("Unexpected end of name token", token_begin)
            return token.lower()
        self._at += 1
        value = self._until(quote)
        self._at += 1
        if self._ended():
            raise self._fail("Unclosed start tag", begin)
        return decode(value)

    def _read_end_tag(self, begin: int) -> None:
        if not self._open:
            raise self._fail("Unexpected end tag", begin)
        self._at += 1
        name = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self._ended() or self._source[self._at] != ">":
            raise self._fail("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise self._fail("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"')
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        span: Json = {"offset": opened.offset, "length": self._length - opened.offset}
        if opened.tag == "a":
            self._close_link(opened, span)
        elif opened.tag in ("pre", "code"):
            self._close_code(opened, span)
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument == "expandable" else "blockquote"
            self._entities.append({"type": kind, **span})
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit() or int(opened.argument) == 0:
                raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
            self._entities.append({"type": "custom_emoji", **span, "custom_emoji_id": opened.argument})
        elif opened.tag in _PLAIN:
            self._entities.append({"type": _PLAIN[opened.tag], **span})

    def _close_link(self, opened: _Open, span: Json) -> None:
        url = opened.argument or "".join(self._text[opened.start :])
        user = _USER_LINK.match(url)
        if user:
            self._entities.append({"type": "text_mention", **span, "user": {"id": int(user[1])}})
        elif re.match(r"(https?|tg|ton)://\S", url) or re.match(r"[\w-]+(\.[\w-]+)+", url):
            link = url if "://" in url else f"http://{url}"
            self._entities.append({"type": "text_link", **span, "url": link})

    def _close_code(self, opened: _Open, span: Json) -> None:
        last = self._entities[-1] if self._entities else {}
        inner, outer = ("code", "pre") if opened.tag == "pre" else ("pre", "code")
        same = last.get("type") == inner and (last["offset"], last["length"]) == (
            span["offset"],
            span["length"],
        )
        language = opened.argument if outer == "code" else last.get("language") if same else ""
        if same and language:
            last.update(type="pre", language=language)
        else:
            self._entities.append(
                {"type": opened.tag, **span, **({"language": language} if language else {})}
            )


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _unparsed(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
