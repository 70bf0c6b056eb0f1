"""The card of a to-do as it is now, wherever it was posted: by the engine, a press, or the clock."""

from markupsafe import Markup

from community.scope import Scope
from core.message import Edit, Rows
from storage.todos import Todo, TodoKind, TodoState
from storage.unit_of_work import UnitOfWork
from storage.users import User
from views import todos as view
from views.names import mention, shown
from views.texts import texts_for
from views.times import moment


async def card_of(scope: Scope, todo: Todo) -> tuple[str, Rows]:
    """Text and buttons; none once it is closed."""
    texts, who = texts_for(scope.community.locale), await _member(scope.uow, todo)
    due = None if todo.due_at is None else moment(texts, todo.due_at, scope.zone, scope.uow.now)
    gate = todo.kind == TodoKind.GATE
    if todo.state != TodoState.OPEN:
        closer = await closer_of(scope.uow, todo)
        at = moment(texts, todo.closed_at, scope.zone, scope.uow.now) if todo.closed_at and closer else None
        name = shown(closer.name) if closer else None
        return view.closed_card(texts, todo.text, who, todo.state, name, at, gate=gate), ()
    if gate:
        return view.gate_card(texts, todo.id, todo.text, who, due, owner_only=todo.for_role == "owner")
    holder = None if todo.assignee is None else mention_of_user(await scope.uow.users.get(todo.assignee))
    return view.card(texts, todo.id, todo.text, who, due, holder)


async def overdue_card(scope: Scope, todo: Todo) -> tuple[str, Rows]:
    """What the owner is shown of a task that nobody did in time."""
    texts, who = texts_for(scope.community.locale), await _member(scope.uow, todo)
    assert todo.due_at is not None, "only what has a time is overdue"
    due = moment(texts, todo.due_at, scope.zone, scope.uow.now)
    holder = None if todo.assignee is None else mention_of_user(await scope.uow.users.get(todo.assignee))
    return view.overdue_card(texts, todo.id, todo.text, who, due, holder)


async def card_edits(scope: Scope, todo: Todo) -> list[Edit]:
    """Brings every card of the to-do up to date: without a staff chat there is one for each assistant."""
    text, rows = await card_of(scope, todo)
    posted = await scope.uow.outbox.cards_of(todo.community_id, todo.id, todo.opened_at)
    return [Edit(row.id, text, rows) for row in posted]


async def closer_of(uow: UnitOfWork, todo: Todo) -> User | None:
    """Who closed it."""
    return None if todo.closed_by is None else await uow.users.get(todo.closed_by)


def mention_of_user(user: User) -> Markup:
    """A mention of somebody of the staff."""
    return mention(user.name, user.telegram_id)


async def listed(scope: Scope, todo: Todo) -> view.Listed:
    """As a line of the list."""
    texts, now = texts_for(scope.community.locale), scope.uow.now
    member = None if todo.member_id is None else await scope.uow.members.get(todo.member_id)
    holder = None if todo.assignee is None else await scope.uow.users.get(todo.assignee)
    return view.Listed(
        todo_id=todo.id,
        gate=todo.kind == TodoKind.GATE,
        words=todo.text,
        member=None if member is None else shown((await scope.uow.users.get(member.user_id)).name),
        since=moment(texts, todo.opened_at, scope.zone, now),
        due=None if todo.due_at is None else moment(texts, todo.due_at, scope.zone, now),
        overdue=todo.due_at is not None and todo.due_at <= now,
        taken_by=None if holder is None else shown(holder.name),
    )


async def _member(uow: UnitOfWork, todo: Todo) -> Markup | None:
    if todo.member_id is None:
        return None
    member = await uow.members.get(todo.member_id)
    return mention_of_user(await uow.users.get(member.user_id))
