"""What the database knows of one person: where it stands, to be handed over; and how it is made to stand for nobody.

Rows are about a person by `member_id` or `user_id`. Which tables have those is read from the tables themselves, so
that nothing is forgotten when one is added: a test asks for every table what becomes of it here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, String, Table, cast, delete, or_, select, update

from storage.attachments import attachments
from storage.audit import audit
from storage.inbox import failed_updates
from storage.outgoing import OutboxState, outbox
from storage.runs import runs
from storage.schema import metadata
from storage.todos import TodoState, todos
from storage.users import users

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

LEFT_OUT = {
    "work_marks": "which part of large work is done: the number of a run",
}
"""Tables with a link to people that are not handed over, and why."""

BY_USER = frozenset({"members", "outbox", "prompts", "questions", "staff"})
"""Tables whose rows are a person's by `user_id`; the others by `member_id`."""

ERASED = frozenset({
    "first_words", "introductions", "member_tags", "presences", "prompts", "proofs", "questions", "traces",
})  # fmt: skip
"""Tables whose rows of a forgotten person are deleted."""

BLANKED: Mapping[str, Mapping[str, Any]] = {
    "audit": {"detail": {}},
    "certificates": {"name": "", "sentence": ""},
    "point_entries": {"reason": "—"},
    "tag_changes": {"reason": ""},
    "todo_notes": {"text": "—"},
    "todos": {"text": "—"},
}
"""Tables whose rows stay, without the words that may tell who it was."""

CHANGED = frozenset({"members", "outbox", "runs"})
"""Tables with a way of their own."""

KEPT = frozenset({
    "activity", "badges", "check_ins", "cohort_members", "expectations", "leaves", "make_up_cards",
    "member_changes", "point_weeks", "skips", "staff", "stage_changes", "work_marks",
})  # fmt: skip
"""Tables whose rows stay as they are, so that sums stay: numbers, days and words of ours about nobody."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows are meant: an account and all its memberships."""

    user_id: int
    telegram_id: int
    member_ids: Sequence[int]

    def in_table(self, table: Table) -> ColumnElement[bool]:
        """Their rows of a table."""
        if table.name == "audit":
            return or_(audit.c.member_id.in_(self.member_ids), audit.c.actor == self.user_id)
        if table.name in BY_USER:
            return table.c.user_id == self.user_id
        return table.c.member_id.in_(self.member_ids)


def tables_about_people() -> list[Table]:
    """All tables whose rows are about one person."""
    return [table for table in metadata.sorted_tables if {"member_id", "user_id"} & set(table.columns.keys())]


async def everything(uow: "UnitOfWork", person: Person) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person, by table; empty tables are left out."""
    found = {"users": await _rows(uow, users, users.c.id == person.user_id)}
    for table in tables_about_people():
        if table.name not in LEFT_OUT:
            found[table.name] = await _rows(uow, table, person.in_table(table))
    return {name: rows for name, rows in found.items() if rows}


async def make_nobodys(uow: "UnitOfWork", person: Person) -> None:
    """Take everything away that tells who a person was; numbers stay. Their runs must have ended.

    The account and the memberships themselves are changed by the rules (`community.forgetting`).
    """
    for table in tables_about_people():
        where = person.in_table(table)
        if table.name in ERASED:
            await uow.execute(delete(table).where(where))
        elif table.name in BLANKED:
            await uow.execute(update(table).where(_by_member(table, person)).values(**BLANKED[table.name]))
    await _cancel_todos(uow, person)
    await _drop_messages(uow, person)
    await _blank_answers(uow, person)
    spelled = f'%"id": {person.telegram_id}%', f'%"id":{person.telegram_id}%'
    raw = cast(failed_updates.c.raw, String)
    await uow.execute(delete(failed_updates).where(or_(*(raw.like(words) for words in spelled))))


async def _rows(uow: "UnitOfWork", table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    statement = select(table).where(where)
    if "id" in table.c:
        statement = statement.order_by(table.c.id)
    return [dict(_readable(dict(row._mapping))) for row in await uow.survey(statement)]


def _readable(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Of a message what it said; of a run's state its parts; what is empty is left out."""
    for name, value in row.items():
        if name == "payload":
            yield "text", value.get("text", "")
        elif name == "state" and isinstance(value, str) and value.startswith("{"):
            yield name, from_json(value)
        elif value is not None:
            yield name, value


def _by_member(table: Table, person: Person) -> ColumnElement[bool]:
    """Rows about them, not those they only made."""
    return table.c.member_id.in_(person.member_ids)


async def _cancel_todos(uow: "UnitOfWork", person: Person) -> None:
    await uow.execute(
        update(todos)
        .where(todos.c.member_id.in_(person.member_ids), todos.c.state == TodoState.OPEN)
        .values(state=TodoState.CANCELLED, closed_at=uow.now)
    )


async def _drop_messages(uow: "UnitOfWork", person: Person) -> None:
    """What was said to them in private, with its files, and what still would be said to or about them.

    What is on its way at this moment, and what was said in groups, goes with all other messages in time.
    """
    private = (outbox.c.user_id == person.user_id) & (outbox.c.state != OutboxState.SENDING)
    for row in await uow.query(select(outbox.c.payload).where(private)):
        if (file := row.payload.get("attachment")) is not None:
            await uow.execute(delete(attachments).where(attachments.c.id == file["id"]))
    await uow.execute(delete(outbox).where(private))
    ahead = outbox.c.state.in_((OutboxState.PLANNED, OutboxState.HELD))
    await uow.execute(delete(outbox).where(ahead, outbox.c.member_id.in_(person.member_ids)))


async def _blank_answers(uow: "UnitOfWork", person: Person) -> None:
    """Scripts keep what people answered in the state of the run."""
    mine = runs.c.member_id.in_(person.member_ids)
    for row in await uow.query(select(runs.c.id, runs.c.state).where(mine)):
        state = from_json(row.state)
        if state.pop("answers", None) is not None:
            await uow.execute(update(runs).where(runs.c.id == row.id).values(state=to_json(state).decode()))


def unknown_tables(names: Collection[str]) -> set[str]:
    """Which of these tables nothing is said of here: what becomes of their rows when somebody is forgotten."""
    return set(names) - ERASED - BLANKED.keys() - CHANGED - KEPT
