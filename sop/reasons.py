"""Why a condition does not hold, or does: the questions that decided it, each with what was found. Pure.

The judge says yes or no; only when somebody is to be told why is the condition taken apart here. What comes out is
plain data that a trace keeps and `views.reasons` puts into words:

- a question: `is` (what it is about), its particulars, `seen` (what was found), `not` where the opposite is meant;
- several: `all` or `any` of a list of those, and `more`, how many were left out.

A key of a condition has its line in CONDITIONS, a trait of a selector in TRAITS.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from core.localtime import local_day
from core.selection import CLOSED, Every, Opposite, Some, Test, Trait
from core.selection import Node as Asked
from sop import selecting
from sop.judge import CRITERIA, Scene, check_ins_since, days_here, is_answered, missed_days
from sop.language.conditions import AnswerTest, Bounds, CheckInBounds, Condition, JoinedTest, TimeTest
from sop.language.values import format_time
from sop.state import World

Reason = dict[str, Any]

MOST = 6
"""Questions that are told of; how many more there are is said."""

LONGEST = 40
"""Characters of a name or an answer that are kept."""

_OPPOSITES = {">=": "<", "<": ">=", ">": "<=", "<=": ">", "=": "!="}


class Question(NamedTuple):
    """One question: whether it `holds`, what was `seen`, and what was `asked` besides."""

    about: str
    holds: bool
    seen: Any
    asked: Mapping[str, Any] = {}

    def told(self, *, opposite: bool) -> Reason:
        """As data; of the opposite, if that is what is meant."""
        asked = dict(self.asked)
        if opposite and "op" in asked:
            asked["op"] = _OPPOSITES[asked["op"]]
        elif opposite:
            asked["not"] = True
        return {"is": self.about, **asked, "seen": self.seen}


class Several(NamedTuple):
    """Every one of these, or at least one."""

    every: bool
    parts: list["Question | Several | Turned"]
    holds: bool


class Turned(NamedTuple):
    """The opposite of this."""

    part: "Question | Several | Turned"
    holds: bool


Found = Question | Several | Turned


def why_not(condition: Condition, scene: Scene) -> Reason | None:
    """What would have to be so for the condition to hold; None if it holds."""
    found = taken_apart(condition, scene)
    return None if found.holds else _first(_missing(found, wanted=True))


def why_not_each(conditions: Sequence[Condition], scene: Scene) -> list[Reason]:
    """Of conditions none of which holds, what each would take; the last are left out if it is too much."""
    told, room = [], MOST
    for condition in conditions:
        if room > 0:
            reason, room = _cut(_missing(taken_apart(condition, scene), wanted=True), room)
            told.append(reason)
    return told


def why(condition: Condition, scene: Scene) -> Reason | None:
    """What is so that the condition holds; None if it does not."""
    found = taken_apart(condition, scene)
    return _first(_given(found, holds=True)) if found.holds else None


def taken_apart(condition: Condition, scene: Scene) -> Found:
    """The condition as questions, all of them answered."""
    keys: Collection[str] = condition.model_fields_set
    if len(keys) > 1:  # of which a goal has one that is no question
        keys = sorted(key for key in keys if key in CONDITIONS)
    return _several(True, [CONDITIONS[key](getattr(condition, key), scene) for key in keys])


def _several(every: bool, parts: list[Found]) -> Found:
    """One by itself stands for itself."""
    if len(parts) == 1:
        return parts[0]
    truths = [part.holds for part in parts]
    return Several(every, parts, all(truths) if every else any(truths))


def _turned(part: Found) -> Found:
    return Turned(part, not part.holds)


def _missing(found: Found, *, wanted: bool) -> Reason:
    """What would have to be so for it to come out as wanted, of what is not."""
    if isinstance(found, Question):
        return found.told(opposite=not wanted)
    if isinstance(found, Turned):
        return _missing(found.part, wanted=not wanted)
    parts = [_missing(part, wanted=wanted) for part in found.parts if part.holds is not wanted]
    return _joined("all" if found.every is wanted else "any", parts)


def _given(found: Found, *, holds: bool) -> Reason:
    """What is so because of which it comes out like that."""
    if isinstance(found, Question):
        return found.told(opposite=not holds)
    if isinstance(found, Turned):
        return _given(found.part, holds=not holds)
    return _joined("all", [_given(part, holds=holds) for part in found.parts if part.holds is holds])


def _joined(how: str, parts: Iterable[Reason]) -> Reason:
    """One by itself stands for itself; what is joined in the same way is joined once."""
    flat = [inner for part in parts for inner in part.get(how, [part])]
    return flat[0] if len(flat) == 1 else {how: flat}


def _first(reason: Reason) -> Reason:
    """With no more questions than are told of."""
    return _cut(reason, MOST)[0]


def _cut(reason: Reason, room: int) -> tuple[Reason, int]:
    """The first of it, and how much room is left."""
    if "is" in reason:
        return reason, room - 1
    how, parts = next(iter(reason.items()))
    kept: list[Reason] = []
    for part in parts:
        if room <= 0:
            break
        shorter, room = _cut(part, room)
        kept.append(shorter)
    more = len(parts) - len(kept)
    return ({how: kept, "more": more} if more else {how: kept}), room


def _short(text: object) -> str:
    said = str(text)
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


# Conditions, key by key


def _numbers(about: str, bounds: Any, number: float, **asked: Any) -> Found:
    """A number compared, each bound a question of its own."""
    at_least, below = bounds.at_least, bounds.below
    found: list[Found] = []
    if at_least is not None:
        found.append(Question(about, number >= at_least, number, {**asked, "op": ">=", "n": at_least}))
    if below is not None:
        found.append(Question(about, number < below, number, {**asked, "op": "<", "n": below}))
    return _several(True, found)


def _conditions(parts: Sequence[Condition], scene: Scene, *, every: bool) -> Found:
    return _several(every, [taken_apart(part, scene) for part in parts])


def _has(about: str) -> Callable[[Any, Scene], Found]:
    """Whether they have something of that name."""

    def ask(name: Any, scene: Scene) -> Found:
        holds = CRITERIA[about].holds(name, scene)
        return Question(about, holds, holds, {"name": _short(name)})

    return ask


def _check_ins(bounds: CheckInBounds, scene: Scene) -> Found:
    """`since`: a word, or seconds."""
    since: str | int = bounds.since if isinstance(bounds.since, str) else int(bounds.since.total_seconds())
    if since == "start" and scene.run is None:
        since = "ever"
    return _numbers("check_ins", bounds, check_ins_since(bounds.since, scene), since=since)


def _joined_days(test: JoinedTest, scene: Scene) -> Found:
    bounds = Bounds.model_construct(at_least=test.days_at_least, below=test.days_below)
    return _numbers("joined", bounds, days_here(scene))


def _answers(tests: Mapping[str, AnswerTest], scene: Scene) -> Found:
    questions = (_answer(name, test, scene) for name, test in tests.items())
    return _several(True, list(chain.from_iterable(questions)))


def _answer(name: str, test: AnswerTest, scene: Scene) -> Iterator[Question]:
    """Each key of the test by itself: an answer that was not given fails all but `given: false`."""
    given = None if scene.run is None else scene.run.answers.get(name)
    seen = None if given is None else _short(given)
    if test.given is not None:
        wanted: dict[str, Any] = {"name": name} if test.given else {"name": name, "none": True}
        yield Question("answered", test.given == (given is not None), seen, wanted)
    for key, op in (("is_", "="), ("contains", "has"), ("at_least", ">="), ("below", "<")):
        value = getattr(test, key)
        if value is not None:
            holds = is_answered(AnswerTest.model_construct(_fields_set={key}, **{key: value}), given)
            said = _short(value) if isinstance(value, str) else value
            yield Question("answer", holds, seen, {"name": name, "by": op, "value": said})


def _time(test: TimeTest, scene: Scene) -> Found:
    local = scene.now.astimezone(scene.world.zone)
    found: list[Found] = []
    if test.days is not None:
        days = list(test.days)
        found.append(Question("weekday", local.weekday() in days, local.weekday(), {"days": days}))
    if test.from_ is not None or test.to is not None:
        hours = TimeTest.model_construct(_fields_set={"from_", "to"}, from_=test.from_, to=test.to)
        told = {
            "from": None if test.from_ is None else format_time(test.from_),
            "to": None if test.to is None else format_time(test.to),
        }
        holds = CRITERIA["time"].holds(hours, scene)
        found.append(Question("hours", holds, format_time(local.time()), told))
    return _several(True, found)


def _flag(about: str) -> Callable[[bool, Scene], Found]:
    """Whether something is so, or whether it is not."""

    def ask(wanted: bool, scene: Scene) -> Found:
        is_so = CRITERIA[about].holds(True, scene)
        question = Question(about, is_so, is_so)
        return question if wanted else _turned(question)

    return ask


CONDITIONS: Mapping[str, Callable[[Any, Scene], Found]] = {
    "all_": lambda parts, scene: _conditions(parts, scene, every=True),
    "any_": lambda parts, scene: _conditions(parts, scene, every=False),
    "not_": lambda part, scene: _turned(taken_apart(part, scene)),
    "tag": _has("tag"),
    "points": lambda bounds, scene: _numbers("points", bounds, scene.world.points),
    "level": lambda bounds, scene: _numbers("level", bounds, scene.world.level),
    "badge": _has("badge"),
    "unlocked": _has("unlocked"),
    "check_ins": _check_ins,
    "streak": lambda bounds, scene: _numbers("streak", bounds, scene.world.streak),
    "missed": lambda bounds, scene: _numbers("missed", bounds, missed_days(scene)),
    "stage": lambda stage, scene: Question(
        "stage", scene.world.stage == stage, scene.world.stage, {"name": stage}
    ),
    "answer": _answers,
    "time": _time,
    "day_off": _flag("day_off"),
    "reachable": _flag("reachable"),
    "joined": _joined_days,
    "who": lambda selector, scene: _asked(selector.root, scene.world, local_day(scene.now, scene.world.zone)),
}
"""How each key of a condition is taken apart."""


# Selectors, trait by trait


def _asked(node: Asked, world: World, today: date) -> Found:
    match node:
        case Test():
            return _tested(node, world, today)
        case Opposite(part):
            return _turned(_asked(part, world, today))
        case Every(parts) | Some(parts):
            return _several(isinstance(node, Every), [_asked(part, world, today) for part in parts])


def _tested(test: Test, world: World, today: date) -> Found:
    about, holds = TRAITS[test.trait], selecting.holds(test, world, today)
    seen = selecting.seen(test, world, today)
    if about == "reachable":
        question = Question(about, bool(seen), seen)
        return _turned(question) if test.value == CLOSED else question
    if isinstance(test.value, int):
        asked: dict[str, Any] = {"op": str(test.op), "n": test.value}
        return Question(about, holds, seen, {**asked, "since": "ever"} if about == "check_ins" else asked)
    return Question(about, holds, seen, {"name": _short(test.value)})


TRAITS: Mapping[Trait, str] = {
    **{trait: str(trait) for trait in Trait if trait is not Trait.PERSON},
    Trait.REACH: "reachable",
}
"""What a question about each trait is about, but for PERSON, which a script cannot ask for."""
