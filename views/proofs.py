"""Check-ins that want more than a press: the prompt, the kind hint, and what an assistant is asked to look at."""

from dataclasses import dataclass

from markupsafe import Markup

from community import proofs
from community.proofs import Demand, Lack
from core.callback import encode
from core.message import Button
from storage.proofs import Proof
from views.names import shown
from views.texts import Texts
from views.times import day_of

LONGEST_TOAST = 190
"""Characters; Telegram shows 200."""

_QUOTED = 300
"""Characters of a text that an assistant is shown."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A proof and the earlier one that it repeats; `whose` is None if it is the member's own."""

    proof: Proof
    other: Proof
    likeness: proofs.Likeness
    whose: str | None


def toast(texts: Texts, demand: Demand, word: str) -> str:
    """Shown after a press that is not enough in a group."""
    text = _wanted(texts, demand) + " " + _in_group(texts, demand, word)
    return text if len(text) <= LONGEST_TOAST else text[: LONGEST_TOAST - 1] + "…"


def prompt(texts: Texts, demand: Demand, word: str, *, private: bool) -> str:
    """What today's check-in wants, after `/checkin` or a press in private."""
    where = texts("Just send it here.") if private else _in_group(texts, demand, word)
    return "✏️ " + _wanted(texts, demand) + "\n" + where


def hint(texts: Texts, demand: Demand, lack: Lack, length: int) -> str:
    """Kindly: what is still missing of a check-in."""
    if lack is Lack.PHOTO:
        return texts("Nearly there! Today's check-in wants a photo too.")
    msgid = "Nearly there! A little more, please: {least} characters at least, that was {length}."
    text = texts(msgid, least=demand.least, length=length)
    return text if demand.prompt is None else text + "\n" + texts("✏️ {prompt}", prompt=demand.prompt)


def suspicion(texts: Texts, seen: Likeness) -> str:
    """What the to-do says to an assistant, as Telegram HTML."""
    day, other_day = day_of(texts, seen.proof.day), day_of(texts, seen.other.day)
    picture = seen.likeness is proofs.Likeness.PICTURE
    if seen.whose is None:
        msgid = (
            "Have a look: the check-in of {day} shows nearly the same picture as their own of {other_day}."
            if picture
            else "Have a look: the check-in of {day} says nearly the same as their own of {other_day}."
        )
        text = texts(msgid, day=day, other_day=other_day)
    else:
        msgid = (
            "Have a look: the check-in of {day} shows nearly the same picture as that of {who} on {other_day}."
            if picture
            else "Have a look: the check-in of {day} says nearly the same as that of {who} on {other_day}."
        )
        text = texts(msgid, day=day, other_day=other_day, who=shown(seen.whose))
    quotes = [] if picture else [_quote(seen.proof), _quote(seen.other)]
    return "\n".join([text, *quotes, texts("It has counted; nobody else knows of this.")])


def buttons(texts: Texts, todo_id: int) -> tuple[Button, ...]:
    """What the assistant decides, on the card of the to-do."""
    return (
        Button(texts.plain("It's fine"), encode("pf", todo_id, "y")),
        Button(texts.plain("Take it back"), encode("pf", todo_id, "n")),
    )


def decided(texts: Texts, *, fine: bool) -> str:
    """Shown after the press."""
    return texts("Good, it stays.") if fine else texts("The check-in is taken back.")


def _wanted(texts: Texts, demand: Demand) -> str:
    if demand.prompt is not None:
        text = texts(
            "Today's check-in: {prompt} ({least} characters at least)",
            prompt=demand.prompt,
            least=demand.least,
        )
    elif demand.least:
        text = texts("Today's check-in wants a few words: {least} characters at least.", least=demand.least)
    else:
        return texts("Today's check-in wants a photo.")
    return text + " " + texts("And a photo.") if demand.photo else text


def _in_group(texts: Texts, demand: Demand, word: str) -> str:
    if demand.photo:
        return texts("Send the photo to the group, with {word} below it.", word=word)
    return texts("Send “{word} …” to the group.", word=word)


def _quote(proof: Proof) -> Markup:
    text = proof.text or ""
    text = text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "…"
    return Markup("<blockquote>{}</blockquote>").format(text)
