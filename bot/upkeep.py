"""Timers of the community's own: tags that expire, to-dos that are overdue or wake up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.timers import Timer
from community import staff, tags, todos
from community.scope import Scope
from core.message import Kind, Message, Target
from core.permissions import Role
from handlers.context import Services
from sop.engine.cards import card_edits, overdue_card, post, preload
from sop.engine.readers import texts_of
from storage.todos import Todo, TodoKind
from storage.unit_of_work import UnitOfWork
from storage.users import Reach
from views.todos import overdue_many

LIMIT = 200
"""Rows dealt with in one transaction."""


MOST_CARDS = 3
"""To-dos overdue at the same time that the owner is shown one by one."""


class TagExpiry(Timer):
    """Takes away tags whose time is over."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tick(self, uow: UnitOfWork) -> bool:
        """Take away what has expired."""
        taken = await tags.expire_due(uow, LIMIT)
        await self._services.engine.settle(uow)
        return taken == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next tag expires."""
        return await uow.tags.next_expiry()


class OverdueTodos(Timer):
    """Closes gates that expired, and tells the owner of tasks that nobody did in time."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tick(self, uow: UnitOfWork) -> bool:
        """Deal with what has fallen due."""
        due = await todos.fall_due(uow, LIMIT)
        for community_id in dict.fromkeys(todo.community_id for todo in due):
            scope = await Scope.of(uow, community_id, self._services.policies)
            mine = [todo for todo in due if todo.community_id == community_id]
            gates = [todo for todo in mine if todo.kind == TodoKind.GATE]
            await preload(uow, gates)
            for gate in gates:
                await _refresh(scope, gate)
            await self._escalate(scope, [todo for todo in mine if todo.escalate == "owner"])
        return len(due) == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next open to-do falls due."""
        return await uow.todos.next_due()

    async def _escalate(self, scope: Scope, tasks: Sequence[Todo]) -> None:
        """Show the owner each of a few; of more only how many there are."""
        if not tasks:
            return
        places = await staff.owner_places(scope, self._services.settings.owner_ids)
        if len(tasks) <= MOST_CARDS:
            await preload(scope.uow, tasks)
            for todo in tasks:
                await self._show(scope, todo, places)
            return
        for place in places:
            text = overdue_many(await texts_of(scope, place.user_id), len(tasks))
            await scope.uow.outbox.plan(Message(place, Kind.TODO, text, community_id=scope.community.id))

    async def _show(self, scope: Scope, todo: Todo, places: Iterable[Target]) -> None:
        for place in places:
            text, buttons = await overdue_card(scope, todo, await texts_of(scope, place.user_id))
            card = Message(
                to=place,
                kind=Kind.TODO,
                text=text,
                buttons=buttons,
                community_id=scope.community.id,
                member_id=todo.member_id,
                dedupe_key=f"overdue:{todo.id}:{place.user_id}",
                todo_id=todo.id,
            )
            row_id = await scope.uow.outbox.plan(card)
            if row_id is not None and todo.outbox_id is None:
                scope.uow.todos.put(replace(todo, outbox_id=row_id))


class SleepingTodos(Timer):
    """Brings back what slept for long enough: to who is on it, else to where work for staff goes."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tick(self, uow: UnitOfWork) -> bool:
        """Show what wakes, each once."""
        awake = await todos.wake(uow, LIMIT)
        await preload(uow, awake)
        for community_id in dict.fromkeys(todo.community_id for todo in awake):
            scope = await Scope.of(uow, community_id, self._services.policies)
            await self._show(scope, [todo for todo in awake if todo.community_id == community_id])
        return len(awake) == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next one wakes."""
        return await uow.todos.next_waking()

    async def _show(self, scope: Scope, awake: Iterable[Todo]) -> None:
        places: dict[Role, Sequence[Target]] = {}
        for todo in awake:
            await _refresh(scope, todo)
            holder = None if todo.assignee is None else await scope.uow.users.find(todo.assignee)
            if holder is not None and holder.reach == Reach.OPEN:
                await post(scope, todo, [Target.user(holder.id)])
                continue
            role = Role.OWNER if todo.for_role == "owner" else Role.ASSISTANT
            if role not in places:
                places[role] = await staff.staff_places(scope, self._services.settings.owner_ids, role)
            await post(scope, todo, places[role])


async def _refresh(scope: Scope, todo: Todo) -> None:
    for edit in await card_edits(scope, todo):
        await scope.uow.outbox.plan_edit(edit)
