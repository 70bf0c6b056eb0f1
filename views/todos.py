"""To-dos and gates as staff see them: the card with its buttons, the closed card, who takes over, what is noted.

Words come as Telegram HTML (a script's text with its values escaped), people as mentions or names, times as
local text made by `views.times`. The list is in `views.todo_list`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views import person as person_view
from views.person import Person
from views.texts import Texts, Value
from views.turning import back
from views.undo import UNDO

HEIRS = 20
"""People that a to-do can be handed to, one button each."""

HOUR, EVENING, MORNING = "1", "e", "m"
"""Until when a to-do can sleep: an hour, this evening, tomorrow morning."""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted; `by` is a plain name."""

    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Card:
    """A to-do with everything that belongs on its card. `text`: what to do; `words`: what may be said as it is.

    `due`: by when, local; `escalates`: the owner is told then; `taken_by`: who is on it; `asleep`: until when
    it is out of sight.
    """

    todo_id: int
    text: str
    person: Person | None = None
    due: str | None = None
    words: str | None = None
    escalates: bool = False
    taken_by: Value | None = None
    asleep: str | None = None
    notes: Sequence[Note] = ()


def card(texts: Texts, todo: Card) -> tuple[str, Rows]:
    """A task and its buttons."""
    lines = [texts("📋 <b>To do</b>"), *_body(texts, todo)]
    if todo.due is not None:
        lines += [
            "",
            texts("Due {due}", due=todo.due) + (texts(", then the owner hears of it") * todo.escalates),
        ]
    return "\n".join([*lines, *_state(texts, todo)]), task_buttons(texts, todo)


def overdue_card(texts: Texts, todo: Card) -> tuple[str, Rows]:
    """A task that nobody did in time, as the owner is told of it."""
    head = texts("⏰ <b>A to-do is overdue</b> (it was due {due})", due=todo.due or "")
    return "\n".join([head, *_body(texts, todo), *_state(texts, todo)]), task_buttons(texts, todo)


def overdue_many(texts: Texts, count: int) -> str:
    """Told to the owner instead of a card for each."""
    return texts.plural(
        "⏰ <b>{n} to-do is overdue.</b> /todo shows it.",
        "⏰ <b>{n} to-dos are overdue.</b> /todo shows them.",
        count,
    )


def opened_many(texts: Texts, count: int) -> str:
    """Told to the staff instead of a card for each."""
    return texts.plural(
        "📋 <b>{n} new to-do.</b> /todo shows it.", "📋 <b>{n} new to-dos.</b> /todo shows them.", count
    )


def gate_card(
    texts: Texts,
    todo_id: int,
    words: str,
    person: Person | None,
    due: str | None,
    *,
    owner_only: bool = False,
) -> tuple[str, Rows]:
    """A question that staff decide, and its buttons. `due`: when it expires, local."""
    lines = [texts("⚖️ <b>To decide</b>"), words, *_about(texts, person)]
    if owner_only:
        lines.append(texts("This one is for the owner to decide"))
    if due is not None:
        lines.append(texts("Open until {due}", due=due))
    return "\n".join(lines), (gate_buttons(texts, todo_id),)


@dataclass(frozen=True, slots=True)
class Closed:
    """A to-do that is over. `outcome`: done, unreachable, yes, no, expired or cancelled (nobody's act: no `by`).

    `undo`: it can still be opened again.
    """

    todo_id: int
    text: str
    outcome: str
    gate: bool = False
    person: Person | None = None
    by: Value | None = None
    at: str | None = None
    undo: bool = False
    notes: Sequence[Note] = ()


def closed_card(texts: Texts, todo: Closed) -> tuple[str, Rows]:
    """What a card becomes: who closed it, how and when."""
    title = texts("⚖️ <b>To decide</b>") if todo.gate else texts("📋 <b>To do</b>")
    about = _whom(texts, todo.person, todo.text)
    lines = [title, todo.text, *about, *_notes(texts, todo.notes), closing(texts, todo.outcome, todo.by)]
    if todo.at is not None:
        lines[-1] += f" · {todo.at}"
    undo = ((Button(texts.plain(UNDO), encode("td", todo.todo_id, "r")),),) if todo.undo else ()
    return "\n".join(lines), undo


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


def task_buttons(texts: Texts, todo: Card) -> Rows:
    """Everything that can be done with a task."""
    key = todo.todo_id
    claim = ("Put back", "f") if todo.taken_by is not None else ("I'll do it", "c")
    sleep = ("Wake up", "w") if todo.asleep is not None else ("Later", "z")
    labels = (
        (("Done", "d"), ("Couldn't reach", "u")),
        (claim, ("Hand over", "h")),
        (sleep, ("Note", "n")),
    )
    return tuple(
        tuple(Button(texts.plain(label), encode("td", key, act)) for label, act in row) for row in labels
    )


def gate_buttons(texts: Texts, todo_id: int) -> tuple[Button, ...]:
    """Yes and no."""
    return (
        Button(texts.plain("Approve"), encode("gt", todo_id, "y")),
        Button(texts.plain("Decline"), encode("gt", todo_id, "n")),
    )


def snooze_menu(texts: Texts, todo_id: int, text: str, *, evening: bool) -> tuple[str, Rows]:
    """Until when it is to sleep. `evening`: this evening is still to come."""
    offered = [("In an hour", HOUR), ("Tomorrow 9:00", MORNING)]
    if evening:
        offered.insert(1, ("This evening", EVENING))
    rows = [(Button(texts.plain(label), encode("td", todo_id, "s", until)),) for label, until in offered]
    rows.append((back(texts, encode("td", todo_id, "b")),))
    return "\n".join([texts("💤 <b>Until when?</b> When it is due stays as it is."), text]), tuple(rows)


def snoozed_toast(texts: Texts, until: str) -> str:
    """Answer to the press that put it to sleep."""
    return texts.plain("I'll bring it back {until}.", until=until)


def claimed_toast(texts: Texts) -> str:
    """Answer to the press that took it over."""
    return texts.plain("It's yours. Thank you!")


def freed_toast(texts: Texts) -> str:
    """Answer to the press that put it back."""
    return texts.plain("Anyone can take it now.")


def reopened_toast(texts: Texts) -> str:
    """Answer to the press that opened it again."""
    return texts.plain("Open again.")


def ask_note(texts: Texts, about: Markup | None) -> str:
    """Asks for the note in words; the reply to this message is the note."""
    if about is None:
        return texts("📝 Reply to this message with your note.")
    return texts("📝 Reply to this message with your note about {member}.", member=about)


def noted(texts: Texts) -> str:
    """Answer to a note that was written in private."""
    return texts("📝 Noted on the card.")


def heirs(texts: Texts, todo_id: int, words: str, people: Sequence[tuple[int, str]]) -> tuple[str, Rows]:
    """Who is to take it over; `people`: ids of ours and names."""
    rows = [(Button(name, encode("td", todo_id, "t", user_id)),) for user_id, name in people[:HEIRS]]
    rows.append((back(texts, encode("td", todo_id, "b")),))
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


def _body(texts: Texts, todo: Card) -> list[str]:
    lines = [todo.text]
    if todo.words is not None:
        lines += [texts("You could say (tap to copy):"), texts("<code>{words}</code>", words=todo.words)]
    return [*lines, *_about(texts, todo.person)]


def _state(texts: Texts, todo: Card) -> list[str]:
    lines = _notes(texts, todo.notes)
    if todo.taken_by is not None:
        lines.append(texts("{name} is on it", name=todo.taken_by))
    if todo.asleep is not None:
        lines.append(texts("💤 out of sight until {until}", until=todo.asleep))
    return lines


def _about(texts: Texts, person: Person | None) -> list[str]:
    return [] if person is None else ["", *person_view.lines(texts, person)]


def _whom(texts: Texts, person: Person | None, text: str) -> list[str]:
    """The person's name, unless the text mentions them already."""
    if person is None or person.mention in text:
        return []
    return [texts("About {member}", member=person.mention)]


def _notes(texts: Texts, notes: Sequence[Note]) -> list[str]:
    return [texts("📝 {note} ({name}, {at})", note=one.text, name=one.by, at=one.at) for one in notes]
