"""Two rehearsals side by side: the same people, other scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from rehearsal.blocks import Block, Paragraph, Section, Table
from rehearsal.changes import WrittenOtherwise
from rehearsal.differences import in_turn, pairs, renamed
from rehearsal.report import Report, ScriptTold, Step
from rehearsal.sections import A_MINUTE, A_SECOND, Telling
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
    ("unreached", "", lambda report: sum(one.times for one in report.unreached)),
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
        """What was rehearsed twice."""
        return self._said("compare", scripts=self.one.named)

    @property
    def legend(self) -> tuple[str, str]:
        """Which version is which."""
        one, other = (self._said(code) for code in ("col_one", "col_other"))
        return (
            self._said("version", which=one, name=self.names[0]),
            self._said("version", which=other, name=self.names[1]),
        )

    def sections(self) -> list[Section]:
        """What changes, in words and in figures."""
        return [
            *self._written(),
            Section("changes", self._said("changes"), list(self._changes())),
            Section("load", self._said("load"), [self._load()]),
            *(
                Section("funnel", self._said("funnel", script=one.title), [self._funnel(one, other)])
                for one, other in self._pairs()
            ),
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

    def _written(self) -> Iterator[Section]:
        """What each script says otherwise; those that say nothing otherwise are named together."""
        alike = []
        for one, other in self._pairs():
            blocks = list(WrittenOtherwise(self.one.texts, one.written, other.written).blocks())
            if blocks:
                yield Section("written", self._said("written", script=one.title), blocks)
            else:
                alike.append(one.title)
        if alike:
            yield Section(
                "alike",
                self._said("written_alike"),
                [Paragraph(self._said("list_comma").join(alike), "good")],
            )

    # In words

    def _changes(self) -> Iterator[Block]:
        found = [*self._alone(), *self._outcomes(), *self._measures(), *self._failures()]
        yield from found or [Paragraph(self._said("no_changes"), "good")]

    def _outcomes(self) -> Iterator[Block]:
        for one, other in self._pairs():
            for outcome in _FINISHED:
                more = other.outcomes.get(outcome, 0) - one.outcomes.get(outcome, 0)
                if more:
                    code = "more_finish" if more > 0 else "fewer_finish"
                    text = self._said(code, n=abs(more), outcome=self._said(f"outcome_{outcome}"))
                    yield Paragraph(self._said("version", which=one.title, name=text), _tone(outcome, more))

    def _measures(self) -> Iterator[Block]:
        for code, _, measure in _MEASURES:
            one, other = measure(self.one.report), measure(self.other.report)
            if one != other:
                figures = {"one": f"{one:,}", "other": f"{other:,}"}
                yield Paragraph(self._said("change_more", what=self._said(code), **figures))

    def _alone(self) -> Iterator[Block]:
        """Scripts that one of both has not."""
        paired = {told.sop for pair in self._pairs() for told in pair}
        for telling, name in ((self.one, self.names[0]), (self.other, self.names[1])):
            for told in telling.report.scripts:
                if told.sop not in paired:
                    yield Paragraph(self._said("script_gone", script=told.title, name=name))

    def _failures(self) -> Iterator[Block]:
        for telling, name in ((self.one, self.names[0]), (self.other, self.names[1])):
            if telling.report.failed:
                yield Paragraph(self._said("version", which=name, name=telling.verdict.text), "bad")

    # In figures

    def _load(self) -> Table:
        rows = []
        for code, limit, measure in _MEASURES:
            one, other = measure(self.one.report), measure(self.other.report)
            rows.append((self._said(code), f"{one:,}", f"{other:,}", _signed(other - one), limit))
        codes = ("col_what", "col_one", "col_other", "col_change", "col_limit")
        return Table([self._said(code) for code in codes], rows, frozenset({1, 2, 3, 4}))

    def _funnel(self, one: ScriptTold, other: ScriptTold) -> Block:
        if _came(one) == _came(other):
            return Paragraph(self._said("as_far"), "good")
        earlier = renamed(pairs(one.written, other.written))
        mine = {step.id: step for step in one.steps}
        theirs = {_occurrence(step.id, earlier): step for step in other.steps}
        rows = [self._step_row(mine.get(step), theirs.get(step)) for step in in_turn([*mine], [*theirs])]
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
        waits = any(step and (step.acted or step.timed_out) for step in (one, other))
        title = words.step(self.one.texts, named.title, named.day)
        return title, reached, change, *((acted, out) if waits else ("–", "–"))

    def _outcome_row(self, one: ScriptTold, other: ScriptTold, outcome: str) -> tuple[str, ...]:
        before, after = one.outcomes.get(outcome, 0), other.outcomes.get(outcome, 0)
        name = f"= {self._said(f'outcome_{outcome}')}"
        return name, _pair(before, after), _signed(after - before), "", ""


def _came(told: ScriptTold) -> object:
    """How far everybody came, wherever the steps stand in their files."""
    return [replace(step, place="") for step in told.steps], told.outcomes


def _occurrence(step: str, earlier: Mapping[str, str]) -> str:
    """A step, with its day if it has one, as the first version calls it."""
    name, bracket, day = step.partition("[")
    return earlier.get(name, name) + bracket + day


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
