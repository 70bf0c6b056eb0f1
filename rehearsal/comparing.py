"""Two rehearsals side by side: the same people, other scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rehearsal.blocks import Block, Paragraph, Section, Table
from rehearsal.report import Report, ScriptTold, Step
from rehearsal.sections import A_MINUTE, A_SECOND, Telling
from rehearsal.shown import without_marks
from views import rehearsal as words

_STEP_FIGURES: tuple[Callable[[Step], int], ...] = (
    lambda step: step.reached,
    lambda step: step.acted,
    lambda step: step.timed_out,
)

_MEASURES: tuple[tuple[str, str, Callable[[Report], float]], ...] = (
    ("minute", f"{A_MINUTE}", lambda report: report.load.minute.count),
    ("second", f"{A_SECOND}", lambda report: report.load.second.count),
    ("queue", "", lambda report: report.load.queue.count),
    ("person", "", lambda report: report.load.person.count),
    ("sent", "", lambda report: sum(report.load.sent.values())),
    ("messages_each", "", lambda report: round(report.load.sent.get("private", 0) / report.cast.members, 1)),
)
"""What is compared of the load: its words, the limit, where it stands in a report."""

_FINISHED = ("done", "goal", "stopped", "failed")


@dataclass(frozen=True)
class Comparison:
    """`names`: what each was named."""

    one: Telling
    other: Telling
    names: tuple[str, str]

    @property
    def heading(self) -> str:
        """Which two."""
        return self._said("compare", one=self.names[0], other=self.names[1])

    def sections(self) -> list[Section]:
        """What changes, in words and in figures."""
        return [
            Section("changes", self._said("changes"), list(self._changes())),
            Section("load", self._said("load"), [self._load()]),
            *(
                Section("funnel", self._said("funnel", script=one.title), [self._funnel(one, other)])
                for one, other in self._pairs()
            ),
            *self._texts(),
        ]

    def _said(self, code: str, **values: str | int) -> str:
        return words.said(self.one.texts, code, **values)

    def _pairs(self) -> list[tuple[ScriptTold, ScriptTold]]:
        """The scripts of the same id; and the only ones that were named, whatever their ids."""
        others = {told.sop: told for told in self.other.report.scripts}
        pairs = [(told, others[told.sop]) for told in self.one.report.scripts if told.sop in others]
        mine = [told for told in self.one.report.scripts if told.asked]
        theirs = [told for told in others.values() if told.asked]
        if len(mine) == len(theirs) == 1 and mine[0].sop != theirs[0].sop:
            pairs.insert(0, (mine[0], theirs[0]))
        return pairs

    # In words

    def _changes(self) -> Iterator[Block]:
        found = [*self._outcomes(), *self._measures(), *self._steps(), *self._failures()]
        yield from found or [Paragraph(self._said("no_changes"), "good")]

    def _outcomes(self) -> Iterator[Block]:
        for one, other in self._pairs():
            for outcome in _FINISHED:
                more = other.outcomes.get(outcome, 0) - one.outcomes.get(outcome, 0)
                if more:
                    code = "more_finish" if more > 0 else "fewer_finish"
                    text = self._said(code, n=abs(more), outcome=self._said(f"outcome_{outcome}"))
                    yield Paragraph(f"{one.title}: {text}", _tone(outcome, more))

    def _measures(self) -> Iterator[Block]:
        for code, _, measure in _MEASURES:
            one, other = measure(self.one.report), measure(self.other.report)
            if one != other:
                figures = {"one": f"{one:,}", "other": f"{other:,}"}
                yield Paragraph(self._said("change_more", what=self._said(code), **figures))

    def _steps(self) -> Iterator[Block]:
        for one, other in self._pairs():
            mine, theirs = {step.id for step in one.steps}, {step.id for step in other.steps}
            for told, missing, name in ((one, theirs, self.names[0]), (other, mine, self.names[1])):
                for step in told.steps:
                    if step.id not in missing:
                        yield Paragraph(self._said("step_gone", step=step.title, name=name))

    def _failures(self) -> Iterator[Block]:
        for telling, name in ((self.one, self.names[0]), (self.other, self.names[1])):
            if telling.report.failed:
                yield Paragraph(f"{name}: {telling.verdict.text}", "bad")

    # In figures

    def _load(self) -> Table:
        rows = []
        for code, limit, measure in _MEASURES:
            one, other = measure(self.one.report), measure(self.other.report)
            rows.append((self._said(code), f"{one:,}", f"{other:,}", _signed(other - one), limit))
        codes = ("col_what", "col_one", "col_other", "col_change", "col_limit")
        return Table([self._said(code) for code in codes], rows, frozenset({1, 2, 3, 4}))

    def _funnel(self, one: ScriptTold, other: ScriptTold) -> Table:
        mine, theirs = ({step.id: step for step in told.steps} for told in (one, other))
        rows = [self._step_row(mine.get(step), theirs.get(step)) for step in dict.fromkeys([*mine, *theirs])]
        seen = {**one.outcomes, **other.outcomes}
        rows += [
            self._outcome_row(one, other, outcome) for outcome in (*_FINISHED, "inside") if outcome in seen
        ]
        reached, acted, out = (self._said(f"col_{code}") for code in ("reached", "acted", "timed_out"))
        headings = (self._said("col_step"), reached, self._said("col_change"), acted, out)
        return Table(headings, rows, frozenset({1, 2, 3, 4}))

    def _step_row(self, one: Step | None, other: Step | None) -> tuple[str, ...]:
        named = one or other
        assert named is not None
        change = _signed(other.reached - one.reached) if one and other else ""
        reached, acted, out = (_pair(_of(one, figure), _of(other, figure)) for figure in _STEP_FIGURES)
        return named.title, reached, change, acted, out

    def _outcome_row(self, one: ScriptTold, other: ScriptTold, outcome: str) -> tuple[str, ...]:
        before, after = one.outcomes.get(outcome, 0), other.outcomes.get(outcome, 0)
        name = f"= {self._said(f'outcome_{outcome}')}"
        return name, _pair(before, after), _signed(after - before), "", ""

    # What is said in one only

    def _texts(self) -> Iterator[Section]:
        mine, theirs = (
            dict.fromkeys(text for told in telling.report.scripts for text in told.texts)
            for telling in (self.one, self.other)
        )
        for some, others, name in ((mine, theirs, self.names[0]), (theirs, mine, self.names[1])):
            as_read = {without_marks(text) for text in others}
            only = [Paragraph(_told(text, as_read)) for text in some if text not in others]
            if only:
                yield Section("added_texts", self._said("added_texts", name=name), only)


def _told(text: str, others: set[str]) -> str:
    """On one line as it reads; with its marks if those alone make the difference."""
    plain = without_marks(text)
    return " ".join((text if plain in others else plain).split())


def _of(step: Step | None, measure: Callable[[Step], int]) -> int | None:
    return None if step is None else measure(step)


def _pair(one: int | None, other: int | None) -> str:
    return f"{'–' if one is None else f'{one:,}'} → {'–' if other is None else f'{other:,}'}"


def _signed(change: float) -> str:
    if not change:
        return "="
    return f"{change:+,.1f}" if change % 1 else f"{int(change):+,}"


def _tone(outcome: str, more: int) -> str:
    if outcome in ("done", "goal"):
        return "good" if more > 0 else "bad"
    return "bad" if outcome == "failed" and more > 0 else ""
