"""Make-up cards as a member sees them: the days to choose from, what a card costs, what it did."""

from community.check_ins import CheckedIn
from community.make_ups import Choice
from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts
from views.times import day_of

A_ROW = 3


def choices(texts: Texts, member_id: int, choice: Choice) -> tuple[str, Rows]:
    """The days as buttons, the cards, and one more for points."""
    held = texts.plural("🎫 You have {n} make-up card.", "🎫 You have {n} make-up cards.", choice.cards)
    if not choice.days:
        lines = [texts("Nothing to make up for: you've missed no day lately 👏"), held]
        return "\n".join(lines), ()
    if choice.cards:
        lines = [held, texts("Which day is it for? It counts for your streak, without points of its own.")]
    else:
        lines = [held, texts("Checking in earns them; you can also get one for points.")]
    days = [
        Button(day_of(texts, day), encode("mk", member_id, f"{day:%Y%m%d}")) for day in reversed(choice.days)
    ]
    rows = [tuple(days[start : start + A_ROW]) for start in range(0, len(days), A_ROW) if choice.cards]
    if choice.price:
        label = texts.plain("Get a card for {price} points", price=choice.price)
        rows.append((Button(label, encode("mb", member_id)),))
    return "\n".join(lines), tuple(rows)


def made_up(texts: Texts, done: CheckedIn, left: int) -> str:
    """The answer to `/makeup` with a date."""
    lines = [
        texts("✅ {day} is made up for.", day=day_of(texts, done.day)),
        texts.plural("{n} day in a row", "{n} days in a row", done.streak),
        texts.plural("🎫 You have {n} make-up card.", "🎫 You have {n} make-up cards.", left),
    ]
    return "\n".join(lines)


def toast(texts: Texts, done: CheckedIn) -> str:
    """Shown after a press."""
    made = texts("{day} is made up for", day=day_of(texts, done.day))
    return made + " · " + texts.plural("{n} day in a row", "{n} days in a row", done.streak)


def bought(texts: Texts, balance: int) -> str:
    """Shown after a card was bought."""
    return texts("There's your card. Points left: {points}.", points=balance)
