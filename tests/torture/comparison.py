"""The disturbed outcome against the undisturbed one: what must be equal, what may be missing, what may be twice."""

from collections import Counter
from collections.abc import Iterator

from core.message import POLICIES, Kind
from delivery.sender import IN_FLIGHT
from tests.torture.outcome import Outcome

_SHOWN = 3
"""Differences of one sort that are told."""


def violations(calm: Outcome, torn: Outcome, deaths: int) -> list[str]:
    """Everything that a kill must not change, and changed."""
    return [
        *_different_rows(calm, torn),
        *_different_plans(calm, torn),
        *_different_words(calm, torn, deaths),
    ]


def _different_rows(calm: Outcome, torn: Outcome) -> Iterator[str]:
    for table in sorted({*calm.rows, *torn.rows}):
        yield from _unequal(
            f"rows of {table}", calm.rows.get(table, Counter()), torn.rows.get(table, Counter())
        )


def _different_plans(calm: Outcome, torn: Outcome) -> Iterator[str]:
    yield from _unequal("messages planned", calm.planned, torn.planned)
    yield from _unequal("reactions", calm.reactions, torn.reactions)
    if torn.states["sending"]:
        yield f"{torn.states['sending']} messages are still said to be on their way"
    for place, kind in torn.unknown:
        if POLICIES[Kind(kind)].repeated:
            yield f"a {kind} to {place} is of unknown outcome, and was not repeated"


def _different_words(calm: Outcome, torn: Outcome, deaths: int) -> Iterator[str]:
    kinds = {**calm.kinds, **torn.kinds}
    lost, twice = calm.said - torn.said, torn.said - calm.said
    missing = Counter[tuple[str, str]]()
    for one in lost.elements():
        kind = kinds.get(one)
        if kind is None and one.place.startswith("@"):
            continue  # a plain private reply goes from memory, and is lost with it
        if kind is None or POLICIES[Kind(kind)].repeated:
            yield f"a {kind} never arrived: {one}"
        else:
            missing[one.place, kind] += 1
    for (place, kind), count in (missing - torn.unknown).items():
        yield f"{count} messages ({kind}) to {place} are lost, and nobody knows"
    for one in twice:
        kind = kinds.get(one)
        if kind is None or not POLICIES[Kind(kind)].repeated:
            yield f"a {kind} that is said once at most came twice, or was never to come: {one}"
    if twice.total() > deaths * IN_FLIGHT:
        yield f"{twice.total()} messages came twice, more than calls were in flight"
    for one, text, labels in calm.shown - torn.shown:
        if one not in lost:
            yield f"{one} is not shown as it should be: {text!r} {labels}"


def _unequal(what: str, calm: Counter, torn: Counter) -> Iterator[str]:  # type: ignore[type-arg]  # of anything
    for word, difference in (("missing", calm - torn), ("too many", torn - calm)):
        if difference:
            shown = "; ".join(map(_short, list(difference)[:_SHOWN]))
            yield f"{difference.total()} {what} {word}: {shown}"


def _short(row: object) -> str:
    return repr(row)[:600]
