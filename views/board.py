"""The learners' board: a line for each, who needs attention first; a page for one of them, with what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.board import Board
from core.callback import encode
from core.message import Button, Rows
from storage.board import Line, Only
from views import person as person_view
from views.person import Person
from views.texts import Texts
from views.turning import back, in_rows, sideways

_IN_A_ROW = 4
"""Number buttons beside each other."""

_TAGS_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the board as buttons carry it. `selection`: the kept selector, 0 for those in a script."""

    only: Only
    page: int
    selection: int

    @property
    def data(self) -> tuple[str | int, ...]:
        """The arguments of callback data."""
        return (self.only.value, self.page, self.selection)


@dataclass(frozen=True, slots=True)
class Learner:
    """One line. `name` is plain; `where` titles with the day and the step; the moments are local."""

    line: Line
    name: str
    where: Sequence[str]
    active: str | None
    spoken: bool


def board(
    texts: Texts, found: Board, learners: Sequence[Learner], place: Place, meant: str | None
) -> tuple[str, Rows]:
    """One page. `meant`: the selector as typed; None: everybody in a script."""
    lines = [_head(texts, found, meant)]
    for number, one in enumerate(learners, 1):
        lines += ["", _learner(texts, number, one)]
    if not learners:
        lines += ["", _nobody(texts, place.only)]
    buttons = [
        Button(str(number), encode("bp", one.line.member_id, *place.data))
        for number, one in enumerate(learners, 1)
    ]
    return "\n".join(lines), (
        *in_rows(buttons, _IN_A_ROW),
        *_turning(found, place),
        _filters(texts, found, place),
    )


def person(texts: Texts, member_id: int, card: Person, learner: Learner, place: Place) -> tuple[str, Rows]:
    """One of them, in place of the board."""
    lines = [*person_view.lines(texts, card), *(texts("📖 {where}", where=one) for one in learner.where)]
    lines.append(_progress(texts, learner))
    rows = (
        (
            Button(texts.plain("✏️ Draft"), encode("ba", member_id, "d")),
            Button(texts.plain("🔔 Nudge"), encode("ba", member_id, "n")),
        ),
        (
            Button(texts.plain("🌿 Excuse today"), encode("ba", member_id, "x")),
            Button(texts.plain("🏷 Tag"), encode("bt", member_id, 0, *place.data)),
        ),
        (
            Button(texts.plain("🔎 Why"), encode("ba", member_id, "w")),
            Button(texts.plain("📜 Scripts"), encode("ba", member_id, "s")),
        ),
        (Button(texts.plain("‹ Board"), encode("bd", *place.data)),),
    )
    return "\n".join(lines), rows


def tags(
    texts: Texts, member_id: int, card: Person, offered: Sequence[tuple[int, str]], place: Place
) -> tuple[str, Rows]:
    """Tags to put on and take off with a press; `offered`: ids of rows that hold them, and their names."""
    buttons = [
        Button(("✅ " if tag in card.tags else "") + tag, encode("bt", member_id, row_id, *place.data))
        for row_id, tag in offered
    ]
    lines = [*person_view.lines(texts, card), "", texts("🏷 Press a tag to put it on or take it off.")]
    if not offered:
        lines[-1] = texts("🏷 There are no tags yet. /tag makes the first.")
    last = (back(texts, encode("bp", member_id, *place.data)),)
    return "\n".join(lines), (*in_rows(buttons, _TAGS_IN_A_ROW), last)


def tagged_toast(texts: Texts, tag: str, *, held: bool) -> str:
    """Answer to the press on a tag."""
    return texts.plain("{tag} is on." if held else "{tag} is off.", tag=tag)


def where(texts: Texts, title: str, day: int, step: str | None) -> str:
    """Where somebody is in a script."""
    if day < 1:
        return texts.plain("{title}, begins soon", title=title)
    if step is None:
        return texts.plain("{title}, day {day}", title=title, day=day)
    return texts.plain("{title}, day {day}: {step}", title=title, day=day, step=step)


def _head(texts: Texts, found: Board, meant: str | None) -> str:
    head = texts.plural("👥 <b>{n} learner</b>", "👥 <b>{n} learners</b>", found.sizes.everybody)
    if meant is not None:
        head += " · " + texts("<code>{selector}</code>", selector=meant)
    if found.sizes.of(found.only) and found.pages > 1:
        head += f" · {found.page + 1}/{found.pages}"
    return head


def _nobody(texts: Texts, only: Only) -> str:
    if only is Only.BEHIND:
        return texts("🎉 Nobody is behind.")
    if only is Only.NEVER:
        return texts("🎉 Somebody has spoken with everyone.")
    return texts("Nobody is in a script right now.")


def _learner(texts: Texts, number: int, one: Learner) -> str:
    parts = [texts("{number}. <b>{name}</b>", number=number, name=one.name)]
    parts += [texts("{where}", where=where) for where in one.where[:1]]
    parts.append(_progress(texts, one))
    if not one.spoken:
        parts.append(texts("nobody spoke with them yet"))
    return " · ".join(parts)


def _progress(texts: Texts, one: Learner) -> str:
    parts = []
    if one.line.expected:
        parts.append(texts("check-ins {made}/{expected}", made=one.line.made, expected=one.line.expected))
    if one.line.behind:
        parts.append(texts("⚠️ {n} behind", n=one.line.behind))
    active = texts("last active {when}", when=one.active) if one.active else texts("never active")
    return " · ".join([*parts, active])


def _turning(found: Board, place: Place) -> Rows:
    def to(page: int) -> str:
        return encode("bd", *Place(place.only, page, place.selection).data)

    before = to(found.page - 1) if found.page else None
    after = to(found.page + 1) if found.page + 1 < found.pages else None
    return sideways(before, after)


def _filters(texts: Texts, found: Board, place: Place) -> tuple[Button, ...]:
    labels = {
        Only.BEHIND: texts.plain("Behind {n}", n=found.sizes.behind),
        Only.NEVER: texts.plain("Not met yet {n}", n=found.sizes.never),
        Only.ALL: texts.plain("All {n}", n=found.sizes.everybody),
    }
    return tuple(
        Button(label, encode("bd", *Place(only, 0, place.selection).data))
        for only, label in labels.items()
        if only is not place.only
    )
