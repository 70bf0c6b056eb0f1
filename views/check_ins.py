"""Checking in as a member sees it: the button, the answer to its press, the answer to `/checkin`."""

from datetime import date

from core.callback import encode
from core.message import Button
from views.texts import Texts


def button(texts: Texts, community_id: int, day: date) -> Button:
    """Checks in for this local day; pressed later, it says that the day is over."""
    return Button(texts.plain("✅ Check in"), encode("ci", community_id, f"{day:%Y%m%d}"))


def day_of_button(word: str) -> date | None:
    """The day that a check-in button names, None if it is none."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def toast(texts: Texts, awarded: int, streak: int, *, already: bool) -> str:
    """Shown over the chat for a moment after a press, as plain text."""
    parts = [_opening(texts, awarded, already=already)]
    if streak > 1:
        parts.append(texts.plural("{n} day in a row", "{n} days in a row", streak))
    return " · ".join(parts)


def answer(texts: Texts, awarded: int, streak: int, balance: int, *, already: bool) -> str:
    """The message that answers `/checkin`, as Telegram HTML."""
    lines = [texts("✅ {what}", what=_opening(texts, awarded, already=already))]
    if streak > 1:
        lines.append(
            texts.plural(
                "{n} day in a row, {points} points.",
                "{n} days in a row, {points} points.",
                streak,
                points=balance,
            )
        )
    else:
        lines.append(texts("{points} points so far. See you tomorrow!", points=balance))
    return "\n".join(lines)


def _opening(texts: Texts, awarded: int, *, already: bool) -> str:
    if already:
        return texts.plain("You have checked in today already")
    if awarded:
        return texts.plain("Checked in, +{points} points", points=awarded)
    return texts.plain("Checked in")
