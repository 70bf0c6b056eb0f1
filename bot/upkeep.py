"""Timers of the community's own: tags that expire, to-dos that are overdue."""

from dataclasses import replace
from datetime import datetime

from bot.timers import Timer
from community import staff, tags, todos
from community.scope import Scope
from core.message import Kind, Message
from handlers.context import Services
from sop.engine.cards import card_edits, overdue_card
from storage.todos import Todo, TodoKind
from storage.unit_of_work import UnitOfWork

LIMIT = 200
"""Rows dealt with in one transaction."""


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
        for todo in due:
            scope = await Scope.of(uow, todo.community_id, self._services.policies)
            if todo.kind == TodoKind.GATE:
                for edit in await card_edits(scope, todo):
                    await uow.outbox.plan_edit(edit)
            elif todo.escalate == "owner":
                await self._escalate(scope, todo)
        return len(due) == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next open to-do falls due."""
        return await uow.todos.next_due()

    async def _escalate(self, scope: Scope, todo: Todo) -> None:
        text, buttons = await overdue_card(scope, todo)
        for place in await staff.owner_places(scope, self._services.settings.owner_ids):
            card = Message(
                to=place,
                kind=Kind.TODO,
                text=text,
                buttons=buttons,
                community_id=scope.community.id,
                member_id=todo.member_id,
                dedupe_key=f"overdue:{todo.id}:{place.user_id}",
                extra={"todo": todo.id},
            )
            row_id = await scope.uow.outbox.plan(card)
            if row_id is not None and todo.outbox_id is None:
                scope.uow.todos.put(replace(todo, outbox_id=row_id))
