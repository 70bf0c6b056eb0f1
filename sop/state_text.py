"""A run's state as its row holds it: compact JSON.

What is the run's own (id, start, generation) comes first, and then what it may share with other runs that stand
at the same place; `parted` tells the two apart without reading the second.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json

from sop.state import Cause, Outcome, Place, RunState, Thread, Wait


def text_of(state: RunState) -> str:
    """The row's form; what has its default value is left out."""
    row: dict[str, object] = {
        "id": state.id,
        "start": int(state.started_at.timestamp()),
        "gen": state.generation,
        "day1": state.first_day.toordinal(),
        "places": [_place_to_row(place) for place in state.places],
    }
    optional = {
        "answers": state.answers,
        "inputs": state.inputs,
        "turns": state.turns,
        "goal": state.goal_begun + state.goal_reached,
        "end": state.outcome,
    }
    row |= {key: value for key, value in optional.items() if value}
    return to_json(row).decode()


def state_of(text: str) -> RunState:
    """Read what `text_of` wrote."""
    row = from_json(text)
    outcome = row.get("end")
    return RunState(
        id=row["id"],
        started_at=_instant(row["start"]),
        first_day=date.fromordinal(row["day1"]),
        generation=row["gen"],
        places=tuple(_place(tuple(place)) for place in row["places"]),
        answers=row.get("answers", {}),
        inputs=row.get("inputs", {}),
        turns=row.get("turns", 0),
        goal_begun=row.get("goal", 0) > 0,
        goal_reached=row.get("goal", 0) > 1,
        outcome=Outcome(outcome) if outcome else None,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """What tells a run from others that stand at the same place."""

    id: int
    started_at: datetime
    generation: int

    def joined_to(self, shared: str) -> str:
        """The row's form of the state that has this and what `parted` found."""
        start = int(self.started_at.timestamp())
        return f'{{"id":{self.id},"start":{start},"gen":{self.generation}{shared}'


def parted(text: str) -> tuple[Own, str] | None:
    """A state's own part, and the text of all the rest; None for one written before the two were kept apart."""
    own, mark, rest = text.partition(',"day1":')
    row = from_json(own + "}")
    return (Own(row["id"], _instant(row["start"]), row["gen"]), mark + rest) if "gen" in row else None


@lru_cache(maxsize=4096)
def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _place_to_row(place: Place) -> list[object]:
    """Path, wait, at, entered, nominal, began, cause, and then day, turn, aside unless they are usual."""
    thread = place.thread
    row: list[object] = [
        place.path,
        str(place.wait),  # plain: JSON takes four times as long for a member of an enumeration
        None if place.at is None else int(place.at.timestamp()),
        int(place.entered_at.timestamp()),
        int(thread.nominal.timestamp()),
        int(thread.began_at.timestamp()),
        str(thread.cause),
    ]
    if thread.day is not None or thread.turn or thread.aside:
        row += [thread.day, thread.turn, thread.aside]
    return row


@lru_cache(maxsize=4096)
def _place(row: tuple[Any, ...]) -> Place:
    """A place from its row. Many runs stand at the same few, since the same instants."""
    path, wait, at, entered, nominal, began, cause, *rest = row
    day, turn, aside = rest or (None, 0, False)
    thread = Thread(_instant(nominal), _instant(began), Cause(cause), day, turn, aside)
    return Place(path, Wait(wait), None if at is None else _instant(at), _instant(entered), thread)
