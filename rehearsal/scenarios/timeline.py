"""From the plain data of a timeline to its steps, and everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from core.phrases import Phrase
from core.problems import Finding, Path, did_you_mean
from core.shape import Form, shaped, shown
from rehearsal.scenarios import model
from rehearsal.scenarios.doing import read_act
from rehearsal.scenarios.expected import (
    GroupState,
    Message,
    PersonState,
    PlaceState,
    RunText,
    Silence,
    ToastText,
    TodosState,
    TodoText,
)
from rehearsal.scenarios.problems import MESSAGES
from rehearsal.scenarios.times import NoTime, coming, day_and_time, means_time, on_calendar, read_time
from sop.language.values import OnDay, parse_duration

FORM = Form(messages=MESSAGES)

CHECKS: Mapping[str, type[BaseModel]] = {
    "see": Message,
    "nothing": Silence,
    "toast": ToastText,
    "todo": TodoText,
}
"""Words of a timeline that say what must be seen, and what they take."""

STATES: Mapping[str, type[PlaceState] | type[TodosState]] = {
    model.GROUP: GroupState,
    model.STAFF: PlaceState,
    model.TODOS: TodosState,
}
"""What can be expected of besides people."""

EXPECT = "expect"
WAIT = "wait"
WORDS = (*CHECKS, EXPECT, WAIT)

_BETWEEN_NAMES = re.compile(r"\s*[,，、]\s*|\s+and\s+|\s*和\s*")

M = TypeVar("M", bound=BaseModel)


@dataclass
class Setting:
    """What a timeline is read against."""

    first: date
    cast: Collection[str]
    staff_chat: bool

    def places(self) -> tuple[str, ...]:
        """Where something can be seen."""
        return (model.GROUP, *((model.STAFF,) if self.staff_chat else ()), *self.cast)


@dataclass
class Timeline:
    """Reads the timeline of one scenario; `now` is the earliest that it can be by the clock of the story."""

    setting: Setting
    now: datetime
    since: Path = ()
    """Where that time was written."""
    opens: datetime | None = None
    steps: list[tuple[Path, model.Step]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    scripts_named: list[tuple[Path, str, tuple[str, ...]]] = field(default_factory=list)
    """Scripts whose runs are looked at, and the steps named with them."""

    def read(self, path: Path, data: Any) -> None:
        """One item, or a list of them."""
        if isinstance(data, list):
            for number, item in enumerate(data):
                self.read((*path, number), item)
        elif isinstance(data, dict):
            for key, value in data.items():
                self._entry((*path, key), key, value)
        else:
            self._wrong(path, "not_a_mapping", value=shown(data), hint=Phrase(", like `lin: joins`"))

    def _entry(self, path: Path, key: str, value: Any) -> None:
        if key == EXPECT:
            self._expect(path, value)
        elif key == WAIT:
            self._wait(path, value)
        elif key in CHECKS:
            self._check(path, key, value)
        elif means_time(key) and key not in self.setting.cast:
            self._at(path, key, value)
        else:
            self._people_do(path, key, value)

    # Time

    def _at(self, path: Path, key: str, value: Any) -> None:
        try:
            at = on_calendar(read_time(key), self.setting.first, self.now)
        except NoTime as wrong:
            self.findings.append(Finding(path, wrong.code, wrong.params, on_key=True))
            self.read(path, value)
            return
        except OverflowError:
            self._wrong(path, "bad_timeline_time", on_key=True, value=shown(key))
            return
        if self.opens is None and at < self.now and not self.steps:
            self.now = at
        if at < self.now:
            self._runs_back(path, key, at)
        else:
            self._becomes(at, path)
            self._add(path, model.GoTo(at))
        self.read(path, value)

    def _runs_back(self, path: Path, key: str, at: datetime) -> None:
        later = day_and_time(at + timedelta(days=1), self.setting.first)
        hint = Phrase("write `{later}` if the day after is meant", later=later)
        if key.startswith("day"):
            hint = Phrase("put it further up")
        now = day_and_time(self.now, self.setting.first)
        self._wrong(
            path, "time_runs_back", on_key=True, value=shown(key), now=now, since=self.since, hint=hint
        )

    def _becomes(self, at: datetime, path: Path) -> None:
        self.now, self.since = at, path
        if self.opens is None:
            self.opens = at

    def _wait(self, path: Path, value: Any) -> None:
        try:
            length = parse_duration(value)
            self._becomes(self.now + length, path)
        except (ValueError, OverflowError):
            self._wrong(path, "bad_duration", value=shown(value))
            return
        self._add(path, model.Pass(length))

    # What people do

    def _people_do(self, path: Path, key: str, value: Any) -> None:
        people = tuple(_BETWEEN_NAMES.split(key.strip()))
        unknown = [name for name in people if name not in self.setting.cast]
        for name in unknown:
            if len(people) > 1:
                hint = did_you_mean(name, list(self.setting.cast))
                self._wrong(path, "no_such_person", on_key=True, name=name, hint=hint)
            else:
                hint = did_you_mean(name, [*self.setting.cast, *WORDS])
                self._wrong(path, "no_such_word", on_key=True, name=name[:40], hint=hint)
        if unknown and len(people) == 1:
            return
        acts = value if isinstance(value, list) else [value]
        for number, item in enumerate(acts):
            where = (*path, number) if isinstance(value, list) else path
            found, findings = read_act(people, item, where)
            self.findings += findings
            if found is not None:
                self._place(where, found.place)
                self._add(where, found)

    def _place(self, path: Path, place: str | None) -> None:
        if place == model.STAFF and not self.setting.staff_chat:
            self._wrong((*path, "in"), "no_staff_chat")

    # What must be seen

    def _check(self, path: Path, key: str, value: Any) -> None:
        found = self._shaped(CHECKS[key], path, value)
        if found is None:
            return
        places = self.setting.cast if isinstance(found, ToastText) else self.setting.places()
        self._known(path, "to", getattr(found, "to", ()), places)
        self._known(path, "mentions", getattr(found, "mentions", ()), self.setting.cast)
        self._known(path, "about", getattr(found, "about", ()), self.setting.cast)
        if isinstance(found, Message):
            self._add(path, model.See(found, self._window(path, found)))
        elif isinstance(found, Silence):
            window = self._window(path, found)
            self._add(path, model.Nothing(found, window))
            if window.until is not None and window.until > self.now:
                self._becomes(window.until, (*path, "until"))
        elif isinstance(found, ToastText):
            self._add(path, model.Toasts(found))
        elif isinstance(found, TodoText):
            self._add(path, model.Todos(found))

    def _window(self, path: Path, found: Message | Silence) -> model.Window:
        first = self.setting.first
        since = None if found.from_ is None else self._local(found.from_)
        until = None
        if found.until is not None:
            after = self.now if since is None else since
            by_day = isinstance(found.until, OnDay)
            until = self._local(found.until) if by_day else coming(found.until, first, after)
            if until < after:
                ends, begins = day_and_time(until, first), day_and_time(after, first)
                self._wrong((*path, "until"), "window_is_over", until=ends, since=begins)
        return model.Window(since, until, found.within)

    def _local(self, at: Any) -> datetime:
        return on_calendar(at, self.setting.first, self.now)

    def _known(self, path: Path, key: str, names: tuple[str, ...], known: Collection[str]) -> None:
        for name in names:
            if name in known:
                continue
            if name == model.STAFF and key == "to":
                self._wrong((*path, key), "no_staff_chat")
            else:
                code = "no_such_place" if model.GROUP in known else "no_such_person"
                self._wrong((*path, key), code, name=name[:40], hint=did_you_mean(name, list(known)))

    def _expect(self, path: Path, value: Any) -> None:
        if not isinstance(value, dict):
            self._wrong(path, "not_a_mapping", value=shown(value), hint=Phrase(", like `lin: {{points: 5}}`"))
            return
        for key, said in value.items():
            if key in STATES:
                self._expect_of(key, (*path, key), said)
            else:
                self._expect_people((*path, key), key, said)

    def _expect_of(self, what: str, path: Path, said: Any) -> None:
        """Of the group, the staff chat, the to-dos."""
        if what == model.STAFF and not self.setting.staff_chat:
            self._wrong(path, "no_staff_chat", on_key=True)
        state = self._shaped(STATES[what], path, said)
        if state is not None:
            self._add(path, model.Stands(what, state))
            self._runs(path, getattr(state, "run", {}))

    def _expect_people(self, path: Path, key: str, said: Any) -> None:
        people = tuple(_BETWEEN_NAMES.split(key.strip()))
        for name in people:
            if name not in self.setting.cast:
                hint = did_you_mean(name, [*self.setting.cast, *STATES])
                self._wrong(path, "no_such_person", on_key=True, name=name[:40], hint=hint)
        state = self._shaped(PersonState, path, said)
        if state is not None:
            self._add(path, model.Knows(people, state))
            self._runs(path, state.run)

    def _runs(self, path: Path, wanted: Mapping[str, RunText]) -> None:
        self.scripts_named += [((*path, "run", sop), sop, run.at) for sop, run in wanted.items()]

    # Keeping

    def _shaped(self, root: type[M], path: Path, value: Any) -> M | None:
        found, findings = shaped(root, value, FORM)
        self.findings += [
            Finding((*path, *one.path), one.code, one.params, one.on_key, one.offset) for one in findings
        ]
        return found

    def _add(self, path: Path, step: model.Step) -> None:
        if self.opens is None:
            self.opens = self.now
        self.steps.append((path, step))

    def _wrong(self, path: Path, code: str, *, on_key: bool = False, **params: object) -> None:
        self.findings.append(Finding(path, code, params, on_key=on_key))
