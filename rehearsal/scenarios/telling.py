"""What a failure tells besides what was expected: the nearest messages, and what the scripts decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.phrases import Phrase
from handlers import reasons
from rehearsal.given import lines_of
from rehearsal.people import Person
from rehearsal.scenarios.knowledge import Knowledge
from rehearsal.scenarios.model import Scenario
from rehearsal.scenarios.seen import Sighting
from rehearsal.scenarios.times import day_and_time
from rehearsal.scenarios.troupe import Troupe
from rehearsal.stage import Stage
from sop.state import label_in, path_and_day
from sop.state_text import state_of
from storage.runs import Run, RunStatus
from storage.scripts import Trace
from storage.unit_of_work import UnitOfWork
from views.names import shown
from views.scenarios import TO_COME, SeenMessage, Traced, When
from views.why import telling

NEAREST = 4
"""Messages that are shown."""

LATEST = 8
"""Lines of a trace that are shown."""

NEXT = 2
"""Things to come that are shown."""

_READ = 60


class Telling:
    """Puts what happened on a stage into plain data for the views."""

    def __init__(self, scenario: Scenario, stage: Stage, troupe: Troupe, knowledge: Knowledge) -> None:
        self._zone: ZoneInfo = scenario.zone
        self._first = scenario.first
        self._stage = stage
        self._troupe = troupe
        self._knowledge = knowledge
        self._scripts = {script.id: script for script in scenario.scripts}
        self._locale = scenario.locale

    def when(self, at: datetime) -> When:
        """A time of the story."""
        local = at.astimezone(self._zone)
        return When((local.date() - self._first).days + 1, f"{local:%H:%M}")

    def clock(self, at: datetime) -> str:
        """The same as it is written in a timeline."""
        return day_and_time(at.astimezone(self._zone).replace(tzinfo=None), self._first)

    async def messages(self, found: Iterable[tuple[Sighting, Phrase | None]]) -> list[SeenMessage]:
        """Messages as a failure shows them, each perhaps with why it is not the one."""
        async with self._stage.database.begin() as uow:
            return [
                SeenMessage(
                    at=self.when(one.at),
                    to=self._troupe.place_name(one.shown.place),
                    text=one.text,
                    buttons=one.labels,
                    why=why,
                    origin=await self._origin(uow, one),
                )
                for one, why in found
            ]

    async def _origin(self, uow: UnitOfWork, one: Sighting) -> str:
        """The line of the script that said it."""
        source, run_id = one.shown.source, one.shown.run_id
        run = None if run_id is None else await uow.runs.find(run_id)
        if run is None or source is None or not source.startswith("run:"):
            return ""
        return self._line(run.sop, label_in(source))

    async def trace(self, people: Iterable[Person], *, of_group: bool = False) -> Sequence[Traced]:
        """The latest that the scripts decided about these people; `of_group`: and in the name of the group."""
        async with self._stage.database.begin() as uow:
            members = {}
            for person in people:
                member = await self._knowledge.member_of(uow, person)
                if member is not None:
                    members[member.id] = person.name
            runs = [(run, "") for run in await self._group_runs(uow)] if of_group else []
            lines = await uow.scripts.traces_of(_READ, list(members)) if members else []
            for run, _ in runs:
                lines += await uow.scripts.traces_of_run(run.id, _READ)
            lines = sorted({line.id: line for line in lines}.values(), key=lambda line: line.id)
            told = [await self._traced(uow, line, members) for line in telling(lines)[-LATEST:]]
            for member_id, name in members.items():
                who = "" if len(members) == 1 else name
                runs += [(run, who) for run in await uow.runs.live_of_member(member_id)]
            return told + self._to_come(runs)

    async def _group_runs(self, uow: UnitOfWork) -> list[Run]:
        whose = [script.id for script in self._scripts.values() if script.script.for_ != "member"]
        return [run for sop in whose for run in await self._knowledge.group_runs(uow, sop)]

    async def _traced(self, uow: UnitOfWork, line: Trace, members: Mapping[int, str]) -> Traced:
        return Traced(
            at=self.when(line.at),
            title=self._title(line.sop),
            who="" if len(members) == 1 or line.member_id is None else members[line.member_id],
            label=line.path,
            what=line.what,
            detail=await self._particulars(uow, line),
            origin=self._line(line.sop, line.path),
        )

    def _to_come(self, runs: Iterable[tuple[Run, str]]) -> list[Traced]:
        """The next that these runs will do by the clock, each with whose it is."""
        found: list[tuple[datetime, Traced]] = []
        for run, who in runs:
            waiting = () if run.status == RunStatus.ENDED else state_of(run.state).places
            for place in waiting:
                if place.at is not None:
                    title, origin = self._title(run.sop), self._line(run.sop, place.label)
                    told = Traced(self.when(place.at), title, who, place.label, TO_COME, {}, origin)
                    found.append((place.at, told))
        return [told for _, told in sorted(found, key=lambda pair: pair[0])[:NEXT]]

    def _line(self, sop: str, label: str) -> str:
        """The line of a script at which a run stands."""
        loaded = self._scripts.get(sop)
        if loaded is None or not label:
            return ""
        path, _ = path_and_day(label.partition(":")[0])
        line = lines_of(loaded).get(path)
        return "" if line is None else f"{loaded.file}:{line}"

    async def _particulars(self, uow: UnitOfWork, line: Trace) -> dict[str, object]:
        detail: dict[str, object] = dict(line.detail)
        if "until" in detail:
            detail["until"] = self.when(datetime.fromisoformat(str(detail["until"])))
        if "sop" in detail:
            detail["sop"] = self._title(str(detail["sop"]))
        if detail.get("why") is not None:
            policy = self._stage.services.policies.levels
            detail["why"] = reasons.named(detail["why"], policy, self._locale, self._title)
        if line.what == "by_hand":
            by = await uow.users.find(line.detail["by"])
            detail["by"] = None if by is None else shown(by.name)
        return detail

    def _title(self, sop: str) -> str:
        loaded = self._scripts.get(sop)
        title = None if loaded is None else loaded.script.title
        return sop if title is None else title.said_in(self._locale)
