"""To-dos and gates as staff see them: the card with its buttons, the closed card, the list, who takes over.

Words come as Telegram HTML (a script's text with its values escaped), people as mentions or names, times as
local text made by `views.times`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts, Value

LISTED = 8
"""To-dos in one list, so that each can have its buttons."""

LISTED_WORDS = 160
"""Characters of the words of one to-do in a list."""

HEIRS = 20
"""People that a to-do can be handed to, one button each."""


def card(
    texts: Texts,
    todo_id: int,
    words: str,
    member: Markup | None,
    due: str | None,
    taken_by: Value | None = None,
) -> tuple[str, Rows]:
    """A task and its buttons. `words`: what to do, with the words to use; `due`: by when, local."""
    lines = [texts("📋 <b>To do</b>"), words, *_about(texts, words, member)]
    if due is not None:
        lines.append(texts("Due {due}", due=due))
    if taken_by is not None:
        lines.append(texts("{name} is on it", name=taken_by))
    return "\n".join(lines), (task_buttons(texts, todo_id),)


def overdue_card(
    texts: Texts, todo_id: int, words: str, member: Markup | None, due: str, taken_by: Value | None = None
) -> tuple[str, Rows]:
    """A task that nobody did in time, as the owner is told of it."""
    lines = [
        texts("⏰ <b>A to-do is overdue</b> (it was due {due})", due=due),
        words,
        *_about(texts, words, member),
    ]
    if taken_by is not None:
        lines.append(texts("{name} is on it", name=taken_by))
    return "\n".join(lines), (task_buttons(texts, todo_id),)


def overdue_many(texts: Texts, count: int) -> str:
    """Told to the owner instead of a card for each."""
    return texts.plural(
        "⏰ <b>{n} to-do is overdue.</b> /todo shows it.",
        "⏰ <b>{n} to-dos are overdue.</b> /todo shows them.",
        count,
    )


def gate_card(
    texts: Texts,
    todo_id: int,
    words: str,
    member: Markup | None,
    due: str | None,
    *,
    owner_only: bool = False,
) -> tuple[str, Rows]:
    """A question that staff decide, and its buttons. `due`: when it expires, local."""
    lines = [texts("⚖️ <b>To decide</b>"), words, *_about(texts, words, member)]
    if owner_only:
        lines.append(texts("This one is for the owner to decide"))
    if due is not None:
        lines.append(texts("Open until {due}", due=due))
    return "\n".join(lines), (gate_buttons(texts, todo_id),)


def closed_card(
    texts: Texts,
    words: str,
    member: Markup | None,
    outcome: str,
    by: Value | None,
    at: str | None,
    *,
    gate: bool = False,
) -> str:
    """What a card becomes: no buttons, who closed it, how and when.

    `outcome`: done, unreachable, yes, no, expired or cancelled (nobody's act: `by` is None then).
    """
    title = (
        texts("⚖️ <b>To decide</b>")
        if gate or outcome in ("yes", "no", "expired")
        else texts("📋 <b>To do</b>")
    )
    lines = [title, words, *_about(texts, words, member), closing(texts, outcome, by)]
    if at is not None:
        lines[-1] += f" · {at}"
    return "\n".join(lines)


def closing(texts: Texts, outcome: str, by: Value | None) -> str:
    """How a to-do was closed, in one line of Telegram HTML."""
    lines = {
        "done": "✅ {name}: done",
        "unreachable": "📵 {name} couldn't reach them",
        "yes": "✅ {name} said yes",
        "no": "🚫 {name} said no",
        "expired": "⌛ Nobody decided in time",
        "cancelled": "Not needed any more",
    }
    return texts(lines[outcome], name=by if by is not None else "–")


def closed_toast(texts: Texts, outcome: str) -> str:
    """Answer to the press that closed it."""
    return texts.plain(_THANKS[outcome])


def already(texts: Texts, outcome: str, by: str | None) -> str:
    """Answer to a press on what is closed; `by` is a plain name, None if nobody closed it."""
    if outcome in ("expired", "cancelled") or by is None:
        return texts.plain("Too late, this isn't open any more.")
    return texts.plain(_ALREADY[outcome], name=by)


_THANKS = {
    "done": "Noted as done. Thank you!",
    "unreachable": "Noted: couldn't be reached.",
    "yes": "Approved.",
    "no": "Declined.",
}
_ALREADY = {
    "done": "Already done by {name}.",
    "unreachable": "{name} already tried and couldn't reach them.",
    "yes": "{name} has already approved this.",
    "no": "{name} has already declined this.",
}


def task_buttons(texts: Texts, todo_id: int, label: str = "") -> tuple[Button, ...]:
    """Done, could not reach, hand over; `label` (a number in a list) goes before each."""
    return (
        Button(label + texts.plain("Done"), encode("td", todo_id, "d")),
        Button(label + texts.plain("Couldn't reach"), encode("td", todo_id, "u")),
        Button(label + texts.plain("Hand over"), encode("td", todo_id, "h")),
    )


def gate_buttons(texts: Texts, todo_id: int, label: str = "") -> tuple[Button, ...]:
    """Yes and no."""
    return (
        Button(label + texts.plain("Approve"), encode("gt", todo_id, "y")),
        Button(label + texts.plain("Decline"), encode("gt", todo_id, "n")),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A to-do in the list. `member` and `taken_by` are plain names; `since` and `due` local times."""

    todo_id: int
    gate: bool
    words: str
    member: str | None
    since: str
    due: str | None
    overdue: bool
    taken_by: str | None = None


def open_list(texts: Texts, todos: Sequence[Listed], total: int) -> tuple[str, Rows]:
    """What is open, the most urgent first, with buttons for each."""
    if not todos:
        return texts("🎉 Nothing to do right now."), ()
    lines = [texts.plural("📋 <b>{n} open to-do</b>", "📋 <b>{n} open to-dos</b>", total)]
    rows = []
    for number, todo in enumerate(todos[:LISTED], 1):
        lines += ["", *_listed(texts, number, todo)]
        buttons = gate_buttons if todo.gate else task_buttons
        rows.append(buttons(texts, todo.todo_id, f"{number} "))
    if total > len(rows):
        more = "And {n} more once these are done."
        lines += ["", texts.plural(more, more, total - len(rows))]
    return "\n".join(lines), tuple(rows)


def heirs(texts: Texts, todo_id: int, words: str, people: Sequence[tuple[int, str]]) -> tuple[str, Rows]:
    """Who is to take it over; `people`: ids of ours and names."""
    rows = [(Button(name, encode("td", todo_id, "t", user_id)),) for user_id, name in people[:HEIRS]]
    rows.append((Button(texts.plain("Back"), encode("td", todo_id, "b")),))
    return "\n".join([texts("📋 <b>Who takes this over?</b>"), words]), tuple(rows)


def nobody_else(texts: Texts) -> str:
    """Answer to a press on hand over where nobody could take it."""
    return texts.plain("There's nobody else to hand it to. The owner can add assistants with /staff.")


def handed_over(texts: Texts, card_text: str, by: Value, to: Value | None) -> str:
    """Told to who takes over, above the card; `to` is their mention where others read it as well."""
    if to is None:
        head = texts("{name} is handing this over to you:", name=by)
    else:
        head = texts("{heir}, {name} is handing this over to you:", heir=to, name=by)
    return f"{head}\n\n{card_text}"


def handed_toast(texts: Texts, to: str) -> str:
    """Answer to the press that handed it over."""
    return texts.plain("Handed over to {name}.", name=to)


def short(words: str, limit: int = LISTED_WORDS) -> str:
    """Telegram HTML as plain text of at most `limit` characters, in one line."""
    plain = " ".join(Markup(words).striptags().split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def _about(texts: Texts, words: str, member: Markup | None) -> list[str]:
    """The member, unless the words mention them already."""
    if member is None or member in words:
        return []
    return [texts("About {member}", member=member)]


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
    if todo.taken_by:
        parts.append(texts("{name} is on it", name=todo.taken_by))
    lines.append(" · ".join(parts))
    return lines
