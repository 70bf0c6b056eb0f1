"""The card of a to-do as it is now, wherever it was posted: by the engine, a press, or the clock."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from community import proofs, todos
from community.scope import Scope
from core.message import Edit, Kind, Message, Rows, Target
from sop.engine import persons, readers
from sop.engine.persons import person_of
from storage.todos import Todo, TodoKind, TodoState
from storage.unit_of_work import UnitOfWork
from storage.users import User
from views import proofs as proof_view
from views import todos as view
from views.names import mention, shown
from views.person import Person
from views.texts import Texts
from views.times import moment
from views.todo_list import Listed

NOTES = 3
"""The last notes that a card shows."""


async def preload(uow: UnitOfWork, shown_soon: Collection[Todo]) -> None:
    """Read in a few reads what the cards of these to-dos show."""
    await persons.preload(uow, [todo.member_id for todo in shown_soon if todo.member_id is not None])
    staff = [user_id for todo in shown_soon for user_id in (todo.assignee, todo.closed_by)]
    await uow.users.load_ids(user_id for user_id in staff if user_id is not None)


async def card_of(scope: Scope, todo: Todo, texts: Texts) -> tuple[str, Rows]:
    """Text and buttons; a closed one has at most the button that opens it again."""
    if todo.state != TodoState.OPEN:
        return view.closed_card(texts, await _closed(scope, todo, texts))
    if todo.kind == TodoKind.GATE:
        person, due = await _person(scope, todo, texts), _moment(scope, todo.due_at, texts)
        return view.gate_card(texts, todo.id, todo.text, person, due, owner_only=todo.for_role == "owner")
    text, rows = view.card(texts, await _open(scope, todo, texts))
    if proofs.proof_in(todo.key) is None:
        return text, rows
    return text, (proof_view.buttons(texts, todo.id), *rows)


async def post(scope: Scope, todo: Todo, places: Iterable[Target], kind: Kind = Kind.TODO) -> Todo:
    """Show it in these places; without any, it waits in `/todo` and the digest."""
    for place in places:
        text, buttons = await card_of(scope, todo, await readers.texts_of(scope, place.user_id))
        message = Message(
            to=place,
            kind=kind,
            text=text,
            buttons=buttons,
            community_id=todo.community_id,
            run_id=todo.run_id,
            member_id=todo.member_id,
            todo_id=todo.id,
        )
        row_id = await scope.uow.outbox.plan(message)
        if todo.outbox_id is None:
            todo = scope.uow.todos.put(replace(todo, outbox_id=row_id))
    return todo


async def overdue_card(scope: Scope, todo: Todo, texts: Texts) -> tuple[str, Rows]:
    """What the owner is shown of a task that nobody did in time."""
    return view.overdue_card(texts, await _open(scope, todo, texts))


async def card_edits(scope: Scope, todo: Todo) -> list[Edit]:
    """Brings every card of the to-do up to date: without a staff chat there is one for each assistant."""
    posted = await scope.uow.outbox.cards_of(todo.id)
    await readers.preload(scope, (row.user_id for row in posted))
    return [
        Edit(row.id, *await card_of(scope, todo, await readers.texts_of(scope, row.user_id)))
        for row in posted
    ]


async def closer_of(uow: UnitOfWork, todo: Todo) -> User | None:
    """Who closed it."""
    return None if todo.closed_by is None else await uow.users.get(todo.closed_by)


def mention_of_user(user: User) -> Markup:
    """A mention of somebody of the staff."""
    return mention(user.name, user.telegram_id)


async def listed(scope: Scope, todo: Todo, texts: Texts) -> Listed:
    """As a line of the list."""
    member = None if todo.member_id is None else await scope.uow.members.get(todo.member_id)
    holder = None if todo.assignee is None else await scope.uow.users.get(todo.assignee)
    return Listed(
        todo_id=todo.id,
        gate=todo.kind == TodoKind.GATE,
        words=todo.text,
        member=None if member is None else shown((await scope.uow.users.get(member.user_id)).name),
        since=_moment(scope, todo.opened_at, texts) or "",
        due=_moment(scope, todo.due_at, texts),
        overdue=todo.due_at is not None and todo.due_at <= scope.uow.now,
        taken_by=None if holder is None else shown(holder.name),
        asleep=_moment(scope, todo.snoozed_until, texts),
    )


async def _open(scope: Scope, todo: Todo, texts: Texts) -> view.Card:
    holder = None if todo.assignee is None else mention_of_user(await scope.uow.users.get(todo.assignee))
    return view.Card(
        todo_id=todo.id,
        text=todo.text,
        person=await _person(scope, todo, texts),
        due=_moment(scope, todo.due_at, texts),
        words=todo.words,
        escalates=todo.escalate == "owner",
        taken_by=holder,
        asleep=_moment(scope, todo.snoozed_until, texts),
        notes=await _notes(scope, todo, texts),
    )


async def _closed(scope: Scope, todo: Todo, texts: Texts) -> view.Closed:
    closer = await closer_of(scope.uow, todo)
    return view.Closed(
        todo_id=todo.id,
        text=todo.text,
        outcome=todo.state,
        gate=todo.kind == TodoKind.GATE,
        person=await _person(scope, todo, texts),
        by=shown(closer.name) if closer else None,
        at=_moment(scope, todo.closed_at, texts) if closer else None,
        undo=todos.can_reopen(todo),
        notes=await _notes(scope, todo, texts),
    )


async def _notes(scope: Scope, todo: Todo, texts: Texts) -> list[view.Note]:
    """A card that has just been opened has none, and need not ask."""
    if todo.opened_at == scope.uow.now:
        return []
    notes = await scope.uow.todo_notes.of_todo(todo.id, NOTES)
    await scope.uow.users.load_ids(note.user_id for note in notes)
    users = scope.uow.users
    return [
        view.Note(note.text, shown(users.known(note.user_id).name), _moment(scope, note.at, texts) or "")
        for note in notes
    ]


async def _person(scope: Scope, todo: Todo, texts: Texts) -> Person | None:
    if todo.member_id is None:
        return None
    member = await scope.uow.members.get(todo.member_id)
    person, last = await person_of(scope, member, texts), await scope.uow.todo_notes.latest_about(member.id)
    said_below = last is not None and last.todo_id == todo.id
    return replace(person, note=None) if said_below else person


def _moment(scope: Scope, instant: datetime | None, texts: Texts) -> str | None:
    if instant is None:
        return None
    return moment(texts, instant, scope.zone, scope.uow.now)
