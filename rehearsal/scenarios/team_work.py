"""The team's to-dos, held against what a scenario expects."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce

from markupsafe import Markup

from core.phrases import Phrase
from rehearsal.scenarios.compared import bounds
from rehearsal.scenarios.expected import TodosState, TodoText
from rehearsal.scenarios.seen import contains
from rehearsal.scenarios.troupe import Troupe
from rehearsal.stage import Stage
from storage.todos import Todo, TodoState, Wanted
from storage.unit_of_work import UnitOfWork
from views.scenarios import Difference

_MOST_TODOS = 500
_A_MOMENT = timedelta(seconds=1)
_TODO_STATES = {"could_not": TodoState.UNREACHABLE}
_STATES_OF_TODOS = {str(state): word for word, state in _TODO_STATES.items()}
_NOTHING = Phrase("none at all")


class TeamWork:
    """Looks into the program's to-dos."""

    def __init__(self, stage: Stage, troupe: Troupe) -> None:
        self._stage = stage
        self._troupe = troupe

    async def differences(self, wanted: TodoText) -> list[Difference]:
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

    async def standing(self, state: TodosState) -> list[Difference]:
        """Whether there are as many as expected, by how they stand; and which there are otherwise."""
        async with self._stage.database.begin() as uow:
            all_of = await self._every_todo(uow)
            there = [_described(todo, (await self._name_of(uow, todo))[1]) for todo in all_of]
        now = self._stage.now
        open_ones = [todo for todo in all_of if todo.state == TodoState.OPEN]
        figures = (
            ("open", state.open, len(open_ones)),
            (
                "overdue",
                state.overdue,
                sum(todo.due_at is not None and todo.due_at <= now for todo in open_ones),
            ),
            ("done", state.done, sum(todo.state == TodoState.DONE for todo in all_of)),
            ("could_not", state.could_not, sum(todo.state == TodoState.UNREACHABLE for todo in all_of)),
        )
        return [
            Difference("", "todos", f"{what} {bounds(wanted)}", f"{what} {number}" + _in_brackets(there))
            for what, wanted, number in figures
            if wanted is not None and not wanted.fits(number)
        ]

    async def open_about(self, uow: UnitOfWork, member_id: int) -> int:
        """How many about somebody are open."""
        return sum(
            todo.state == TodoState.OPEN and todo.member_id == member_id
            for todo in await self._every_todo(uow)
        )


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


def _in_brackets(described: list[str]) -> str:
    return f" ({'; '.join(described)})" if described else ""
