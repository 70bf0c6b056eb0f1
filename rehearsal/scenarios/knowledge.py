"""What the program knows of people and of the group, held against what a scenario expects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from community.levels import level_of
from community.scope import Scope
from core.phrases import Phrase
from rehearsal.people import Person
from rehearsal.scenarios.compared import figure_differences, run_differences
from rehearsal.scenarios.expected import GroupState, PersonState, PlaceState
from rehearsal.scenarios.model import GROUP, STAFF
from rehearsal.scenarios.team_work import TeamWork
from rehearsal.scenarios.troupe import Troupe
from rehearsal.shown import Place
from rehearsal.stage import Stage
from storage.members import Member
from storage.runs import Run
from storage.unit_of_work import UnitOfWork
from views.scenarios import Difference

_NOTHING = Phrase("none at all")


class Knowledge:
    """Looks into the program's own memory."""

    def __init__(
        self, stage: Stage, troupe: Troupe, work: TeamWork, messages: Callable[[Place], int]
    ) -> None:
        """`messages` counts what the bot wrote somewhere since the story began."""
        self._stage = stage
        self._troupe = troupe
        self._work = work
        self._messages = messages

    async def member_of(self, uow: UnitOfWork, person: Person) -> Member | None:
        """Somebody as a member; None who never came."""
        user = await uow.users.by_telegram_id(person.id)
        found = [] if user is None else await uow.members.of_user(user.id)
        return found[0] if found else None

    async def differences(self, people: Sequence[str], state: PersonState) -> list[Difference]:
        """In what they are otherwise than expected."""
        found: list[Difference] = []
        async with self._stage.database.begin() as uow:
            for name in people:
                for person in self._troupe.people[name]:
                    member = await self.member_of(uow, person)
                    if member is None:
                        if not _expects_nobody(state):
                            found.append(Difference(person.name, "member", "", Phrase("never came")))
                        continue
                    scope = await Scope.of(uow, member.community_id, self._stage.services.policies)
                    about = _AboutMember(scope, member, person.name)
                    found += [one async for one in about.differences(state)]
                    todos = await self._work.open_about(uow, member.id) if state.todos else 0
                    figures = (
                        ("todos", state.todos, todos),
                        ("messages", state.messages, self._messages(person.home)),
                    )
                    found += figure_differences(person.name, figures)
        return found

    async def group_differences(self, state: PlaceState) -> list[Difference]:
        """In what the group is otherwise than expected."""
        found = self._place_differences(self._stage.group, state)
        if isinstance(state, GroupState):
            async with self._stage.database.begin() as uow:
                for sop, wanted in state.run.items():
                    found += run_differences(GROUP, sop, wanted, await self.group_runs(uow, sop))
        return found

    def staff_differences(self, state: PlaceState) -> list[Difference]:
        """In what the staff chat is otherwise than expected."""
        assert self._stage.staff is not None
        return self._place_differences(self._stage.staff, state)

    def _place_differences(self, place: Place, state: PlaceState) -> list[Difference]:
        inside = sum(place in person.groups for person in self._stage.people.values())
        figures = (
            ("messages", state.messages, self._messages(place)),
            ("members", state.members, inside),
        )
        return list(figure_differences(STAFF if place.staff else GROUP, figures))

    async def group_runs(self, uow: UnitOfWork, sop: str) -> list[Run]:
        """Every run of a script for the group or one of its cohorts, oldest first."""
        chat = await uow.chats.by_telegram_id(self._stage.group.telegram_id)
        assert chat is not None
        assert chat.community_id is not None
        found = await uow.runs.past_of(sop, chat_id=chat.id)
        for cohort in await uow.cohorts.of_community(chat.community_id):
            found += await uow.runs.past_of(sop, cohort_id=cohort.id)
        return sorted(found, key=lambda run: run.id)


class _AboutMember:
    """One member held against a state."""

    def __init__(self, scope: Scope, member: Member, name: str) -> None:
        self._scope = scope
        self._uow = scope.uow
        self._member = member
        self._name = name

    async def differences(self, state: PersonState) -> AsyncIterator[Difference]:
        figures = [
            ("points", state.points, self._member.points),
            ("level", state.level, level_of(self._scope, self._member)),
            ("streak", state.streak, self._member.streak),
            ("check_ins", state.check_ins, self._member.check_ins),
        ]
        for one in figure_differences(self._name, figures):
            yield one
        if state.stage is not None and state.stage != self._member.stage:
            yield self._differs("stage", state.stage, self._member.stage)
        for one in [*await self._tags(state), *await self._certificates(state)]:
            yield one
        for sop, wanted in state.run.items():
            runs = await self._uow.runs.history(sop, self._member.id)
            for one in run_differences(self._name, sop, wanted, runs):
                yield one

    async def _tags(self, state: PersonState) -> list[Difference]:
        held = {tag.tag for tag in await self._uow.tags.of(self._member.id)}
        there = ", ".join(sorted(held)) or _NOTHING
        missing = [self._differs("tag", tag, there) for tag in state.tags if tag not in held]
        return missing + [
            self._differs("tag", Phrase("not {what}", what=tag), there)
            for tag in state.without_tags
            if tag in held
        ]

    async def _certificates(self, state: PersonState) -> list[Difference]:
        if not state.certificate and state.without_certificate is None:
            return []
        held = [one.kind for one in await self._uow.certificates.of_member(self._member.id) if one.holds]
        there = ", ".join(held) or _NOTHING
        found = [self._differs("certificate", kind, there) for kind in state.certificate if kind not in held]
        if state.without_certificate is not None and state.without_certificate == bool(held):
            expected = _NOTHING if held else Phrase("any")
            found.append(self._differs("certificate", expected, there))
        return found

    def _differs(self, what: str, expected: Phrase | str, found: Phrase | str) -> Difference:
        return Difference(self._name, what, expected, found)


def _expects_nobody(state: PersonState) -> bool:
    """Whether this is true of somebody who never came: no script has run for them."""
    only_runs = state.model_fields_set == {"run"}
    return only_runs and all(run.is_ == "none" or run.times == 0 for run in state.run.values())
