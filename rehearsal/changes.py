"""What is written otherwise in another version of a script, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rehearsal.blocks import Block, Change, Changes, Paragraph, Piece
from rehearsal.differences import Changed, Pair, pairs, words_changed
from rehearsal.shown import without_marks
from rehearsal.written import Moment, Part, StepWritten, Written
from views import rehearsal as words
from views.texts import Texts

_ABOUT: Mapping[str, str] = {
    **dict.fromkeys(
        ("until", "within", "due", "merge", "expires", "since", "late", "quiet", "again"), "time"
    ),
    **dict.fromkeys(("to", "else", "by", "for", "escalate", "who"), "audience"),
    **dict.fromkeys(("start", "when", "if", "stop_when", "goal"), "condition"),
    **dict.fromkeys(("points", "min_length"), "number"),
    "buttons": "buttons",
}
"""What a key of a script is about; any other is a setting."""

_KINDS = (
    "added", "removed", "moved", "renamed", "text", "time", "audience", "number", "condition", "buttons", "setting",
)  # fmt: skip
"""In the order in which they are counted."""


@dataclass(frozen=True)
class WrittenOtherwise:
    """Two versions of a script."""

    texts: Texts
    one: Written
    other: Written

    def blocks(self) -> Iterator[Block]:
        """How much of what changed, and each change with what was before and what is after; nothing if none did."""
        found = list(self._changes())
        if not found:
            return
        counts = Counter(kind for kind, _ in found)
        listed = [f"{self._said(f'changed_{kind}')} {counts[kind]:,}" for kind in _KINDS if counts[kind]]
        yield Paragraph(self._said("list_comma").join(listed))
        headings = [self._said(f"col_{code}") for code in ("place", "what_changed", "one", "other")]
        yield Changes(headings, [change for _, change in found])

    def _said(self, code: str, **values: str | int) -> str:
        return words.said(self.texts, code, **values)

    def _changes(self) -> Iterator[tuple[str, Change]]:
        """Each with what it is counted as."""
        yield from self._settings(self._said("whole_script"), "", self.one.settings, self.other.settings)
        for pair in pairs(self.one, self.other):
            yield from self._of_step(pair)

    def _of_step(self, pair: Pair) -> Iterator[tuple[str, Change]]:
        one, other = pair.one, pair.other
        where = self._where(other or one)
        if one is None or other is None:
            sign, step = ("added", other) if one is None else ("removed", one)
            assert step is not None
            yield sign, self._whole(sign, where, self._said("a_step"), self._told(step))
        else:
            yield from self._step(where, one, other)
        for changed in pair.parts:
            if changed.one and changed.other:
                yield from self._part(where, changed)
            elif one and other:
                yield self._alone(where, changed)

    def _step(self, where: str, one: StepWritten, other: StepWritten) -> Iterator[tuple[str, Change]]:
        names = [_called(step) for step in (one, other)]
        times = [self._moment(step.begins) for step in (one, other)]
        shifted = one.title == other.title and one.id != other.id and times[0] != times[1]
        if shifted:
            times = [f"{time} ({step.id})" for time, step in zip(times, (one, other), strict=True)]
        elif names[0] != names[1]:
            yield "renamed", self._change(where, self._said("changed_renamed"), *names)
        if times[0] != times[1]:
            yield "time", self._change(where, self._said("begins"), *times)
        yield from self._settings(where, "", one.settings, other.settings)

    def _part(self, where: str, changed: Changed) -> Iterator[tuple[str, Change]]:
        one, other = changed.one, changed.other
        assert one is not None
        assert other is not None
        kind = words.action(self.texts, other.kind)
        if changed.elsewhere:
            text = _as_read(other.text) or kind
            before = self._where(self._step_of(self.one, one))
            yield (
                "moved",
                Change("moved", where, kind, (Piece(before), Piece("\n"), Piece(text)), (Piece(text),)),
            )
        if one.text != other.text:
            pieces = words_changed(*_in_words(one.text, other.text))
            yield "text", Change("changed", where, self._said("text_of", what=kind), *pieces)
        yield from self._settings(where, kind, one.settings, other.settings)

    def _alone(self, where: str, changed: Changed) -> tuple[str, Change]:
        sign, part = ("added", changed.other) if changed.other else ("removed", changed.one)
        assert part is not None
        kind = words.action(self.texts, part.kind)
        return sign, self._whole(sign, where, kind, _as_read(part.text) or _listed(part.settings))

    def _settings(
        self, where: str, kind: str, one: Mapping[str, str], other: Mapping[str, str]
    ) -> Iterator[tuple[str, Change]]:
        for key in dict.fromkeys([*one, *other]):
            before, after = one.get(key, "–"), other.get(key, "–")
            if before != after:
                about = _ABOUT.get(key, "setting")
                what = self._said("key_of", what=kind, key=key) if kind and key else key or kind
                if len(before) + len(after) > _SHORT:
                    yield about, Change("changed", where, what, *words_changed(before, after))
                else:
                    yield about, self._change(where, what, before, after)

    # Where and when

    def _where(self, step: StepWritten | None) -> str:
        assert step is not None
        return self._said("step_when", step=step.title, when=self._moment(step.begins))

    def _moment(self, moment: Moment) -> str:
        return self._said(f"begins_{moment.code}", days=moment.days, time=moment.time)

    def _step_of(self, written: Written, part: Part) -> StepWritten:
        return next(step for step in written.steps if step.id == part.step)

    def _told(self, step: StepWritten) -> str:
        """What people read in it; else what it does."""
        texts = [_as_read(part.text) for part in step.parts if part.text]
        return "\n".join(texts or [words.action(self.texts, part.kind) for part in step.parts])

    def _whole(self, sign: str, where: str, what: str, text: str) -> Change:
        pieces = (Piece(text, only=True),)
        return Change(sign, where, what, *(((), pieces) if sign == "added" else (pieces, ())))

    def _change(self, where: str, what: str, before: str, after: str) -> Change:
        return Change("changed", where, what, (Piece(before, only=True),), (Piece(after, only=True),))


_SHORT = 60
"""Characters of both together up to which two values are shown as wholes."""


def _called(step: StepWritten) -> str:
    return f"{step.title} ({step.id})"


def _as_read(text: str) -> str:
    """Without marks, and without lines that are empty."""
    lines = (" ".join(line.split()) for line in without_marks(text).splitlines())
    return "\n".join(line for line in lines if line)


def _in_words(one: str, other: str) -> Sequence[str]:
    """As they read; with their marks, or the ends of their lines, if those alone make the difference."""
    for seen in (_as_read, lambda text: " ".join(text.split()), lambda text: text.replace("\n", "⏎")):
        pair = [seen(text) for text in (one, other)]
        if pair[0] != pair[1]:
            return pair
    return one, other


def _listed(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" if key else value for key, value in settings.items())
