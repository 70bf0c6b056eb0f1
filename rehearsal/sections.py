"""A report in words, by sections, whatever they are shown on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from rehearsal.blocks import Block, Day, Hours, Paragraph, Section, Spoken, Table
from rehearsal.report import Line, Peak, Report, ScriptTold, Unreached
from rehearsal.timeline import CAPTION_LIMIT, LABEL_LIMIT, TEXT_LIMIT, TOAST_LIMIT
from views import rehearsal as words
from views import reports
from views.texts import Texts
from views.times import span

A_MINUTE, A_SECOND = 20, 30
"""Messages that Telegram takes in a group a minute, and in all a second."""

_LIMITS = {
    "text_full": TEXT_LIMIT,
    "caption_long": CAPTION_LIMIT,
    "label_long": LABEL_LIMIT,
    "toast_long": TOAST_LIMIT,
}


@dataclass(frozen=True)
class Telling:
    """A report in one language."""

    report: Report
    texts: Texts

    @property
    def heading(self) -> str:
        """What was rehearsed."""
        return self._said("title", scripts=self.named)

    @property
    def named(self) -> str:
        """The scripts that were asked for."""
        return self._listed([one.title for one in self.report.scripts if one.asked])

    @property
    def subheading(self) -> str:
        """With whom, how long, from when."""
        cast = self.report.cast
        parts = [
            words.counted(self.texts, "members", cast.members),
            words.counted(self.texts, "days", cast.days),
            self._said("from_day", day=words.on_day(self.texts, cast.first_day)),
            self._said("behaviour", name=cast.behaviour[self.texts.locale]),
            self._said("seed", seed=cast.seed),
        ]
        return " · ".join(parts)

    @property
    def verdict(self) -> Paragraph:
        """Whether anything failed."""
        failed = sum(one.times for one in self.report.failures)
        if failed:
            return Paragraph(words.counted(self.texts, "failures_found", failed), "bad")
        return Paragraph(self._said("verdict_good"), "good")

    def sections(self) -> list[Section]:
        """All of it, in the order in which it is read."""
        return [
            Section("began", self._said("began"), list(self._began())),
            Section("timeline", self._said("timeline"), list(self._timeline())),
            Section("load", self._said("load"), list(self._load())),
            Section("reach", self._said("reach"), list(self._reach())),
            *(
                Section("funnel", self._funnel_heading(one), list(self._funnel(one)))
                for one in self.report.scripts
            ),
            Section("texts", self._said("texts"), list(self._texts())),
            Section("never", self._said("never"), list(self._never())),
            Section("failures", self._said("failures"), [*self._failures(), self.verdict]),
        ]

    def _said(self, code: str, **values: str | int) -> str:
        return words.said(self.texts, code, **values)

    def _listed(self, parts: Sequence[str]) -> str:
        return self._said("list_comma").join(parts)

    # How it began

    def _began(self) -> Iterator[Block]:
        rows = []
        for one in self.report.scripts:
            codes = one.set_going or ("nothing",)
            how = self._listed([self._said(f"on_{code}") for code in codes])
            if not one.asked:
                how = self._said("step_when", step=how, when=self._said("found_beside", file=one.file))
            rows.append((one.title, f"{one.started:,}", how))
        headings = [self._said(code) for code in ("col_script", "col_runs", "col_set_going")]
        yield Table(headings, rows, frozenset({1}))
        if self.report.finds_bot:
            yield Paragraph(self._said("finds_bot"))

    # What is said

    def _timeline(self) -> Iterator[Block]:
        for number, lines in groupby(self.report.timeline, key=lambda line: line.day):
            day = self.report.cast.first_day + timedelta(days=number - 1)
            heading = self._said("day_heading", number=number, day=words.on_day(self.texts, day))
            yield Day(heading, [self._spoken(line) for line in lines])
        if not self.report.timeline:
            yield Paragraph(self._said("nothing_said"))
        if self.report.own:
            kinds: dict[str, int] = {}
            for (kind, _), n in self.report.own.items():
                kinds[kind] = kinds.get(kind, 0) + n
            what = [f"{self._said(f'own_{kind}')} {n:,}" for kind, n in kinds.items()]
            yield Paragraph(self._said("own", what=self._listed(what)))

    def _spoken(self, line: Line) -> Spoken:
        first, last = f"{line.first:%H:%M}", f"{line.last:%H:%M}"
        hours = first if first == last else f"{first}–{last}"
        to = line.who if line.to == "private" and line.who else self._said(f"to_{line.to}")
        place = self._place(line.sop, line.path)
        return Spoken(hours, line.to, to, line.count, line.text, line.labels, place)

    def _place(self, sop: str, path: str) -> str:
        script = next((one for one in self.report.scripts if one.sop == sop), None)
        return "" if script is None else f"{sop} {path}"

    # Load

    def _load(self) -> Iterator[Block]:
        load = self.report.load
        headings = [self._said(code) for code in ("col_what", "col_most", "col_limit", "col_when")]
        queue = self._when(load.queue)
        if load.lasted > timedelta(minutes=1):
            queue += f"{self._said('list_comma')}{self._said('lasted', span=span(self.texts, load.lasted))}"
        each = load.sent.get("private", 0) / max(1, self.report.cast.members)
        where = {to: f"{load.sent.get(to, 0):,}" for to in ("group", "private", "staff")}
        rows = [
            (self._said("minute"), f"{load.minute.count}", f"{A_MINUTE}", self._when(load.minute)),
            (self._said("second"), f"{load.second.count}", f"{A_SECOND}", self._when(load.second)),
            (self._said("queue"), f"{load.queue.count:,}", "", queue),
            (self._said("person"), f"{load.person.count}", "", self._when(load.person)),
            (self._said("per_member"), f"{each:.1f}", "", ""),
            (self._said("sent"), f"{sum(load.sent.values()):,}", "", self._said("sent_where", **where)),
        ]
        yield Table(headings, rows, frozenset({1, 2}))
        if load.hours:
            hour = max(load.hours, key=lambda one: sum(load.hours[one]))
            about = self._said(
                "chart_about",
                n=f"{sum(load.hours[hour]):,}",
                number=hour // 24 + 1,
                time=f"{hour % 24:02}:00",
            )
            kinds = [(kind, self._said(f"chart_{kind}")) for kind in ("private", "group")]
            yield Hours(load.hours, kinds, about, self._said("chart_hours"))

    def _when(self, peak: Peak) -> str:
        if peak.at is None or not peak.count:
            return ""
        number = (_day(peak.at) - self.report.cast.first_day).days + 1
        when = self._said("day_time", number=number, time=f"{peak.at:%H:%M}")
        return self._said("when_about", when=when, about=peak.about) if peak.about else when

    # Reach

    def _reach(self) -> Iterator[Block]:
        closed, found = self.report.closed, self.report.unreached
        shut = closed.never + closed.blocked
        if not shut and not found:
            yield Paragraph(self._said("all_reached"), "good")
            return
        yield Paragraph(self._said("closed", n=shut, never=closed.never, blocked=closed.blocked))
        if closed.names:
            names = self._listed(closed.names)
            more = shut - len(closed.names)
            names += self._said("list_comma") + self._said("and_more", n=more) if more else ""
            yield Paragraph(self._said("closed_names", names=names))
        groups: dict[tuple[str, str], list[Unreached]] = {}
        for one in found:
            groups.setdefault((one.sop, one.instead), []).append(one)
        headings = ("col_script", "col_instead", "col_people", "col_times", "col_lines")
        rows = [self._unreached_row(sop, instead, ones) for (sop, instead), ones in groups.items()]
        if rows:
            yield Table([self._said(code) for code in headings], rows, frozenset({2, 3}))
        yield from (
            Paragraph(self._said("said_instead", text=" ".join(one.said.split())))
            for one in found
            if one.said
        )

    def _unreached_row(self, sop: str, instead: str, found: Sequence[Unreached]) -> tuple[str, ...]:
        title = next((one.title for one in self.report.scripts if one.sop == sop), sop)
        numbers = {one.place.rpartition(":")[2] for one in found}
        lines = ", ".join(sorted(numbers, key=lambda number: (len(number), number)))
        people = max(one.people for one in found)
        times = sum(one.times for one in found)
        return title, self._said(f"instead_{instead}"), f"{people:,}", f"{times:,}", lines

    # How far they come

    def _funnel_heading(self, one: ScriptTold) -> str:
        return self._said("funnel", script=one.title)

    def _funnel(self, one: ScriptTold) -> Iterator[Block]:
        if not one.started:
            yield Paragraph(self._said("never_started"), "bad" if one.asked else "")
        else:
            yield self._funnel_table(one)
            if one.started > one.people > 0:
                people = words.counted(self.texts, "members", one.people)
                yield Paragraph(self._said("came_again", people=people, runs=f"{one.started:,}"))
            yield Paragraph(self._said("outcome", outcomes=self._outcomes(one.outcomes)))
        for code, reasons in (("because", one.reasons), ("not_started", one.not_started)):
            if reasons:
                named = {words.reason(self.texts, reason): n for reason, n in reasons.items()}
                listed = self._listed([f"{what} {n:,}" for what, n in named.items()])
                yield Paragraph(self._said(code, reasons=listed))

    def _funnel_table(self, one: ScriptTold) -> Table:
        codes = ("col_step", "col_reached", "col_acted", "col_timed_out", "col_ended")
        rows = []
        for step in one.steps:
            waits = step.acted or step.timed_out
            last = dict(step.ended) | ({"inside": step.inside} if step.inside else {})
            figures = (f"{step.acted:,}", f"{step.timed_out:,}") if waits else ("–", "–")
            title = words.step(self.texts, step.title, step.day)
            rows.append((title, f"{step.reached:,}", *figures, self._outcomes(last)))
        bars = [step.reached / one.started for step in one.steps]
        return Table([self._said(code) for code in codes], rows, frozenset({1, 2, 3}), bars)

    def _outcomes(self, outcomes: Mapping[str, int]) -> str:
        return self._listed([f"{self._said(f'outcome_{code}')} {n:,}" for code, n in outcomes.items()])

    # What is wrong

    def _texts(self) -> Iterator[Block]:
        for fault in self.report.texts:
            limit = _LIMITS.get(fault.code, 0)
            text = self._said(fault.code, **{"limit": f"{limit:,}", **fault.particulars})
            yield Paragraph(f"{fault.place}: {text}" if fault.place else text, "bad")
        if not self.report.texts:
            yield Paragraph(self._said("texts_fine"), "good")

    def _never(self) -> Iterator[Block]:
        rows = [
            (one.step, words.action(self.texts, one.action), Path(one.place).name)
            for script in self.report.scripts
            for one in script.never
            if script.started
        ]
        if rows:
            headings = [self._said(f"col_{code}") for code in ("step", "action", "place")]
            yield Table(headings, rows)
        silent = [script.title for script in self.report.scripts if not script.started]
        if silent:
            yield Paragraph(self._said("never_started_these", scripts=self._listed(silent)))
        if not rows and not silent:
            yield Paragraph(self._said("never_none"), "good")

    def _failures(self) -> Iterator[Block]:
        for one in self.report.failures:
            if one.code == "run":
                reason = words.reason(self.texts, str(one.particulars.get("reason", "")))
                text = f"{one.place}: {self._said('failed_run', sop=one.sop, reason=reason)}"
            else:
                text = Markup(reports.text(self.texts, one.code, one.particulars)).striptags()
            times = f" ({self._said('times', n=one.times)})" if one.times > 1 else ""
            yield Paragraph(text + times, "bad")


def _day(at: datetime) -> date:
    return at.date()
