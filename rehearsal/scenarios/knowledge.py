"""What the program knows of people, held against what a scenario expects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import reduce

from markupsafe import Markup

from community.levels import level_of
from community.scope import Scope
from core.phrases import Phrase
from rehearsal.people import Person
from rehearsal.scenarios.seen import contains
from rehearsal.scenarios.troupe import Troupe
from rehearsal.scenarios.written import Figure, PersonState, RunText, TodoText
from rehearsal.stage import Stage
from sop.state_text import state_of
from storage.members import Member
from storage.runs import Run, RunStatus
from storage.todos import Todo, TodoState, Wanted
from storage.unit_of_work import UnitOfWork
from views.scenarios import Difference

_MOST_TODOS = 500
_A_MOMENT = timedelta(seconds=1)
_TODO_STATES = {"could_not": TodoState.UNREACHABLE}
_STATES_OF_TODOS = {str(state): word for word, state in _TODO_STATES.items()}
_NOTHING = Phrase("none at all")


class Knowledge:
    """Looks into the program's own memory."""

    def __init__(self, stage: Stage, troupe: Troupe) -> None:
        self._stage = stage
        self._troupe = troupe

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
                    found += [
                        one async for one in _AboutMember(scope, member, person.name).differences(state)
                    ]
        return found

    async def todos(self, wanted: TodoText) -> list[Difference]:
        """Whether there are such to-dos, and which there are otherwise."""
        about = {person.id for name in wanted.about for person in self._troupe.people[name]}
        async with self._stage.database.begin() as uow:
            all_of = await self._every_todo(uow)
            described = [(todo, await self._name_of(uow, todo)) for todo in all_of]
            fitting = [todo for todo, (key, _) in described if _fits(todo, key, wanted, about)]
            if (wanted.times is None and fitting) or wanted.times == len(fitting):
                return []
            there = [_described(todo, name) for todo, (_, name) in described]
        return [Difference("", "todos", _said(wanted), "; ".join(there) or _NOTHING)]

    async def _every_todo(self, uow: UnitOfWork) -> list[Todo]:
        chat = await uow.chats.by_telegram_id(self._stage.group.telegram_id)
        assert chat is not None
        assert chat.community_id is not None
        wanted = Wanted(chat.community_id, owners_too=True)
        asleep = Wanted(chat.community_id, owners_too=True, asleep=True)
        closed = await uow.todos.closed_between(
            chat.community_id, self._stage.setting.start, self._stage.now + _A_MOMENT
        )
        found = [
            *await uow.todos.page_of(wanted, 0, _MOST_TODOS),
            *await uow.todos.page_of(asleep, 0, _MOST_TODOS),
            *closed,
        ]
        return list({todo.id: todo for todo in found}.values())

    async def _name_of(self, uow: UnitOfWork, todo: Todo) -> tuple[int | None, str]:
        if todo.member_id is None:
            return None, ""
        user = await uow.users.get((await uow.members.get(todo.member_id)).user_id)
        return user.telegram_id, user.name


def _fits(todo: Todo, about: int | None, wanted: TodoText, people: set[int]) -> bool:
    state = None if wanted.is_ is None else _TODO_STATES.get(wanted.is_, wanted.is_)
    return (
        (not wanted.about or about in people)
        and (wanted.for_ is None or todo.for_role == wanted.for_)
        and (state is None or todo.state == state)
        and all(contains(_plain(todo), words) for words in wanted.text)
    )


def _said(wanted: TodoText) -> Phrase | str:
    """What is looked for, in words."""
    parts: list[Phrase | str] = [f"“{words}”" for words in wanted.text]
    parts += [Phrase("about {who}", who=", ".join(wanted.about))] if wanted.about else []
    parts += [Phrase("for {role}", role=wanted.for_)] if wanted.for_ else []
    parts += [wanted.is_] if wanted.is_ else []
    parts += [f"× {wanted.times}"] if wanted.times is not None else []
    return reduce(lambda before, part: Phrase("{before} {part}", before=before, part=part), parts)


def _plain(todo: Todo) -> str:
    return Markup(todo.text).striptags()


def _described(todo: Todo, name: str) -> str:
    state = _STATES_OF_TODOS.get(todo.state, todo.state)
    return f"{name} “{_plain(todo)[:40]}” {todo.for_role} {state}".strip()


class _AboutMember:
    """One member held against a state."""

    def __init__(self, scope: Scope, member: Member, name: str) -> None:
        self._scope = scope
        self._uow = scope.uow
        self._member = member
        self._name = name

    async def differences(self, state: PersonState) -> AsyncIterator[Difference]:
        figures = (
            ("points", state.points, self._member.points),
            ("level", state.level, level_of(self._scope, self._member)),
            ("streak", state.streak, self._member.streak),
            ("check_ins", state.check_ins, self._member.check_ins),
        )
        for what, wanted, number in figures:
            if wanted is not None and not wanted.fits(number):
                yield self._differs(what, _bounds(wanted), str(number))
        if state.stage is not None and state.stage != self._member.stage:
            yield self._differs("stage", state.stage, self._member.stage)
        for one in [*await self._tags(state), *await self._certificates(state)]:
            yield one
        for sop, wanted_run in state.run.items():
            for one in await self._run(sop, wanted_run):
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

    async def _run(self, sop: str, wanted: RunText) -> list[Difference]:
        runs = await self._uow.runs.history(sop, self._member.id)
        found = []
        if wanted.times is not None and len(runs) != wanted.times:
            found.append(self._differs("run", f"{sop} × {wanted.times}", f"× {len(runs)}"))
        latest = runs[-1] if runs else None
        stands = _stands(latest)
        waits = _steps(latest)
        if wanted.is_ is not None and stands != wanted.is_:
            found.append(self._differs("run", f"{sop}: {wanted.is_}", _described_run(stands, waits)))
        missing = [step for step in wanted.at if step not in waits]
        if missing:
            found.append(self._differs("run", f"{sop}: {', '.join(missing)}", _described_run(stands, waits)))
        return found

    def _differs(self, what: str, expected: Phrase | str, found: Phrase | str) -> Difference:
        return Difference(self._name, what, expected, found)


def _expects_nobody(state: PersonState) -> bool:
    """Whether this is true of somebody who never came: no script has run for them."""
    only_runs = state.model_fields_set == {"run"}
    return only_runs and all(run.is_ == "none" or run.times == 0 for run in state.run.values())


def _stands(run: Run | None) -> str:
    if run is None:
        return "none"
    if run.status == RunStatus.ENDED:
        return run.outcome or "done"
    return "running" if run.status == RunStatus.ACTIVE else run.status


def _steps(run: Run | None) -> list[str]:
    if run is None or run.status == RunStatus.ENDED:
        return []
    return list(dict.fromkeys(place.step for place in state_of(run.state).places))


def _described_run(stands: str, waits: Sequence[str]) -> str:
    return f"{stands} ({', '.join(waits)})" if waits else stands


def _bounds(wanted: Figure) -> Phrase | str:
    if wanted.is_ is not None:
        return str(wanted.is_)
    least = [f"≥ {wanted.at_least}"] if wanted.at_least is not None else []
    return ", ".join([*least, *([f"< {wanted.below}"] if wanted.below is not None else [])])
