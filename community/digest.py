"""The owner's day in numbers: what to decide, who came and went, who kept up, what the scripts did.

Figures are kept as they were told (`storage.digests`), so that a past digest can be read again.
"""

from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from community.care import Care
from community.daily_figures import DayFigures
from community.decisions import Decision
from community.scope import Scope
from community.thanks import Thanks
from community.weeks import Weekly
from storage.digests import Digest, Edition


@dataclass(frozen=True, slots=True)
class ScriptFigures:
    """What a script did in a day: actions done, actions skipped (too late, or by hand), runs that failed."""

    sop: str
    did: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class ReachFigures:
    """Whom private messages reach, of the members present now."""

    members: int
    reachable: int
    never_started: int
    blocked: int
    """Blocked the bot, or deleted their account."""
    opted_out: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the people have come who are in a script: at each step, by id, those who are there or beyond."""

    sop: str
    people: int
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """Everything the digest says. `before` is the same weekday of the week before."""

    day: DayFigures
    before: DayFigures
    care: tuple[Care, ...]
    scripts: tuple[ScriptFigures, ...]
    sent: int
    """Messages of the day, or the week, that went out."""
    undelivered: int
    """Messages of the day that failed or came too late to be sent."""
    unknown: int
    """Messages of the day that may or may not have arrived, and are not repeated. Those that are no community's count
    in each, so that somebody hears of them."""
    reach: ReachFigures
    open_todos: int
    decisions: tuple[Decision, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    series: tuple[DayFigures, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    weekly: Weekly | None = None
    reach_before: ReachFigures | None = None
    """A week ago, in the weekly edition."""
    as_it_stood: bool = True
    """False for a past day of which no digest was kept: then care, decisions, reach and to-dos are left out."""


_JSON = TypeAdapter(DigestFigures)


def keep(scope: Scope, day: date, edition: Edition, found: DigestFigures) -> Digest:
    """Keep what a digest says, for whoever reads it again and for what is decided below it."""
    row = Digest(scope.uow.new_id(), scope.community.id, day, edition, scope.uow.now, written(found))
    return scope.uow.digests.put(row)


def written(found: DigestFigures) -> str:
    """As a digest's row holds them."""
    return _JSON.dump_json(found).decode()


def read(kept: Digest) -> DigestFigures:
    """What a digest said."""
    return _JSON.validate_json(kept.figures)


def without_standing(found: DigestFigures) -> DigestFigures:
    """Only what is true of that day whenever it is asked, not what stands so now."""
    nobody = ReachFigures(0, 0, 0, 0, 0)
    return replace(found, care=(), decisions=(), funnels=(), reach=nobody, open_todos=0, as_it_stood=False)
