"""Leave as a member and the team see it."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from storage.leaves import Leave
from storage.members import Member
from views.texts import Texts
from views.times import day_of

OFFERED = (1, 3, 7)
"""Lengths that have a button."""


def shown(texts: Texts, member_id: int, standing: Sequence[Leave], today: date) -> tuple[str, Rows]:
    """What leave there is, each with its button to cancel; without any, lengths to choose from."""
    if not standing:
        rows = tuple(
            Button(texts.plural("{n} day", "{n} days", days), encode("lv", member_id, days))
            for days in OFFERED
        )
        text = texts(
            "You're not on leave. How long will you be away? Nobody reminds you, and your streak waits."
        )
        return text, (rows,)
    lines = [texts("🌿 Your leave:"), *(f"· {_span(texts, leave)}" for leave in standing)]
    return "\n".join(lines), tuple((_cancel(texts, member_id, leave, today),) for leave in standing)


def taken(texts: Texts, member: Member, leave: Leave, today: date) -> tuple[str, Rows]:
    """The answer to `/leave 3d`."""
    rest = texts("Nobody reminds you, and your streak waits.")
    return (
        texts("🌿 On leave: {span}.", span=_span(texts, leave)) + "\n" + rest,
        ((_cancel(texts, member.id, leave, today),),),
    )


def given(texts: Texts, who: Markup, leave: Leave) -> str:
    """The answer to `/leave @member 3d`."""
    return texts("🌿 {who} is on leave: {span}.", who=who, span=_span(texts, leave))


def toast(texts: Texts, leave: Leave) -> str:
    """Shown after a press."""
    return texts("On leave: {span}.", span=_span(texts, leave))


def cancelled(texts: Texts) -> str:
    """Shown after a press."""
    return texts("Cancelled. Welcome back!")


def _cancel(texts: Texts, member_id: int, leave: Leave, today: date) -> Button:
    begun = leave.first_day <= today
    label = (
        texts.plain("I'm back") if begun else texts.plain("Cancel {day}", day=day_of(texts, leave.first_day))
    )
    return Button(label, encode("lc", member_id, leave.id))


def _span(texts: Texts, leave: Leave) -> str:
    if leave.days == 1:
        return day_of(texts, leave.first_day)
    return texts.plural(
        "{first} to {last}, {n} day",
        "{first} to {last}, {n} days",
        leave.days,
        first=day_of(texts, leave.first_day),
        last=day_of(texts, leave.last_day),
    )
