"""The disturbed outcome against the undisturbed one: what must be equal, what may be missing, what may be twice."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from core.message import POLICIES, Kind
from delivery.sender import IN_FLIGHT
from tests.torture.outcome import Instant, Outcome, Row

SHIFT = 120
"""Seconds by which what follows from the sending of a message may come sooner or later: pacing begins anew."""

_SHOWN = 3
"""Differences of one sort that are told."""


def violations(calm: Outcome, torn: Outcome, deaths: int, in_hand: Counter[str]) -> list[str]:
    """Everything that a kill must not change, and changed.

    `in_hand`: how many updates from each private chat the program had just taken when it died.
    """
    return [
        *_different_rows(calm, torn),
        *_different_plans(calm, torn),
        *_too_many(calm, torn, deaths),
        *_different_words(calm, torn, in_hand),
    ]


def _different_rows(calm: Outcome, torn: Outcome) -> Iterator[str]:
    for table in sorted({*calm.rows, *torn.rows}):
        before, after = calm.rows.get(table, Counter()), torn.rows.get(table, Counter())
        missing, surplus = _without_shifts(before - after, after - before)
        yield from _told(f"rows of {table}", missing, surplus)


def _without_shifts(missing: Counter[Row], surplus: Counter[Row]) -> tuple[Counter[Row], Counter[Row]]:
    """What differs in more than its instants, or by more than SHIFT: a kill delays what was about to be sent."""
    kept = Counter[Row]()
    candidates: dict[Row, list[Row]] = {}
    for row in sorted(surplus.elements(), key=_instants):
        candidates.setdefault(_timeless(row), []).append(row)
    for row in sorted(missing.elements(), key=_instants):
        others = candidates.get(_timeless(row))
        if others and _near(row, others[0]):
            others.pop(0)
        else:
            kept[row] += 1
    return kept, Counter(row for rows in candidates.values() for row in rows)


def _timeless(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_timeless, value))
    return "…" if isinstance(value, Instant) else value


def _instants(value: Any) -> list[float]:
    if isinstance(value, tuple):
        return [instant for inner in value for instant in _instants(inner)]
    return [value.seconds] if isinstance(value, Instant) else []


def _near(one: Row, other: Row) -> bool:
    return all(abs(a - b) <= SHIFT for a, b in zip(_instants(one), _instants(other), strict=True))


def _different_plans(calm: Outcome, torn: Outcome) -> Iterator[str]:
    yield from _told("messages planned", calm.planned - torn.planned, torn.planned - calm.planned)
    yield from _told("reactions", calm.reactions - torn.reactions, torn.reactions - calm.reactions)
    if torn.states["sending"]:
        yield f"{torn.states['sending']} messages are still said to be on their way"
    for place, kind in torn.unknown:
        if POLICIES[Kind(kind)].repeated:
            yield f"a {kind} to {place} is of unknown outcome, and was not repeated"


def _too_many(calm: Outcome, torn: Outcome, deaths: int) -> Iterator[str]:
    """At each death nobody knows the outcome of the calls in flight: so many may be unknown, so many come twice."""
    unknown = torn.unknown.total() - calm.unknown.total()
    twice = (torn.said - calm.said).total()
    for count, what in ((unknown, "are of unknown outcome"), (twice, "came twice")):
        if count > deaths * IN_FLIGHT:
            yield f"{count} messages {what}, more than calls were in flight"


def _different_words(calm: Outcome, torn: Outcome, in_hand: Counter[str]) -> Iterator[str]:
    kinds = {**calm.kinds, **torn.kinds}
    lost, twice = calm.said - torn.said, torn.said - calm.said
    missing, replies = Counter[tuple[str, str]](), Counter[str]()
    for one in lost.elements():
        kind = kinds.get(one)
        if kind is None and one.place.startswith("@"):
            replies[one.place] += 1
        elif kind is None or POLICIES[Kind(kind)].repeated:
            yield f"a {kind} never arrived: {one}"
        else:
            missing[one.place, kind] += 1
    for (place, kind), count in (missing - torn.unknown).items():
        yield f"{count} messages ({kind}) to {place} are lost, and nobody knows"
    for place, count in (replies - in_hand).items():
        yield f"{count} plain replies to {place} are lost, and were not in memory when the program died"
    for one in twice:
        kind = kinds.get(one)
        if kind is None or not POLICIES[Kind(kind)].repeated:
            yield f"a {kind} that is said once at most came twice, or was never to come: {one}"
    for one, text, labels in calm.shown - torn.shown:
        if one not in lost:
            yield f"{one} is not shown as it should be: {text!r} {labels}"


def _told(what: str, missing: Counter[Any], surplus: Counter[Any]) -> Iterator[str]:
    for word, rows in (("missing", missing), ("too many", surplus)):
        if rows:
            yield f"{rows.total()} {what} {word}: {'; '.join(map(_short, list(rows)[:_SHOWN]))}"


def _short(row: object) -> str:
    return repr(row)[:600]
