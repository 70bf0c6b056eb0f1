"""The end of a shift: what is still open, what was done and noted today; handed to others with one press."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from community.work_sheet import Worked
from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts
from views.todo_list import short
from views.todos import HEIRS
from views.turning import back
from views.work_sheet import worked_line

LISTED = 8
"""To-dos that are listed, each with its button."""

NOTES = 8


@dataclass(frozen=True, slots=True)
class Held:
    """A to-do that is still open. `words`: Telegram HTML; `due`: local."""

    todo_id: int
    words: str
    due: str | None


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's shift. `name` is plain; `notes`: about whom, if anybody, and what."""

    user_id: int
    name: str
    holds: Sequence[Held]
    worked: Worked | None
    notes: Sequence[tuple[str | None, str]]


def shift(texts: Texts, own: Shift) -> tuple[str, Rows]:
    """What the person is shown, and what they can do with it."""
    text = "\n".join([texts("🤝 <b>End of shift</b> · {name}", name=own.name), *_lines(texts, own)])
    key = own.user_id
    if not own.holds:
        return text, ((Button(texts.plain("Post it to the team"), encode("ho", key, "s")),),)
    one_by_one = tuple(
        Button(f"{number} {texts.plain('Hand over')}", encode("td", one.todo_id, "h"))
        for number, one in enumerate(own.holds[:LISTED], 1)
    )
    rows = tuple(one_by_one[at : at + 2] for at in range(0, len(one_by_one), 2))
    whole = (
        Button(texts.plain("All to anyone"), encode("ho", key, "a")),
        Button(texts.plain("All to …"), encode("ho", key, "c")),
    )
    return text, (whole, *rows)


def heirs(texts: Texts, own: Shift, people: Sequence[tuple[int, str]]) -> tuple[str, Rows]:
    """Who is to take all of it; `people`: ids of ours and plain names."""
    rows = [(Button(name, encode("ho", own.user_id, "t", key)),) for key, name in people[:HEIRS]]
    rows.append((back(texts, encode("ho", own.user_id, "b")),))
    return shift(texts, own)[0], tuple(rows)


def summary(texts: Texts, own: Shift, heir: Markup | None, handed: Sequence[Held]) -> str:
    """What the team reads. `heir`: who holds what was handed over now; None: anybody may take it."""
    count = len(handed)
    if not count:
        head = texts("🤝 {name} ends the shift with nothing left open.", name=own.name)
    elif heir is None:
        head = texts.plural(
            "🤝 {name} ends the shift; {n} to-do is anyone's now.",
            "🤝 {name} ends the shift; {n} to-dos are anyone's now.",
            count,
            name=own.name,
        )
    else:
        head = texts.plural(
            "🤝 {name} ends the shift and hands {n} to-do to {heir}.",
            "🤝 {name} ends the shift and hands {n} to-dos to {heir}.",
            count,
            name=own.name,
            heir=heir,
        )
    return "\n".join([head, *_held(texts, handed), *_done(texts, own)])


def posted(texts: Texts) -> str:
    """Answer to the press."""
    return texts.plain("Done. Have a good rest!")


def _lines(texts: Texts, own: Shift) -> list[str]:
    if not own.holds:
        return [texts("🎉 Nothing is left open."), *_done(texts, own)]
    head = texts.plural("📋 <b>{n} still open</b>", "📋 <b>{n} still open</b>", len(own.holds))
    return [head, *_held(texts, own.holds), *_done(texts, own)]


def _held(texts: Texts, holds: Sequence[Held]) -> list[str]:
    lines = []
    for number, one in enumerate(holds[:LISTED], 1):
        line = texts("{number}. {words}", number=number, words=short(one.words))
        lines.append(line if one.due is None else f"{line} · " + texts("due {due}", due=one.due))
    rest = len(holds) - LISTED
    return [*lines, texts(" and {n} more", n=rest).strip()] if rest > 0 else lines


def _done(texts: Texts, own: Shift) -> list[str]:
    lines = []
    if own.worked is not None:
        lines += ["", texts("📈 <b>Today</b>"), worked_line(texts, own.name, own.worked)]
    if own.notes:
        lines += ["", texts("📝 <b>Notes</b>")]
    for about, said in own.notes[-NOTES:]:
        lines.append(
            texts("· {note}", note=said)
            if about is None
            else texts("· {name}: {note}", name=about, note=said)
        )
    return lines
