"""A member's month of check-ins, as a picture with a few words below it."""

from datetime import date, timedelta

from community.calendar import Mark, Month
from core.callback import encode
from core.message import Button, Picture, Rows
from views.names import shown
from views.texts import Texts

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Above the columns; msgids."""

_MONTHS = (
    "January {year}", "February {year}", "March {year}", "April {year}", "May {year}", "June {year}",
    "July {year}", "August {year}", "September {year}", "October {year}", "November {year}", "December {year}",
)  # fmt: skip
LEGEND = {
    Mark.MADE: "checked in",
    Mark.MADE_UP: "made up",
    Mark.LEAVE: "leave",
    Mark.REST: "rest day",
    Mark.DOWN: "bot away",
    Mark.MISSED: "missed",
}
"""What the marks mean; msgids."""


def caption(texts: Texts, name: str, month: Month) -> str:
    """What the picture says, in a line."""
    return texts(
        "<b>{name}</b>, {title}: {made} · {row}",
        name=shown(name),
        title=title(texts, month.first),
        made=texts.plural("{n} check-in", "{n} check-ins", month.made),
        row=texts.plural("{n} day in a row", "{n} days in a row", month.streak),
    )


def buttons(texts: Texts, member_id: int, month: Month) -> Rows:
    """To the months before and after, as far as there is something to see."""
    before, after = month.first - timedelta(days=1), month.first + timedelta(days=31)
    row = []
    if month.first > month.begins:
        row.append(_button(f"‹ {title(texts, before)}", member_id, before))
    if after.replace(day=1) <= month.today:
        row.append(_button(f"{title(texts, after)} ›", member_id, after))
    return (tuple(row),) if row else ()


def picture(texts: Texts, name: str, community: str, month: Month) -> Picture:
    """The recipe; see `views.pictures.calendar`."""
    used = set(month.marks.values())
    data = {
        "name": shown(name),
        "community": shown(community),
        "month": title(texts, month.first),
        "weekdays": [texts.plain(word) for word in WEEKDAYS],
        "lead": month.first.weekday(),
        "marks": [mark.value for mark in month.marks.values()],
        "today": month.today.day if month.today in month.marks else 0,
        "figures": [
            [str(month.made), texts.plain("this month")],
            [str(month.streak), texts.plain("in a row")],
            [str(month.best_streak), texts.plain("longest")],
        ],
        "legend": [[mark.value, texts.plain(word)] for mark, word in LEGEND.items() if mark in used],
    }
    return Picture("calendar", data)


def title(texts: Texts, day: date) -> str:
    """The month that a day is in, with its year."""
    return texts.plain(_MONTHS[day.month - 1], year=day.year)


def _button(label: str, member_id: int, day: date) -> Button:
    return Button(label, encode("ca", member_id, f"{day:%Y%m}"))
