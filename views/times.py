"""Instants as people of a community say them: today 18:00, tomorrow 09:00, 5 March 09:00."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.localtime import format_wall, local_day
from views.texts import Texts

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def moment(texts: Texts, instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """The day, as seen from `now`, and the local time."""
    local = instant.astimezone(zone)
    return f"{day_near(texts, local.date(), local_day(now, zone))} {format_wall(local.time())}"


def day_near(texts: Texts, day: date, today: date) -> str:
    """A day by its name if it is near, else by its date; the year only where it is another."""
    names = {-1: texts.plain("yesterday"), 0: texts.plain("today"), 1: texts.plain("tomorrow")}
    return names.get((day - today) // timedelta(days=1)) or day_of(
        texts, day, with_year=day.year != today.year
    )


def day_of(texts: Texts, day: date, *, with_year: bool = False) -> str:
    """A day by its date."""
    msgid = "{day} {month_name} {year}" if with_year else "{day} {month_name}"
    return texts.plain(msgid, day=day.day, month=day.month, month_name=_MONTHS[day.month - 1], year=day.year)


def span(texts: Texts, length: timedelta) -> str:
    """About how long: minutes below an hour, hours below two days, then days."""
    minutes = max(1, length // timedelta(minutes=1))
    if minutes < 60:
        return texts.plural("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return texts.plural("{n} hour", "{n} hours", minutes // 60)
    return texts.plural("{n} day", "{n} days", minutes // (24 * 60))
