"""Checking in as a member sees it: the answer to a press, to `/checkin`, to a message."""

from datetime import date

from markupsafe import Markup

from community.check_ins import CheckedIn
from views.texts import Texts
from views.times import day_of

COUNTED, COUNTED_BEFORE, MILESTONE = "👍", "👌", "🎉"


def day_of_button(word: str) -> date | None:
    """The day that a check-in button names, None if it is none."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def reaction(done: CheckedIn) -> str:
    """The emoji that confirms a check-in by a message in a group."""
    if done.already:
        return COUNTED_BEFORE
    return COUNTED if done.bonus_days is None else MILESTONE


def toast(texts: Texts, done: CheckedIn) -> str:
    """Shown over the chat for a moment after a press."""
    parts = [_opening(texts, done)]
    if done.streak > 1 and (done.already or done.bonus_days != done.streak):
        parts.append(texts.plural("{n} day in a row", "{n} days in a row", done.streak))
    if done.card:
        parts.append(texts("a make-up card earned"))
    return " · ".join(parts)


def answer(texts: Texts, done: CheckedIn, *, earns: bool = True) -> str:
    """The message that answers `/checkin`, as Telegram HTML. Who earns no points is told of none."""
    lines = [texts("✅ {what}", what=Markup(_opening(texts, done)))]
    if not earns:
        streak = texts.plural("{n} day in a row", "{n} days in a row", done.streak)
        lines.append(streak if done.streak > 1 else texts("See you tomorrow!"))
    elif done.streak > 1:
        row = "{n} days in a row, {points} points."
        lines.append(
            texts.plural("{n} day in a row, {points} points.", row, done.streak, points=done.balance)
        )
    else:
        lines.append(texts("{points} points so far. See you tomorrow!", points=done.balance))
    if done.card:
        lines.append(texts("🎫 You've earned a make-up card. /makeup shows what it's for."))
    return "\n".join(lines)


def repaired(texts: Texts, who: Markup, done: CheckedIn) -> str:
    """The answer to `/checkin @member 2026-11-20`."""
    text = texts("✅ {who} has checked in on {day} now.", who=who, day=day_of(texts, done.day))
    if done.awarded:
        text += " " + texts.plural("+{n} point", "+{n} points", done.awarded)
    return text + "\n" + texts.plural("{n} day in a row", "{n} days in a row", done.streak)


def _opening(texts: Texts, done: CheckedIn) -> str:
    if done.already:
        return texts("You've already checked in today")
    if done.bonus_days is not None:
        return texts(
            "Checked in, {days} days in a row! +{points} points", days=done.bonus_days, points=done.awarded
        )
    if done.awarded:
        return texts("Checked in, +{points} points", points=done.awarded)
    return texts("Checked in")
