"""A message's text as HTML for the page: from text and entities, everything escaped, few tags."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

Entity = dict[str, Any]

_PLAIN_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "pre": ("<pre>", "</pre>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "bot_command": ('<span class="command">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
}
_BAR = "▒"
_SCHEMES = ("http", "https")


@dataclass
class _Node:
    """An entity with what lies inside it; positions in characters."""

    start: int
    end: int
    entity: Entity
    inside: list["_Node"] = field(default_factory=list)


def to_html(text: str, entities: list[Entity], bot_username: str) -> str:
    """Tags are well formed whatever the entities are: what crosses its neighbour is cut at its end."""
    if not entities:
        return escape(text)
    root = _Node(0, len(text), {})
    for node in _in_characters(text, entities):
        _hang(root, node)
    return _inner(text, root, bot_username)


def covered(text: str, entities: list[Entity]) -> str:
    """The text with a bar instead of what is hidden in it, for where nobody can uncover it."""
    shown = list(text)
    for node in _in_characters(text, [one for one in entities if one["type"] == "spoiler"]):
        shown[node.start : node.end] = _BAR * (node.end - node.start)
    return "".join(shown)


def _in_characters(text: str, entities: list[Entity]) -> Iterator[_Node]:
    """Entities count in UTF-16 units, Python in characters."""
    at: list[int] = []
    for index, character in enumerate(text):
        at += [index] * (2 if character > "\uffff" else 1)
    at.append(len(text))
    last = len(at) - 1
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        start = at[min(entity["offset"], last)]
        end = at[min(entity["offset"] + entity["length"], last)]
        if start < end:
            yield _Node(start, end, entity)


def _hang(root: _Node, node: _Node) -> None:
    """Below the innermost entity in which it begins, and no longer than that."""
    parent = root
    while parent.inside and parent.inside[-1].end > node.start:
        parent = parent.inside[-1]
    node.end = min(node.end, parent.end)
    parent.inside.append(node)


def _inner(text: str, node: _Node, bot_username: str) -> str:
    pieces, done = [], node.start
    for child in node.inside:
        opening, closing = _tags(child.entity, text[child.start : child.end], bot_username)
        pieces += [escape(text[done : child.start]), opening, _inner(text, child, bot_username), closing]
        done = child.end
    return "".join([*pieces, escape(text[done : node.end])])


def _tags(entity: Entity, words: str, bot_username: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_mention":
        return f'<span class="mention" data-person="{int(entity["user"]["id"])}">', "</span>"
    if kind == "text_link":
        return _link(str(entity["url"]), bot_username)
    if kind == "url":
        return _link(words if "://" in words else f"https://{words}", bot_username)
    return _PLAIN_TAGS.get(kind, ("", ""))


def _link(url: str, bot_username: str) -> tuple[str, str]:
    """A link out of the page; to the bot it opens the private chat; to a person it is a mention."""
    parts = urlsplit(url)
    if parts.scheme == "tg":
        person = parse_qs(parts.query).get("id", [""])[0]
        return (f'<span class="mention" data-person="{person}">', "</span>") if person.isdigit() else ("", "")
    if is_bot(url, bot_username):
        payload = parse_qs(parts.query).get("start", [""])[0]
        return f'<a class="opens" href="#" data-start="{escape(payload)}">', "</a>"
    if parts.scheme not in _SCHEMES:
        return "", ""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"


def is_bot(url: str, bot_username: str) -> bool:
    """Whether the link opens the private chat with the bot."""
    parts = urlsplit(url)
    return parts.hostname == "t.me" and parts.path.strip("/").lower() == bot_username.lower()
