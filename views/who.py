"""Answers to `/who`: how many a selector means, who they are page by page, and all of them as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.callback import encode
from core.message import Button, Rows
from storage.board import Only
from views.board import Place
from views.names import shown
from views.person import STAGES
from views.texts import Texts
from views.turning import in_rows, sideways

A_PAGE = 10
TAGS_SHOWN = 4
_IN_A_ROW = 5
"""Number buttons beside each other."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet would take for the beginning of a formula."""


@dataclass(frozen=True, slots=True)
class Found:
    """One of those who are meant. `active` is the last active day in words, None if there was none."""

    member_id: int
    name: str
    points: int
    stage: str
    active: str | None
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page of a selection stands: the kept selection, the ids of the first and last on it."""

    selection_id: int
    total: int
    before: int
    """How many come before this page."""
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file. Days as `2026-11-20`."""

    name: str
    username: str
    telegram_id: int
    points: int
    level: int
    streak: int
    check_ins: int
    stage: str
    last_active: str
    joined: str
    tags: str
    private_chat: str


_HEADINGS = (
    "Name", "Username", "Telegram id", "Points", "Level", "Streak", "Check-ins in all", "Stage", "Last active",
    "Joined", "Tags", "Private chat",
)  # fmt: skip
"""Of the columns of a file, in the order of `Row`; msgids."""


def people(texts: Texts, asked: str, page: Page, found: Sequence[Found]) -> tuple[str, Rows]:
    """A page of those who are meant, with buttons to open one, to leaf and for the file."""
    head = texts.plural("👥 <b>{n}</b> person", "👥 <b>{n}</b> people", page.total)
    lines = [f"{head} · " + texts("<code>{asked}</code>", asked=asked)]
    lines += [f"{n}. {_line(texts, one)}" for n, one in enumerate(found, page.before + 1)]
    key, up_to = page.selection_id, page.before + len(found)
    before = encode("wh", key, "p", page.first, max(0, page.before - A_PAGE)) if page.before else None
    after = encode("wh", key, "n", page.last, up_to) if up_to < page.total else None
    file = Button(texts.plain("📄 As a file"), encode("wh", key, "f"))
    return "\n".join(lines), (
        *in_rows(_numbers(page, found), _IN_A_ROW),
        *sideways(before, after),
        (file,),
    )


def nobody(texts: Texts, asked: str) -> str:
    """Nobody is meant."""
    return texts("Nobody, as far as I can see: <code>{asked}</code>", asked=asked)


def file_sent(texts: Texts) -> str:
    """Answer to the press, in the staff chat."""
    return texts.plain("It's in our private chat.")


def file_caption(texts: Texts, asked: str, total: int) -> str:
    """Below the file."""
    return texts.plural("📄 {n} person: {asked}", "📄 {n} people: {asked}", total, asked=asked)


def file_of(texts: Texts, rows: Iterable[Row]) -> bytes:
    """A CSV that spreadsheets read as it is meant: UTF-8 with a mark, and no text that acts as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([texts.plain(heading) for heading in _HEADINGS])
    for row in rows:
        writer.writerow(
            [
                _safe(row.name),
                _safe(row.username),
                row.telegram_id,
                row.points,
                row.level,
                row.streak,
                row.check_ins,
                texts.plain(STAGES.get(row.stage, "–")),
                row.last_active,
                row.joined,
                _safe(row.tags),
                row.private_chat,
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(text: str) -> str:
    """An apostrophe in front keeps a text a text."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _numbers(page: Page, found: Sequence[Found]) -> list[Button]:
    """Each opens the page of one of them, in a message of its own below the list."""
    place = Place(Only.ALL, 0, page.selection_id)
    return [
        Button(str(number), encode("bp", one.member_id, *place.data, "n"))
        for number, one in enumerate(found, page.before + 1)
    ]


def _line(texts: Texts, one: Found) -> str:
    parts = [texts("<b>{name}</b>", name=shown(one.name)), f"💎{one.points}"]
    if one.stage in STAGES:
        parts.append(texts(STAGES[one.stage]))
    if one.active is not None:
        parts.append(texts("active {when}", when=one.active))
    else:
        parts.append(texts("never active"))
    if one.tags:
        rest = len(one.tags) - TAGS_SHOWN
        named = texts.plain(", ").join(one.tags[:TAGS_SHOWN]) + (f" +{rest}" if rest > 0 else "")
        parts.append(texts("🏷 {tags}", tags=named))
    return " · ".join(parts)
