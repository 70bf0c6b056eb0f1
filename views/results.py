"""The picture of results below what is said to several people together, and the wall of graduates."""

from dataclasses import dataclass
from datetime import date

from core.message import Picture
from views.names import shown
from views.texts import Texts
from views.times import day_of

SHOWN = 30
"""People in one picture, at most; the others are counted."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one person has reached: check-ins in all, days in a row, points."""

    name: str
    check_ins: int
    streak: int
    points: int


def picture(texts: Texts, community: str, day: date, *results: Result, more: int = 0) -> Picture:
    """What these people have reached; `more` are only counted.

    Messages that merge have pictures that merge: their people come into one.
    """
    return Picture(
        "results",
        {
            "heading": texts.plain("What they have achieved"),
            "community": community,
            "date": day_of(texts, day, with_year=True),
            "columns": [texts.plain("check-ins"), texts.plain("days in a row"), texts.plain("points")],
            "rows": [_row(result) for result in results],
            "more": texts.plain("and {count} more", count="{count}"),
            "besides": more,
        },
    )


def _row(result: Result) -> list[str | int]:
    return [shown(result.name), result.check_ins, result.streak, result.points]
