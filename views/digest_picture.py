"""The recipe of the digest's picture: fourteen days of activity and check-ins, and how far people are in scripts."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from community.daily_figures import DayFigures
from community.digest import DigestFigures, Funnel
from core.message import Picture
from views.names import shown
from views.texts import Texts
from views.times import day_of

STEPS = 5
"""Steps of a script that are shown; of more, some between are left out."""

Labels = Mapping[str, Mapping[str, str]]
"""What scripts (under an empty key) and their steps are called, by id."""


def recipe(texts: Texts, figures: DigestFigures, community: str, labels: Labels) -> Picture:
    """All that the picture shows, in the reader's language."""
    days = figures.series or (figures.day,)
    return Picture(
        "digest",
        {
            "title": shown(community),
            "span": _span(texts, days),
            "active": texts.plain("Active"),
            "check_ins": texts.plain("Check-ins"),
            "expected": texts.plain("expected"),
            "days": [_day(texts, one) for one in days],
            "running": texts.plain("In the scripts right now"),
            "nobody": texts.plain("Nobody is in a script right now"),
            "funnels": [_funnel(one, labels[one.sop]) for one in figures.funnels if one.sop in labels],
        },
    )


def _span(texts: Texts, days: Sequence[DayFigures]) -> str:
    first, last = day_of(texts, days[0].day), day_of(texts, days[-1].day)
    return last if len(days) == 1 else texts.plain("{first} – {last}", first=first, last=last)


def _day(texts: Texts, one: DayFigures) -> dict[str, int | str]:
    return {
        "weekday": texts.plain(SHORT[one.day.weekday()]),
        "date": str(one.day.day),
        "active": one.active,
        "made": one.check_ins,
        "expected": one.expected,
    }


def _funnel(one: Funnel, labels: Mapping[str, str]) -> dict[str, object]:
    steps = _chosen(one.steps)
    return {
        "title": shown_title(labels[""]),
        "steps": [[shown_title(labels.get(step, step)), count] for step, count in steps],
    }


def _chosen(steps: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """The first, the last, and those between with the greatest losses before them."""
    if len(steps) <= STEPS:
        return steps
    losses = [before[1] - after[1] for before, after in pairwise(steps)]
    between = sorted(range(1, len(steps) - 1), key=lambda index: (-losses[index - 1], index))[: STEPS - 2]
    return [steps[index] for index in sorted({0, len(steps) - 1, *between})]


def shown_title(title: str) -> str:
    """A script's or step's name on one line, however long."""
    return " ".join(title.split())


SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
