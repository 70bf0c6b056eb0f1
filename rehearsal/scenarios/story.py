"""A scenario as it is played: step by step, each held against what is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.localtime import instant_of
from core.phrases import Phrase
from rehearsal.people import Person
from rehearsal.scenarios import model
from rehearsal.scenarios.expected import Message, PlaceState, Silence, TodosState
from rehearsal.scenarios.inputs import fill_in
from rehearsal.scenarios.knowledge import Knowledge
from rehearsal.scenarios.model import Line, Scenario, Window
from rehearsal.scenarios.seen import Sighting, Sightings, mismatch
from rehearsal.scenarios.team_work import TeamWork
from rehearsal.scenarios.telling import NEAREST, Telling
from rehearsal.scenarios.troupe import CannotDo, Troupe
from rehearsal.shown import Place
from rehearsal.stage import Stage
from views.scenarios import Difference, Failure, SeenMessage, Wanted

SOON = timedelta(minutes=2)
"""How long something may take that must be seen, unless it says otherwise; a merged welcome takes one."""

ANOTHER_TIME = Phrase("at another time")

_STEP, _LONG_STEP = timedelta(seconds=1), timedelta(seconds=15)


class Story:
    """A scenario on its stage.

    `mark` is the last moment at which something was done or a time was set, and `before` how much had been
    seen by then: what is looked for comes after both. `told` is how much of it lines before have spoken of: what
    is to be nothing comes after that as well.
    """

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self.failures: list[Failure] = []
        self._scenario = scenario
        self._stage = stage
        self._sightings = Sightings(stage.clock)
        stage.subscribe(self._sightings.note)
        self._troupe = Troupe(stage)
        self._work = TeamWork(stage, self._troupe)
        self._knowledge = Knowledge(stage, self._troupe, self._work, self._messages_in)
        self._telling = Telling(scenario, stage, self._troupe, self._knowledge)
        self._acted: tuple[str, ...] = ()
        self._mark = self._opens = self._instant(scenario.opens)
        self._before = 0
        self._told = 0

    async def begin(self) -> None:
        """The cast gathers, and the bot's first words are over."""
        opens = self._opens
        if self._scenario.staff_chat:
            await self._stage.opens_staff_chat()
        await fill_in(self._stage, self._scenario.inputs)
        await self._troupe.gather(self._scenario.cast, self._scenario.locale)
        await self._stage.live_until(opens)
        self._mark = opens

    async def play(self) -> None:
        """Step by step, up to where the story cannot go on."""
        for line in self._scenario.timeline:
            reports = len(self._stage.failures.found)
            try:
                await self._step(line)
            except CannotDo as reason:
                await self._fails(self._failure(line, reason=reason.why), ())
                return
            for report in self._stage.failures.found[reports:]:
                await self._fails(self._failure(line, report=report), ())

    async def said(self) -> Sequence[SeenMessage]:
        """Everything that the bot said since the story began, in order."""
        told = [one for one in self._sightings.all if one.at >= self._opens]
        return await self._telling.messages((one, None) for one in told)

    async def _step(self, line: Line) -> None:
        match line.step:
            case model.GoTo(at):
                await self._go_to(self._instant(at))
            case model.Pass(length):
                await self._go_to(self._stage.now + length)
            case model.Act() as act:
                self._mark, self._before = self._stage.now, len(self._sightings.all)
                self._acted = act.people
                await self._troupe.do(act)
            case model.See(message, window):
                await self._see(line, message, window)
            case model.Nothing(message, window):
                await self._nothing(line, message, window)
            case model.Toasts(toast):
                people = [person for name in toast.to for person in self._troupe.people[name]]
                await self._toast(line, people, toast.text)
            case model.Todos(todo):
                found = await self._work.differences(todo)
                await self._differ(line, found, todo.about or self._acted)
            case model.Knows(people, state):
                await self._differ(line, await self._knowledge.differences(people, state), people)
            case model.Stands(what, state):
                await self._differ(line, await self._standing(what, state), (what,))

    async def _standing(self, what: str, state: PlaceState | TodosState) -> list[Difference]:
        if isinstance(state, TodosState):
            return await self._work.standing(state)
        if what == model.STAFF:
            return self._knowledge.staff_differences(state)
        return await self._knowledge.group_differences(state)

    def _messages_in(self, place: Place) -> int:
        """How many the bot wrote there since the story began."""
        seen = (one for one in self._sightings.all if one.shown.place is place)
        return sum(one.at >= self._opens and not one.changed for one in seen)

    async def _go_to(self, at: datetime) -> None:
        """What was waited for may have taken a little longer than the timeline thought."""
        if at < self._stage.now - SOON:
            raise CannotDo("it is {now} already", now=self._telling.clock(self._stage.now))
        if at > self._stage.now:
            await self._stage.live_until(at)
        self._mark, self._before = at, 0

    # What is seen

    async def _see(self, line: Line, message: Message, window: Window) -> None:
        places, mentions = self._places(message.to), self._ids(message.mentions)
        since, until = self._between(window)

        def meant() -> list[Sighting]:
            seen = self._seen(window, since, until)
            return [one for one in seen if mismatch(one, message, places, mentions) is None]

        if message.times is not None:
            await self._live_until(until)
        fits = len(meant()) == message.times
        if fits or (message.times is None and await self._comes(meant, places, until)):
            self._told = max([self._told, *(self._sightings.all.index(one) + 1 for one in meant())])
            return
        wanted = self._wanted(message, message.times, since, until)
        nearest = await self._telling.messages(self._nearest(message, places, mentions, since, until))
        await self._fails(
            self._failure(line, wanted=wanted, seen=nearest, unwanted=message.times == 0), message.to
        )

    async def _comes(
        self, meant: Callable[[], list[Sighting]], places: list[Place] | None, until: datetime
    ) -> bool:
        """Whether it is seen in time; each of several places must see it."""
        begun = self._stage.now
        while True:
            seen = {one.shown.place for one in meant()}
            if seen and (places is None or seen >= set(places)):
                return True
            now = self._stage.now
            if now >= until:
                return False
            step = _STEP if now - begun < SOON else _LONG_STEP
            await self._stage.live_until(min(now + step, until))

    async def _nothing(self, line: Line, message: Silence, window: Window) -> None:
        places = self._places(message.to)
        since, until = self._between(window)
        await self._live_until(until)
        seen = [
            (one, None)
            for one in self._seen(window, since, until, self._told)
            if one.at < until and not one.changed and mismatch(one, message, places) is None
        ]
        if until > self._mark:
            self._mark, self._before = until, 0
        if seen:
            wanted = self._wanted(message, None, since, until)
            told = await self._telling.messages(seen[:NEAREST])
            await self._fails(self._failure(line, wanted=wanted, seen=told, unwanted=True), message.to)

    async def _toast(self, line: Line, people: list[Person], words: tuple[str, ...]) -> None:
        found = [one for one in self._stage.toasts if one.at >= self._mark]
        found = [one for one in found if not people or one.person in people]
        if any(all(word in one.text for word in words) for one in found):
            return
        expected = " ".join(f"“{word}”" for word in words)
        seen = "; ".join(one.text for one in found) or Phrase("nothing")
        await self._differ(line, [Difference("", "toast", expected, seen)], self._acted)

    def _between(self, window: Window) -> tuple[datetime, datetime]:
        since = self._mark if window.since is None else self._instant(window.since)
        if window.until is not None:
            return since, self._instant(window.until)
        if window.within is not None:
            return since, since + window.within
        if window.since is not None and since < self._stage.now:
            return since, self._stage.now
        return since, since + SOON

    def _seen(self, window: Window, since: datetime, until: datetime, told: int = 0) -> list[Sighting]:
        first = max(self._before, told) if window.since is None else 0
        return [one for one in self._sightings.all[first:] if since <= one.at <= until]

    async def _live_until(self, at: datetime) -> None:
        if at > self._stage.now:
            await self._stage.live_until(at)

    def _nearest(
        self,
        message: Message,
        places: list[Place] | None,
        mentions: list[int],
        since: datetime,
        until: datetime,
    ) -> list[tuple[Sighting, Phrase | None]]:
        """What was seen there then; the same at another time or place; else the last that was seen there."""

        def differs(one: Sighting) -> Phrase | None:
            return mismatch(one, message, places, mentions)

        inside = [one for one in self._sightings.all if since <= one.at <= until]
        there = [one for one in self._sightings.all if places is None or one.shown.place in places]
        near = [(one, differs(one)) for one in [one for one in inside if one in there][-NEAREST:]]
        near += [(one, ANOTHER_TIME) for one in there if one not in inside and differs(one) is None][-2:]
        elsewhere = [one for one in inside if mismatch(one, message, None, mentions) is None]
        near += [(one, differs(one)) for one in elsewhere if one not in there][-2:]
        return near or [(one, ANOTHER_TIME) for one in there[-1:]]

    # What is told when it fails

    async def _differ(self, line: Line, found: list[Difference], about: tuple[str, ...]) -> None:
        if found:
            await self._fails(self._failure(line, differences=found), about)

    def _failure(self, line: Line, **what: Any) -> Failure:
        return Failure(line.line, self._telling.when(self._stage.now), **what)

    async def _fails(self, failure: Failure, about: tuple[str, ...]) -> None:
        """Keep a failure, with what the scripts decided about those whom it is about, else about who acted last."""
        names = [name for name in about if name in self._troupe.people] or list(self._acted)
        people = [person for name in names for person in self._troupe.people[name]][:NEAREST]
        of_group = bool({model.GROUP, model.STAFF} & set(about))
        self.failures.append(replace(failure, trace=await self._telling.trace(people, of_group=of_group)))

    def _instant(self, local: datetime) -> datetime:
        return instant_of(local.date(), local.time(), self._scenario.zone)

    def _wanted(
        self, message: Message | Silence, times: int | None, since: datetime, until: datetime
    ) -> Wanted:
        return Wanted(
            to=message.to,
            text=message.text,
            without=getattr(message, "not_", ()),
            buttons=message.buttons,
            mentions=getattr(message, "mentions", ()),
            picture=getattr(message, "picture", None),
            times=times,
            since=self._telling.when(since),
            until=self._telling.when(until),
        )

    def _places(self, names: tuple[str, ...]) -> list[Place] | None:
        return self._troupe.places(names) if names else None

    def _ids(self, names: tuple[str, ...]) -> list[int]:
        return [person.id for name in names for person in self._troupe.people[name]]
