"""What the digest asks the owner to decide, and the buttons for it."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape

from markupsafe import Markup

from community.decisions import Decision, Matter
from core.callback import encode
from core.message import Button, Rows
from views.care import why
from views.names import shown
from views.texts import Texts
from views.turning import back

_WORDS = 70
"""Characters of a gate's words."""

HEIRS = 8
"""Assistants that are offered, two in a row."""

Done = Mapping[int, str]
"""What was done about each decision, by its place; Telegram HTML."""

Names = Mapping[int, Markup]


def block(
    texts: Texts,
    found: Sequence[Decision],
    names: Names,
    titles: Mapping[str, str],
    now: datetime,
    done: Done,
) -> list[str]:
    """The decisions, numbered; what was dealt with is crossed out, and what was done stands behind it."""
    if not found:
        return []
    lines = [texts("🙋 <b>Waiting for your decision</b>")]
    for index, one in enumerate(found):
        line = texts("{number}. {what}", number=index + 1, what=Markup(_what(texts, one, names, titles, now)))
        lines.append(f"<s>{line}</s> {done[index]}" if index in done else line)
    return lines


def buttons(texts: Texts, digest_id: int, found: Sequence[Decision], done: Mapping[int, bool]) -> Rows:
    """A row for each decision that is open. `done`: whether what was done may be taken back."""
    rows = []
    for index, one in enumerate(found):
        if index in done:
            row = [_button(texts, "↩️ Undo", digest_id, index, "u")] if done[index] else []
        else:
            row = _row(texts, digest_id, index, one)
        if row:
            rows.append(tuple(row))
    return tuple(rows)


def heirs(texts: Texts, digest_id: int, index: int, people: Sequence[tuple[int, str]]) -> Rows:
    """Who of the assistants it is handed to, in place of the buttons."""
    offered = [
        Button(f"{index + 1} · {shown(name)}", encode("dg", digest_id, index, "t", user_id))
        for user_id, name in people[:HEIRS]
    ]
    rows = [tuple(offered[place : place + 2]) for place in range(0, len(offered), 2)]
    return (*rows, (back(texts, encode("dg", digest_id, index, "b")),))


def done_line(texts: Texts, act: str, who: str | None) -> str:
    """What was done, behind the crossed-out line."""
    name = shown(who) if who else ""
    words = {
        "y": texts("✅ approved"),
        "n": texts("✖️ declined"),
        "t": texts("🤝 {name} takes care", name=name),
        "x": texts("🕊 excused"),
        "d": texts("✅ done"),
        "s": texts("👀 seen"),
    }
    return words[act]


def hand_over_words(texts: Texts, reasons: str) -> str:
    """The to-do that an assistant is given; Telegram HTML."""
    return texts("Please look after them: {why}. A friendly word, no pressure.", why=Markup(reasons))


def nobody_to_hand(texts: Texts) -> str:
    """There are no assistants yet."""
    return texts.plain("No assistants yet. Name one: /staff @member")


def _what(texts: Texts, one: Decision, names: Names, titles: Mapping[str, str], now: datetime) -> str:
    if one.care is not None:
        name = names.get(one.care.member_id or 0, Markup(texts("for the team")))
        return texts("{name}: {why}", name=name, why=Markup(why(texts, one.care, now)))
    if one.matter is Matter.FAILED:
        title = shown(titles.get(one.sop, one.sop))
        return texts("{title}: {parts}", title=title, parts=Markup(texts("<b>{n} failed</b>", n=one.count)))
    words = _shortened(one.words)
    if one.member_id is None or one.member_id not in names:
        return texts("⚖️ {words}", words=words)
    return texts("⚖️ {name}: {words}", name=names[one.member_id], words=words)


def _row(texts: Texts, digest_id: int, index: int, one: Decision) -> list[Button]:
    if one.matter is Matter.GATE:
        return [
            _button(texts, "✅ Approve", digest_id, index, "y"),
            _button(texts, "✖️ Decline", digest_id, index, "n"),
        ]
    if one.matter is Matter.FAILED:
        return [_button(texts, "👀 Seen", digest_id, index, "s")]
    row = [_button(texts, "🤝 Hand over", digest_id, index, "h")]
    assert one.care is not None, "that is what it is about"
    if one.care.member_id is not None:
        row.append(_button(texts, "✍️ Write", digest_id, index, "w"))
    if one.care.missed:
        row.append(_button(texts, "🕊 Excuse", digest_id, index, "x"))
    elif one.care.todo_id is not None:
        row.append(_button(texts, "✅ Done", digest_id, index, "d"))
    return row


def _button(texts: Texts, label: str, digest_id: int, index: int, act: str) -> Button:
    return Button(f"{index + 1} {texts.plain(label)}", encode("dg", digest_id, index, act))


def _shortened(words: str) -> str:
    plain = " ".join(unescape(re.sub(r"<[^>]+>", "", words)).split())
    return plain if len(plain) <= _WORDS else plain[: _WORDS - 1] + "…"
