"""The list of open to-dos: who is on what, filters, pages; each line with its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts
from views.turning import sideways

LISTED = 8
"""To-dos on one page, so that each can have its buttons."""

LISTED_WORDS = 160
"""Characters of the words of one to-do in a list."""

ALL, FREE, ASLEEP = "a", "f", "z"
"""What is listed: all that is awake, what nobody has taken over, what sleeps; or `u` and a person's id."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A to-do in the list. `member` and `taken_by` are plain names; the times are local."""

    todo_id: int
    gate: bool
    words: str
    member: str | None
    since: str
    due: str | None
    overdue: bool
    taken_by: str | None = None
    asleep: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list. `whose`: what is listed; `of`: the person's plain name, if it is theirs.

    `mine`: what the reader's own filter is called in a button.
    """

    todos: Sequence[Listed]
    total: int
    whose: str
    mine: str
    number: int = 0
    of: str | None = None
    asleep: int = 0
    """How many sleep, whoever's they are."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // LISTED))


def open_list(texts: Texts, page: Page) -> tuple[str, Rows]:
    """What is open, the most urgent first."""
    lines, rows = [_head(texts, page)], []
    for number, todo in enumerate(page.todos, 1):
        lines += ["", *_listed(texts, number, todo)]
        rows.append(_buttons(texts, todo, page, f"{number} "))
    if page.asleep and page.whose != ASLEEP:
        asleep = "💤 {n} out of sight until later"
        lines += ["", texts.plural(asleep, asleep, page.asleep)]
    return "\n".join(lines), (*rows, *_turning(page), *_filters(texts, page))


def short(words: str, limit: int = LISTED_WORDS) -> str:
    """Telegram HTML as plain text of at most `limit` characters, in one line."""
    plain = " ".join(Markup(words).striptags().split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def _head(texts: Texts, page: Page) -> str:
    if not page.total:
        if page.of is not None:
            return texts("🎉 {name} holds nothing right now.", name=page.of)
        return texts("🎉 Nothing to do right now.")
    if page.of is not None:
        head = texts.plural(
            "📋 <b>{n} open to-do of {name}</b>",
            "📋 <b>{n} open to-dos of {name}</b>",
            page.total,
            name=page.of,
        )
    elif page.whose == FREE:
        head = texts.plural(
            "📋 <b>{n} to-do is nobody's yet</b>", "📋 <b>{n} to-dos are nobody's yet</b>", page.total
        )
    elif page.whose == ASLEEP:
        head = texts.plural("💤 <b>{n} to-do sleeps</b>", "💤 <b>{n} to-dos sleep</b>", page.total)
    else:
        head = texts.plural("📋 <b>{n} open to-do</b>", "📋 <b>{n} open to-dos</b>", page.total)
    return head if page.pages == 1 else f"{head} · {page.number + 1}/{page.pages}"


def _buttons(texts: Texts, todo: Listed, page: Page, label: str) -> tuple[Button, ...]:
    key, place = todo.todo_id, (page.whose, page.number)
    if todo.gate:
        return (
            Button(label + texts.plain("Approve"), encode("gt", key, "y", *place)),
            Button(label + texts.plain("Decline"), encode("gt", key, "n", *place)),
        )
    return (
        Button(label + texts.plain("Done"), encode("td", key, "d", *place)),
        Button(label + texts.plain("Couldn't reach"), encode("td", key, "u", *place)),
        Button(label + texts.plain("More"), encode("td", key, "o")),
    )


def _turning(page: Page) -> Rows:
    before = encode("tl", page.whose, page.number - 1) if page.number else None
    after = encode("tl", page.whose, page.number + 1) if page.number + 1 < page.pages else None
    return sideways(before, after)


def _filters(texts: Texts, page: Page) -> Rows:
    if not page.total and not page.asleep and page.whose == ALL:
        return ()
    offered = [("Mine", page.mine), ("Nobody's", FREE), ("All", ALL)]
    if page.asleep:
        offered.append(("Asleep", ASLEEP))
    return (
        tuple(
            Button(texts.plain(label), encode("tl", whose, 0))
            for label, whose in offered
            if whose != page.whose
        ),
    )


def _listed(texts: Texts, number: int, todo: Listed) -> list[str]:
    lines = [texts("{number}. {words}", number=number, words=short(todo.words))]
    parts = []
    if todo.member and todo.member not in short(todo.words):
        parts.append(texts("about {member}", member=todo.member))
    parts.append(texts("since {since}", since=todo.since))
    if todo.overdue:
        parts.append(texts("⚠️ was due {due}", due=todo.due or ""))
    elif todo.due:
        parts.append(texts("due {due}", due=todo.due))
    if todo.asleep:
        parts.append(texts("💤 until {until}", until=todo.asleep))
    if todo.taken_by:
        parts.append(texts("{name} is on it", name=todo.taken_by))
    lines.append(" · ".join(parts))
    return lines
