"""How a rehearsal begins: who joins when, which cohort there is, and who sets the scripts going."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from random import Random
from zoneinfo import ZoneInfo

from community import cohorts
from community.scope import Scope
from core.callback import decode
from rehearsal.company import Company, Player
from rehearsal.given import Given, Rehearsed
from rehearsal.names import name_of
from rehearsal.shown import Shown
from rehearsal.stage import Stage
from sop.actions.say import Button
from sop.language.script import Each
from sop.language.triggers import OnCohort, OnCommand, OnMember, OnMessage, OnSchedule, Trigger
from sop.language.values import OnDay
from sop.language.walk import parts
from sop.program import Need
from storage.trace_counts import outcomes

MORNING, MIDDAY, EVENING = time(8), time(11, 30), time(18)
COHORT = {"zh": "第1期", "en": "Cohort 1"}
LATER = 10
"""Every so manieth joins on a later day."""

_BY_PEOPLE = (OnMember, OnMessage, OnCommand, OnSchedule, OnCohort)


@dataclass(frozen=True)
class Opening:
    """What has to be done so that the scripts begin."""

    given: Given
    first_day: date
    days: int
    zone: ZoneInfo

    @cached_property
    def needs_cohort(self) -> bool:
        """Whether any script goes by a cohort."""
        return any(
            one.script.for_ == "cohort" or any(isinstance(on, OnCohort) for on in one.script.start)
            for one in self.given.scripts
        )

    @property
    def starts_at(self) -> datetime:
        """When the rehearsal begins: in the morning, or before a cohort's first day as early as its steps need."""
        if not self.needs_cohort:
            return self.local(self.first_day, MORNING)
        before = 1 - min((day for one in self.given.scripts for day in _days(one)), default=1)
        return self.local(self.first_day - timedelta(days=max(1, before)), EVENING)

    @property
    def ends_at(self) -> datetime:
        """The midnight after the last day."""
        return self.local(self.first_day + timedelta(days=self.days), time(0))

    def local(self, day: date, at: time) -> datetime:
        """A local instant."""
        return datetime.combine(day, at, self.zone)

    @cached_property
    def knows_check_ins(self) -> bool:
        """Whether the scripts care about check-ins, so that people check in of their own accord."""
        words = ("check_in", "streak", "missed")
        return any(word in one.loaded.text for one in self.given.scripts for word in words)

    @cached_property
    def invites_to_check_in(self) -> bool:
        """Whether any script offers a check-in, and not only to who has begun to check in already."""
        return any(
            isinstance(part.value, Button) and part.value.check_in
            for one in self.given.scripts
            if Need.STREAK not in one.program.when_needs
            for part in parts(one.script)
        )

    @cached_property
    def leads_to_private(self) -> bool:
        """Whether any script shows people the way to the private chat."""
        return any(
            isinstance(part.value, Button) and part.value.start_private
            for one in self.given.scripts
            for part in parts(one.script)
        )

    @cached_property
    def by_hand(self) -> tuple[Rehearsed, ...]:
        """The scripts that the owner starts: nothing else does."""
        called = {name for one in self.given.scripts for name in _called(one)}
        return tuple(
            one for one in self.given.scripts if one.asked and not one.script.start and one.sop not in called
        )

    def set_going(self, one: Rehearsed, late: Sequence[str]) -> tuple[str, ...]:
        """What starts a script, as codes: the events of its triggers, `called`, `by_hand`, `by_hand_late`."""
        codes: list[str] = [on.on for on in one.script.start]
        if any(one.sop in _called(other) for other in self.given.scripts):
            codes.append("called")
        if one in self.by_hand:
            codes.append("by_hand")
        if one.sop in late:
            codes.append("by_hand_late")
        return tuple(dict.fromkeys(codes))


def _days(one: Rehearsed) -> Iterator[int]:
    for plan in one.program.steps.values():
        if isinstance(plan.begins, OnDay):
            yield plan.begins.day
        elif isinstance(plan.begins, Each):
            yield plan.begins.day[0]


def _called(one: Rehearsed) -> Iterator[str]:
    return (node.action.sop for node in one.program.nodes.values() if node.name == "run")  # type: ignore[union-attr]


class Overture:
    """Carries an opening out on a stage."""

    def __init__(self, stage: Stage, company: Company, opening: Opening, seed: int) -> None:
        self._stage = stage
        self._company = company
        self._opening = opening
        self._rng = Random(seed ^ 0x5EED)
        self.started_late: list[str] = []

    async def team(self) -> None:
        """The owner and an assistant, with a chat of their own."""
        stage = self._stage
        zh = stage.setting.locale == "zh"
        await stage.opens_staff_chat("助教群" if zh else "Team")
        helper = await stage.assistant("小助" if zh else "Robin", username="helper")
        self._company.teammate(stage.owner)
        self._company.teammate(helper)

    def invites(self, members: int) -> None:
        """People join through the first hours, some on later days; all at once where a cohort waits for them."""
        opening, stage = self._opening, self._stage
        later = opening.days > 1 and not opening.needs_cohort and not opening.by_hand
        for number in range(members):
            username = f"m{number + 1:05}"
            person = stage.person(name_of(number, stage.setting.locale), username=username)
            player = self._company.member(
                person, knows_check_ins=opening.knows_check_ins, unasked=not opening.invites_to_check_in
            )
            at = self._later() if later and number % LATER == LATER - 1 else self._soon()
            stage.plan(at, partial(person.joins, stage.group))
            if not opening.leads_to_private:
                self._company.finds_the_bot(player, at)
            self._is_provoked(player, at)

    def _soon(self) -> datetime:
        seconds = 3600 if self._opening.needs_cohort else 3 * 3600
        return self._opening.starts_at + timedelta(seconds=60 + self._rng.randrange(seconds))

    def _later(self) -> datetime:
        day = self._rng.randrange(1, min(4, self._opening.days))
        morning = self._opening.local(self._opening.first_day + timedelta(days=day), MORNING)
        return morning + timedelta(seconds=self._rng.randrange(12 * 3600))

    def _is_provoked(self, player: Player, joined: datetime) -> None:
        """Most people say once what a script listens for."""
        for trigger in self._triggers():
            said = _said(trigger)
            if said and self._rng.random() < 0.7:
                after = timedelta(seconds=self._rng.randrange(600, 10 * 3600))
                self._company.plan_saying(player, said, joined + after)

    def _triggers(self) -> Iterator[Trigger]:
        return (on for one in self._opening.given.scripts if one.asked for on in one.script.start)

    async def opens_cohort(self) -> None:
        """A cohort that begins on the first day, with everybody who is there by then."""
        stage, name = self._stage, COHORT[self._stage.setting.locale]
        stage.owner.says(f"/cohort new {name} {self._opening.first_day}")
        await stage.settle()
        async with stage.database.begin() as uow:
            people = [player.person.id for player in self._company.members]
            await uow.users.load(people)
            owner = await uow.users.by_telegram_id(stage.owner.id)
            chat = await uow.chats.by_telegram_id(stage.group.telegram_id)
            assert owner is not None
            assert chat is not None
            assert chat.community_id is not None
            scope = await Scope.of(uow, chat.community_id, stage.services.policies)
            cohort = await cohorts.find(scope, name)
            for person_id in people:
                user = await uow.users.by_telegram_id(person_id)
                member = None if user is None else await uow.members.of(chat.community_id, user.id)
                if member is not None:
                    await cohorts.add(scope, cohort, member, owner)
            await stage.services.engine.settle(uow)

    async def starts_by_hand(self, scripts: Sequence[Rehearsed]) -> None:
        """The owner starts scripts for everybody, as `/sop start` does."""
        stage = self._stage
        pressed: list[Shown] = []
        stage.subscribe(lambda shown: pressed.append(shown) if shown.place is stage.owner.home else None)
        for one in scripts:
            if one.script.for_ == "chat":
                stage.owner.says(f"/sop start {one.sop} here", stage.group)
            elif one.script.for_ == "cohort":
                stage.owner.says(f"/sop start {one.sop} cohort {COHORT[stage.setting.locale]}")
            else:
                stage.owner.says(f"/sop start {one.sop} all")
            await stage.settle()
            self._agrees(pressed)
            await stage.settle()

    def _agrees(self, answers: list[Shown]) -> None:
        """Presses “Do it” below the preview, if there is one."""
        for shown in answers:
            for button in shown.buttons:
                press = decode(button.data) if button.data else None
                if press is not None and press.verb == "wk" and press.args[:1] == ("go",):
                    self._stage.owner.presses(shown, button.text)
        answers.clear()

    async def starts_what_waits(self) -> None:
        """On the second day: what only rare events start, and nothing has."""
        waiting = [
            one
            for one in self._opening.given.scripts
            if one.asked
            and one.script.start
            and not any(isinstance(on, _BY_PEOPLE) for on in one.script.start)
        ]
        async with self._stage.database.begin() as uow:
            begun = {sop for sop, _ in (await outcomes(uow)).values()}
        late = [one for one in waiting if one.sop not in begun]
        self.started_late += [one.sop for one in late]
        await self.starts_by_hand(late)


def _said(trigger: Trigger) -> str:
    match trigger:
        case OnMessage(contains=contains) if contains:
            return contains[0]
        case OnMessage(hashtag=str(hashtag)):
            return f"#{hashtag}"
        case OnCommand(command=command):
            return f"/{command}"
    return ""
