"""A member's introduction: the questions, the card, what the group reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts

EDIT, SKIP, DROP, CARD, ASK_TO_SHOW, SHOW = "e", "s", "d", "c", "a", "y"
"""What the buttons mean: `intro:<community>:<what>[:<number of the question>]`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer; None: not answered."""

    emoji: str
    label: str
    answer: str | None = None


def card(
    texts: Texts, community_id: int, name: str, lines: Sequence[Line], *, public: bool
) -> tuple[str, Rows]:
    """One's own introduction, with buttons to change and to show it."""
    text = _introduction(texts, texts("👤 <b>{name}</b>", name=shown(name)), lines)
    state = (
        texts("The group can read this with /profile.")
        if public
        else texts("Only you and the team see this so far.")
    )
    edit = [
        Button(
            f"{'✏️' if line.answer else '➕'} {line.label}", data=encode("intro", community_id, EDIT, number)
        )
        for number, line in enumerate(lines)
    ]
    rows = [tuple(edit[start : start + 2]) for start in range(0, len(edit), 2)]
    if any(line.answer for line in lines):
        rows.append(
            (Button(texts.plain("📣 Show it in the group"), data=encode("intro", community_id, ASK_TO_SHOW)),)
        )
    return f"{text}\n\n<i>{state}</i>", tuple(rows)


def question(
    texts: Texts, community_id: int, number: int, total: int, ask: str, answer: str | None
) -> tuple[str, Rows]:
    """One question; the next message is the answer."""
    lines = [texts("{number}/{total} <b>{question}</b>", number=number + 1, total=total, question=ask)]
    if answer is not None:
        lines.append(texts("So far: {answer}", answer=answer))
    lines.append(texts("Just write it here."))
    first = [Button(texts.plain("Skip"), data=encode("intro", community_id, SKIP, number))]
    if answer is not None:
        first.append(Button(texts.plain("Take it out"), data=encode("intro", community_id, DROP, number)))
    done = Button(texts.plain("That's all"), data=encode("intro", community_id, CARD))
    return "\n".join(lines), (tuple(first), (done,))


def ask_to_show(
    texts: Texts, community_id: int, community: str, name: str, lines: Sequence[Line]
) -> tuple[str, Rows]:
    """Before anybody else reads it."""
    text = texts(
        "Shall I show this in {community}? Everybody there can read it then.", community=shown(community)
    )
    yes = Button(texts.plain("Yes, show it"), data=encode("intro", community_id, SHOW))
    no = Button(texts.plain("Not now"), data=encode("intro", community_id, CARD))
    return f"{text}\n\n{_introduction(texts, texts('👤 <b>{name}</b>', name=shown(name)), lines)}", (
        (yes, no),
    )


def in_group(texts: Texts, who: Markup, lines: Sequence[Line]) -> str:
    """What the group reads when somebody shows their introduction."""
    return _introduction(texts, texts("👋 {who} says hello:", who=who), lines)


def of_another(texts: Texts, name: str, lines: Sequence[Line], badges: str = "") -> str:
    """Somebody else's introduction."""
    text = _introduction(texts, texts("👤 <b>{name}</b>", name=shown(name)), lines)
    return f"{text}\n{texts('🏅 {badges}', badges=badges)}" if badges else text


def elsewhere(texts: Texts, community_id: int) -> tuple[str, Rows]:
    """In a group: one introduces oneself in private."""
    text = texts("Introduce yourself in our private chat; you decide whether the group sees it.")
    return text, ((Button(texts.plain("Introduce myself"), start=f"p{community_id}"),),)


def shown_toast(texts: Texts) -> str:
    """It stands in the group now."""
    return texts("Your introduction is in the group now.")


def _introduction(texts: Texts, head: str, lines: Sequence[Line]) -> str:
    answered = [
        texts("{emoji} {label}: {answer}", emoji=line.emoji, label=line.label, answer=line.answer)
        for line in lines
        if line.answer
    ]
    return "\n".join([head, *(answered or [texts("Nothing here yet.")])])
