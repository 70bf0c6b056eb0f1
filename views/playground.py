"""What the playground says itself: its ready communities, the time, and why somebody can't do something."""

from datetime import datetime

from views.texts import Texts
from views.times import day_of

TITLES = {
    "newcomers": "A new community",
    "camp": "A camp in its second week",
    "paid": "A paid group with a history",
}
ABOUT = {
    "newcomers": "It begins today. Six people are there; join as a newcomer and see what happens.",
    "camp": "A cohort of 30 halfway through its two weeks: who keeps up, who falls behind.",
    "paid": "300 people and what they did over months: boards, levels, certificates.",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Msgids."""


def choice(texts: Texts, key: str) -> dict[str, str]:
    """A ready community as one chooses it."""
    return {"key": key, "title": texts.plain(TITLES[key]), "about": texts.plain(ABOUT[key])}


def date_of(texts: Texts, local: datetime) -> str:
    """A day with its weekday: Mon 2 March."""
    weekday, day = texts.plain(WEEKDAYS[local.weekday()]), day_of(texts, local.date())
    return texts.plain("{weekday} {day}", weekday=weekday, day=day)
