"""Everything that leaves for Telegram, planned in the transaction that decided it and sent afterwards."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, func, select, update

from core.message import POLICIES, Edit, Kind, Message, Reaction
from storage.outbox_payload import plain_picture, plain_rows
from storage.outgoing import NOT_ARRIVED, Call, OutboxState, Outgoing, outbox, outgoing
from storage.reading import Reading, look_up
from storage.records import Records

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_BY_ID = look_up(outbox.c.id)
_OF_TODO = Reading(select(outbox).where(outbox.c.todo_id == bindparam("todo_id")).order_by(outbox.c.id))
_WITH_KEY = Reading(select(outbox.c.id).where(outbox.c.dedupe_key == bindparam("key")))
_IN_CHAT, _IN_PRIVATE = (
    Reading(select(outbox).where(place == bindparam("place"), outbox.c.message_id == bindparam("message_id")))
    for place in (outbox.c.chat_id, outbox.c.user_id)
)
_WINDOW = Reading(
    select(func.min(outbox.c.not_before).label("at")).where(
        outbox.c.merge_key == bindparam("key"), outbox.c.state == OutboxState.PLANNED
    )
)


class OutboxStore:
    """Rows a unit of work plans or finishes.

    What was planned here is found by its keys. Those maps are hints: what a cut undid stays in them, and is
    passed over because its record is gone.
    """

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, outbox, Outgoing)
        self._by_dedupe_key: dict[str, int] = {}
        self._by_user: defaultdict[int, set[int]] = defaultdict(set)
        self._by_merge_key: dict[str, int] = {}
        self._planned: dict[int, None] = {}
        self.buffers = (self._records,)

    async def plan(self, message: Message, row_id: int | None = None, held: bool = False) -> int | None:
        """Plan a message; returns its row's id, or None if its dedupe key was planned before.

        `row_id`: a new id drawn beforehand, where the message itself must name it. `held`: not to be sent
        before its person opens the private chat.
        """
        key = message.dedupe_key
        if key is not None and await self.was_planned(key):
            return None
        row = outgoing(message, row_id or self._uow.new_id(), self._uow.now)
        if held:
            row = dataclasses.replace(row, state=OutboxState.HELD)
        self.put(row)
        self._uow.planned()
        return row.id

    def spoken_to(self, user_id: int) -> int:
        """How many messages of scripts to a person's private chat this unit of work has planned."""
        planned = (self._records.get(row_id) for row_id in self._by_user.get(user_id, ()))
        return sum(
            row is not None and row.state == OutboxState.PLANNED and row.run_id is not None for row in planned
        )

    async def plan_edit(self, edit: Edit, kind: Kind = Kind.REPLY) -> None:
        """Plan the edit of a message that was sent, or is still to be sent, from the outbox."""
        target = await self.find(edit.outbox_id)
        if target is None:
            return
        payload: dict[str, Any] = {"outbox_id": edit.outbox_id, "text": edit.text}
        payload["buttons"] = plain_rows(edit.buttons)
        if edit.picture is not None:
            payload["picture"] = plain_picture(edit.picture)
        self._plan_call(Call.EDIT, kind, payload, target.chat_id, target.user_id, target.community_id)

    def plan_reaction(self, reaction: Reaction, community_id: int | None) -> None:
        """Plan a reaction to somebody's message."""
        payload = {"message_id": reaction.message_id, "emoji": reaction.emoji}
        self._plan_call(Call.REACT, Kind.CONFIRMATION, payload, reaction.chat_id, None, community_id)

    def plan_clearing(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Plan to delete messages of a chat."""
        self._plan_call(Call.CLEAR, Kind.REMINDER, {"message_ids": list(message_ids)}, chat_id, None, None)

    def plan_leaving(self, chat_id: int) -> None:
        """Plan to leave a chat, after what is still to be said there."""
        self._plan_call(Call.LEAVE, Kind.NOTICE, {}, chat_id, None, None)

    async def find(self, row_id: int) -> Outgoing | None:
        """The row by its id."""
        await self.load_ids([row_id])
        return self._records.get(row_id)

    async def load_ids(self, row_ids: Iterable[int]) -> None:
        """Load rows by their ids in one read."""
        wanted = {key for key in row_ids if self._records.get(key) is None}
        if wanted:
            self.adopt(await self._uow.read(_BY_ID, {"wanted": wanted}))

    def adopt(self, rows: Iterable[Row[Any]]) -> list[Outgoing]:
        """Rows that a query of `storage.sending` found."""
        return [self._records.adopt(row) for row in rows]

    def planned_rows(self) -> list[Outgoing]:
        """What this unit of work has planned, for now or later."""
        rows = (self._records.get(row_id) for row_id in self._planned)
        return [row for row in rows if row is not None and row.state == OutboxState.PLANNED]

    async def merge_window(self, merge_key: str) -> datetime | None:
        """When the open window of this key ends, if rows of it are still planned."""
        first = self._records.get(self._by_merge_key.get(merge_key, 0))
        if first is not None and first.state == OutboxState.PLANNED:
            return first.not_before
        rows = await self._uow.read(_WINDOW, {"key": merge_key})
        return rows[0].at  # type: ignore[no-any-return]

    async def counts_between(
        self, community_id: int, start: datetime, end: datetime
    ) -> dict[tuple[str, str], int]:
        """How many rows of each (kind, state) were planned in a span of time."""
        rows = await self._uow.survey(
            select(outbox.c.kind, outbox.c.state, func.count().label("n"))
            .where(
                outbox.c.community_id == community_id,
                outbox.c.kind.in_(list(Kind)),
                outbox.c.created_at >= start,
                outbox.c.created_at < end,
            )
            .group_by(outbox.c.kind, outbox.c.state)
        )
        return {(row.kind, row.state): row.n for row in rows}

    async def shown(self, chat_id: int | None, user_id: int | None, message_id: int) -> Outgoing | None:
        """The row that was sent as this message of a chat."""
        asked, place = (_IN_CHAT, chat_id) if chat_id is not None else (_IN_PRIVATE, user_id)
        rows = await self._uow.query(asked, {"place": place, "message_id": message_id})
        return self._records.adopt(rows[0]) if rows else None

    def tell_of(self, row: Outgoing, member_id: int | None) -> None:
        """A message that was edited tells of this member from now on; None: of nobody in particular."""
        if row.member_id != member_id:
            self.put(dataclasses.replace(row, member_id=member_id))

    async def not_arrived(self, user_id: int, since: datetime, limit: int) -> list[Outgoing]:
        """The latest messages to a private chat that were planned and did not arrive (yet), newest first."""
        statement = (
            select(outbox)
            .where(
                outbox.c.user_id == user_id,
                outbox.c.call == Call.SEND,
                outbox.c.state.in_(NOT_ARRIVED),
                outbox.c.created_at >= since,
            )
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def cards_of(self, todo_id: int) -> list[Outgoing]:
        """All messages that show a to-do: for each place it went to, for an heir, when it is overdue."""
        return self.adopt(await self._uow.query(_OF_TODO, {"todo_id": todo_id}))

    async def cancel_of_runs(self, run_ids: Iterable[int], before: datetime) -> None:
        """What stopped runs planned before an instant and nobody sent is not said any more."""
        await self._uow.execute(
            update(outbox)
            .where(
                outbox.c.run_id.in_(list(run_ids)),
                outbox.c.state.in_((OutboxState.PLANNED, OutboxState.HELD)),
                outbox.c.created_at < before,
            )
            .values(state=OutboxState.EXPIRED, error="run stopped")
        )

    async def was_planned(self, key: str) -> bool:
        """Whether a message with this dedupe key was planned before."""
        if self._records.get(self._by_dedupe_key.get(key, 0)) is not None:
            return True
        return bool(await self._uow.read(_WITH_KEY, {"key": key}))

    def keep(self, row: Outgoing) -> None:
        """Take over a row that the sender claimed in an earlier unit of work; nobody else changes it."""
        self._records.take(row)

    def renew(self, row: Row[Any]) -> Outgoing:
        """Take over a row as a direct statement has just left it."""
        return self._records.renew(row)

    def put(self, row: Outgoing) -> Outgoing:
        """Add or change a row."""
        if row.state in (OutboxState.PLANNED, OutboxState.HELD):
            self._note_keys(row)
            self._planned[row.id] = None
        return self._records.put(row)

    def _note_keys(self, row: Outgoing) -> None:
        if row.dedupe_key is not None:
            self._by_dedupe_key[row.dedupe_key] = row.id
        if row.user_id is not None and row.call == Call.SEND:
            self._by_user[row.user_id].add(row.id)
        if row.merge_key is not None:
            first = self._records.get(self._by_merge_key.get(row.merge_key, 0))
            if first is None or row.not_before < first.not_before:
                self._by_merge_key[row.merge_key] = row.id

    def _plan_call(
        self,
        call: Call,
        kind: Kind,
        payload: dict[str, Any],
        chat_id: int | None,
        user_id: int | None,
        community_id: int | None,
    ) -> None:
        now = self._uow.now
        self.put(
            Outgoing(
                id=self._uow.new_id(),
                call=call,
                kind=kind,
                priority=POLICIES[kind].priority,
                payload=payload,
                created_at=now,
                not_before=now,
                expires_at=now + POLICIES[kind].keeps,
                community_id=community_id,
                chat_id=chat_id,
                user_id=user_id,
            )
        )
        self._uow.planned()
