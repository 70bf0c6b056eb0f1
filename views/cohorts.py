"""Answers to `/cohort`."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from views.texts import Texts


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort in the list. `starts_on` is a local day as text."""

    name: str
    starts_on: str
    members: int
    started: bool


def created(texts: Texts, name: str, starts_on: str, today: int) -> str:
    """A cohort was made, and how to fill it. `today`: which day of it today is; above 1 it has begun before."""
    if today > 1:
        head = texts(
            "⚠️ <b>{name}</b> is set up, but it has begun already: day 1 was {day}, so today is day {today}.",
            name=name,
            day=starts_on,
            today=today,
        )
    else:
        head = texts("<b>{name}</b> is set up, and day 1 is {day}.", name=name, day=starts_on)
    return f"{head}\n" + texts("Add people: <code>/cohort add {name} @member @member …</code>", name=name)


def added(texts: Texts, name: str, members: Sequence[Markup], size: int) -> str:
    """Members were added."""
    text = texts("{members} joined <b>{name}</b>.", members=Markup(texts(", ")).join(members), name=name)
    return f"{text}\n{texts.plural('{n} member now', '{n} members now', size)}"


def in_already(texts: Texts, name: str, member: Markup) -> str:
    """The member is in that cohort."""
    return texts("{member} is already in <b>{name}</b>.", member=member, name=name)


def listing(texts: Texts, cohorts: Sequence[CohortLine]) -> str:
    """All cohorts."""
    if not cohorts:
        return texts("No cohorts yet. Set one up: <code>/cohort new NAME DATE</code>")
    lines = [texts("<b>Cohorts</b>")]
    for cohort in cohorts:
        size = texts.plural("{n} member", "{n} members", cohort.members)
        day = texts.plain("began {day}" if cohort.started else "begins {day}", day=cohort.starts_on)
        lines.append(texts("{name} · {day} · {size}", name=cohort.name, day=day, size=size))
    return "\n".join(lines)
