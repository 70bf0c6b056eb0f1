"""What the bot says, gathered while it says it: one line for the same words to many, and how fast they came."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.message import Kind
from rehearsal.origins import Origins
from rehearsal.report import Line, Peak, Unreached
from rehearsal.shown import Place, Shown, Toast
from rehearsal.stage import Stage
from sop.language.html import visible_length

BREAK = timedelta(minutes=30)
"""What the clock says is another line after so long a silence."""

_BY_THE_CLOCK = frozenset({Kind.STEP, Kind.REMINDER, Kind.DIGEST, Kind.CERTIFICATE, Kind.WARNING})
_WORK = frozenset({Kind.TODO, Kind.GATE})
_MINUTE = timedelta(minutes=1)

TEXT_LIMIT, CAPTION_LIMIT, LABEL_LIMIT, TOAST_LIMIT = 4096, 1024, 64, 200
"""What Telegram takes: of a text, below a picture, on a button, over the chat after a press."""


class Timeline:
    """Listens to a stage. Its lines are few, however much is said."""

    def __init__(self, stage: Stage, origins: Origins, first_day: date) -> None:
        self._stage = stage
        self._origins = origins
        self._first_day = first_day
        self._open: dict[tuple[object, ...], Line] = {}
        self.lines: list[Line] = []
        self.own: Counter[tuple[str, str]] = Counter()
        """What the program said by itself, by kind and to whom."""
        self.speed = Speed(first_day)
        self.long: dict[tuple[str, str, str, str], int] = {}
        """What is too long: code, script, address and beginning, with its length."""
        stage.subscribe(self._hear)

    def in_order(self) -> list[Line]:
        """All lines by the time of their first message."""
        return sorted(self.lines, key=lambda line: (line.first, line.to != "group"))

    def with_words(self, found: list[Unreached]) -> list[Unreached]:
        """With what the group read instead, where that is known."""
        said = {(line.sop, line.path): line.text for line in self.lines if line.to == "group" and line.sop}
        return [replace(one, said=said.get((one.sop, one.path), "")) for one in found]

    def _hear(self, shown: Shown) -> None:
        if shown.edited_at is not None:
            return
        local = shown.at.astimezone(self._stage.zone)
        origin = self._origin(shown)
        self.speed.note(shown, local)
        if origin is None:
            self.own[shown.kind.value, _to(shown.place)] += 1
        else:
            self._gather(shown, local, origin)
            self._measure_labels(shown, origin)
        if len(shown.html) > CAPTION_LIMIT // 2:
            self._measure(shown, origin or ("", ""))

    def _origin(self, shown: Shown) -> tuple[str, str] | None:
        """Which place of which script said it; None for what the program says by itself."""
        if shown.kind in _WORK:
            return self._origins.of_work(shown.html)
        return self._origins.of(shown.source, shown.html)

    def _gather(self, shown: Shown, local: datetime, origin: tuple[str, str]) -> None:
        to = _to(shown.place)
        key = (local.date(), to, origin)
        line = self._open.get(key)
        if line is not None and (shown.kind not in _BY_THE_CLOCK or local - line.last <= BREAK):
            line.count += 1
            line.last = local
            if line.who != shown.place.title:
                line.who = ""
            return
        line = self._open[key] = Line(
            (local.date() - self._first_day).days + 1, local, local, to, shown.place.title, shown.text,
            tuple(shown.labels), shown.kind.value, *origin, shown.picture is not None,
        )  # fmt: skip
        self.lines.append(line)

    def _measure(self, shown: Shown, origin: tuple[str, str]) -> None:
        length = visible_length(shown.html)
        if length >= TEXT_LIMIT - 1:
            self._note_long("text_full", origin, shown.text, length)
        elif shown.picture is not None and length > CAPTION_LIMIT:
            self._note_long("caption_long", origin, shown.text, length)

    def _measure_labels(self, shown: Shown, origin: tuple[str, str]) -> None:
        for row in shown.rows:
            for button in row:
                if len(button.text) > LABEL_LIMIT:
                    self._note_long("label_long", origin, button.text, len(button.text))

    def measure_toasts(self, toasts: Sequence[Toast]) -> None:
        """Look whether answers to presses are longer than Telegram shows."""
        for toast in toasts:
            if len(toast.text) > TOAST_LIMIT:
                self._note_long("toast_long", ("", ""), toast.text, len(toast.text))

    def _note_long(self, code: str, origin: tuple[str, str], text: str, length: int) -> None:
        key = (code, *origin, "" if origin[0] else text[:30])
        self.long[key] = max(length, self.long.get(key, 0))


class Speed:
    """How many messages there were, and the most at once."""

    def __init__(self, first_day: date) -> None:
        self._first = first_day
        self.sent: Counter[str] = Counter()
        self.hours: dict[int, tuple[int, int]] = {}
        self.minute = Peak(0)
        self.second = Peak(0)
        self.person = Peak(0)
        self._lately: dict[Place, deque[datetime]] = {}
        self._at: datetime | None = None
        self._in_second = 0
        self._today = self._first
        self._to_people: Counter[Place] = Counter()

    def note(self, shown: Shown, local: datetime) -> None:
        """Something was said."""
        to = _to(shown.place)
        self.sent[to] += 1
        hour = (local.date() - self._first).days * 24 + local.hour
        group, private = self.hours.get(hour, (0, 0))
        alone = to == "private"
        self.hours[hour] = (group + (not alone), private + alone)
        self._note_second(local)
        if alone:
            self._note_person(shown.place, local)
        else:
            self._note_minute(shown.place, local)

    def _note_second(self, local: datetime) -> None:
        at = local.replace(microsecond=0)
        self._in_second = self._in_second + 1 if at == self._at else 1
        self._at = at
        if self._in_second > self.second.count:
            self.second = Peak(self._in_second, at)

    def _note_minute(self, place: Place, local: datetime) -> None:
        lately = self._lately.setdefault(place, deque())
        lately.append(local)
        while lately[0] <= local - _MINUTE:
            lately.popleft()
        if len(lately) > self.minute.count:
            self.minute = Peak(len(lately), local, place.title)

    def _note_person(self, place: Place, local: datetime) -> None:
        if place.person is None or place.person is place.person.stage.owner:
            return
        if local.date() != self._today:
            self._today = local.date()
            self._to_people.clear()
        self._to_people[place] += 1
        if self._to_people[place] > self.person.count:
            self.person = Peak(self._to_people[place], local, place.title)


def _to(place: Place) -> str:
    if place.person is not None:
        return "private"
    return "staff" if place.staff else "group"
