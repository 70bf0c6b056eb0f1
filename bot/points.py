"""`python -m bot points replay POLICY`: who would rise and fall under another policy. It changes nothing."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.backups import database_url
from community.replay import gini, held_by_the_top, replayed
from config.points import PointPolicy, Rules, read_points
from config.reading import BadPolicies
from core.errors import ConfigurationError
from storage.past import Home, Past, PastUnreadable, read_pasts
from storage.possession import sqlite_file


@dataclass(frozen=True, slots=True)
class Moved:
    """A member's points and places, now and under the other policy.."""

    name: str
    now: int
    then: int
    place_now: int
    place_then: int

    @property
    def rises(self) -> int:
        """By how many places; less than 0 for who falls. Who has no points stands behind everybody."""
        return self.place_now - self.place_then


@dataclass(slots=True)
class Replay:
    """One community, once more."""

    home: Home
    names: list[str] = field(default_factory=list)
    now: list[int] = field(default_factory=list)
    then: list[int] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    """Rules with at least one occasion on record."""
    before: int = 0
    """Entries from before occasions were kept with what was asked for."""

    def add(self, past: Past, then: int) -> None:
        """A member, and the balance that came out."""
        self.names.append(past.name)
        self.now.append(past.points)
        self.then.append(then)
        self.rules.update(entry.rule for entry in past.entries)
        self.before += sum(entry.asked is None for entry in past.entries)

    def moved(self) -> list[Moved]:
        """Everybody, with their places."""
        now, then = _places(self.now), _places(self.then)
        rows = zip(self.names, self.now, self.then, now, then, strict=True)
        return [Moved(*row) for row in rows]


def points(arguments: Namespace) -> int:
    """Prints for each community who rises and falls, the sums, and what cannot be known."""
    try:
        tried = read_points(Path(arguments.policy))
    except BadPolicies as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return 1
    in_force = read_points()
    try:
        found = asyncio.run(_replay(tried, in_force, arguments.community))
    except PastUnreadable as error:
        sys.stderr.write(f"the database cannot be read: {error}\n")
        return 1
    if not found:
        raise ConfigurationError("there is no such community, or nobody in it")
    for replay in found:
        lines = _told(replay, tried, in_force, arguments.top)
        sys.stdout.write("".join(f"{line}\n" for line in lines) + "\n")
    return 0


async def _replay(tried: PointPolicy, in_force: PointPolicy, community_id: int | None) -> list[Replay]:
    url = database_url()
    path = sqlite_file(url)
    if path is not None and not path.exists():
        raise ConfigurationError(f"there is no database {path} (DATABASE_URL)")
    found: dict[int, Replay] = {}

    def each(home: Home, past: Past) -> None:
        found.setdefault(home.id, Replay(home)).add(past, replayed(past, in_force, tried))

    await read_pasts(url, each, community_id)
    return list(found.values())


def _told(replay: Replay, tried: PointPolicy, in_force: PointPolicy, top: int) -> Iterator[str]:
    moved = replay.moved()
    yield f"{replay.home.title} (community {replay.home.id}): {len(moved)} members, staff left out"
    yield f"now: the ledger, booked by {in_force.mark} and before; then: {tried.mark}"
    yield ""
    yield from _sums(replay, moved)
    risen = sorted((one for one in moved if one.rises > 0), key=lambda one: -one.rises)
    fallen = sorted((one for one in moved if one.rises < 0), key=lambda one: one.rises)
    for title, rows in (("who rises", risen), ("who falls", fallen)):
        if rows:
            yield from ("", f"{title:<10}place now → then     points now → then")
            yield from map(_row, rows[:top])
            if len(rows) > top:
                yield f"  and {len(rows) - top} more"
    yield from _limits(replay, tried)


def _sums(replay: Replay, moved: Sequence[Moved]) -> Iterator[str]:
    now, then = replay.now, replay.then
    change = f"{(sum(then) - sum(now)) / sum(now):+.0%}" if sum(now) else "was nothing"
    yield f"  points in all            {sum(now):>9,} → {sum(then):<9,} {change}"
    yield f"  members with points      {sum(p > 0 for p in now):>9,} → {sum(p > 0 for p in then):<9,}"
    yield f"  held by the top tenth    {held_by_the_top(now):>9.0%} → {held_by_the_top(then):<9.0%}"
    yield f"  unevenness (Gini, 0–1)   {gini(now):>9.2f} → {gini(then):<9.2f}"
    rise, fall = sum(one.rises > 0 for one in moved), sum(one.rises < 0 for one in moved)
    same = sum(one.now == one.then for one in moved)
    yield f"  rise {rise}, fall {fall}, keep their place {len(moved) - rise - fall}; the same points: {same}"


def _row(one: Moved) -> str:
    place = f"{one.place_now} → {one.place_then}"
    return f"  {place:>18}     {one.now:>7,} → {one.then:<9,} {one.name}"


def _limits(replay: Replay, tried: PointPolicy) -> Iterator[str]:
    """What is not on record, and so came out as nothing."""
    lines = []
    missing = [
        name
        for name in Rules.model_fields
        if tried.earning(name) is not None and name not in replay.rules and name != "helped"
    ]
    if missing:
        lines.append(
            f"no occasion is on record for {', '.join(missing)}: what they would have brought is left out"
        )
    if tried.rules.message is not None:
        lines.append("of messages only those are on record that earned points; what was written is not kept")
    if replay.before:
        lines.append(f"{replay.before} entries are from before caps left a trace: they count as booked")
    if lines:
        yield from ("", "not known:")
        yield from (f"  {line}" for line in lines)


def _places(points_of: Sequence[int]) -> list[int]:
    """Places from 1; equal points share one. Who has none stands behind all who have some."""
    first: dict[int, int] = {}
    for place, held in enumerate(sorted(points_of, reverse=True), 1):
        first.setdefault(held, place)
    return [first[held] for held in points_of]
