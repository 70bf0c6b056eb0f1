"""Everything that leaves for Telegram, planned in the transaction that decided it and sent afterwards."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, Integer, Row, String, Table, Text, cast, func, select, update

from core.message import POLICIES, Edit, Kind, Message, Reaction, Target
from storage.outbox_payload import content, message_of, plain_picture, plain_rows
from storage.records import Records
from storage.schema import BigId, Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("community_id", BigId),
    Column("chat_id", BigId),
    Column("user_id", BigId),
    Column("topic", Integer),
    Column("call", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("merge_key", String(200)),
    Column("dedupe_key", String(160), unique=True),
    Column("source", String(160)),
    Column("run_id", BigId),
    Column("member_id", BigId),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("message_id", BigId),
    Column("sent_at", Instant),
    Column("error", Text),
    Column("clear_at", Instant),
    Index("ix_outbox_state_not_before", "state", "not_before"),
    Index("ix_outbox_chat_message", "chat_id", "message_id"),
    Index("ix_outbox_user_message", "user_id", "message_id"),
    Index("ix_outbox_community_kind_created", "community_id", "kind", "created_at"),
)
_CLEARED = outbox.c.clear_at.is_not(None)
Index("ix_outbox_clear_at", outbox.c.clear_at, postgresql_where=_CLEARED, sqlite_where=_CLEARED)


class Call(StrEnum):
    """What is asked of Telegram."""

    SEND = "send"
    EDIT = "edit"
    REACT = "react"
    LEAVE = "leave"
    CLEAR = "clear"
    """Delete messages."""


class OutboxState(StrEnum):
    """planned → sending → sent, unknown or failed. `merged`: said by another row. `expired`: too late.
    `held`: until its person opens the private chat.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    MERGED = "merged"
    EXPIRED = "expired"
    HELD = "held"


NOT_ARRIVED = (
    OutboxState.PLANNED,
    OutboxState.HELD,
    OutboxState.FAILED,
    OutboxState.EXPIRED,
    OutboxState.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One planned or finished call. `payload` holds what `message()` or the call needs, as plain data."""

    id: int
    call: str
    kind: str
    priority: int
    payload: dict[str, Any]
    created_at: datetime
    not_before: datetime
    state: str = OutboxState.PLANNED
    community_id: int | None = None
    chat_id: int | None = None
    user_id: int | None = None
    topic: int | None = None
    merge_key: str | None = None
    dedupe_key: str | None = None
    source: str | None = None
    run_id: int | None = None
    member_id: int | None = None
    expires_at: datetime | None = None
    attempts: int = 0
    message_id: int | None = None
    sent_at: datetime | None = None
    error: str | None = None
    clear_at: datetime | None = None
    """When it is to be deleted from the group."""

    @property
    def place(self) -> tuple[int | None, int | None]:
        """Where it goes: order holds within a place."""
        return (self.chat_id, self.user_id)

    def message(self) -> Message:
        """The message that was planned (only for calls that send)."""
        return message_of(
            self.payload,
            self.kind,
            Target(self.chat_id, self.user_id, self.topic),
            community_id=self.community_id,
            source=self.source,
            run_id=self.run_id,
            member_id=self.member_id,
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

    def planned_to(self, user_id: int) -> int:
        """How many messages to a person's private chat this unit of work has planned."""
        planned = (self._records.get(row_id) for row_id in self._by_user.get(user_id, ()))
        return sum(row is not None and row.state == OutboxState.PLANNED for row in planned)

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
        known = self._records.get(row_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(outbox).where(outbox.c.id == row_id))
        return self._records.adopt(rows[0]) if rows else None

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
        rows = await self._uow.read(
            select(func.min(outbox.c.not_before).label("at")).where(
                outbox.c.merge_key == merge_key, outbox.c.state == OutboxState.PLANNED
            )
        )
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
        place = outbox.c.chat_id == chat_id if chat_id is not None else outbox.c.user_id == user_id
        rows = await self._uow.query(select(outbox).where(place, outbox.c.message_id == message_id))
        return self._records.adopt(rows[0]) if rows else None

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

    async def cards_of(self, community_id: int, todo_id: int, opened_at: datetime) -> list[Outgoing]:
        """All messages that show a to-do: for each place it went to, for an heir, when it is overdue."""
        statement = (
            select(outbox)
            .where(
                outbox.c.community_id == community_id,
                outbox.c.created_at >= opened_at,
                outbox.c.kind.in_((Kind.TODO, Kind.GATE)),
                cast(outbox.c.payload["extra"]["todo"].as_string(), BigId) == todo_id,
            )
            .order_by(outbox.c.id)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

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
        found: Sequence[Any] = await self._uow.read(select(outbox.c.id).where(outbox.c.dedupe_key == key))
        return bool(found)

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


def outgoing(message: Message, row_id: int, now: datetime) -> Outgoing:
    """The row of a message planned now."""
    not_before = message.not_before or now
    return Outgoing(
        id=row_id,
        call=Call.SEND,
        kind=message.kind,
        priority=POLICIES[message.kind].priority,
        payload=content(message),
        created_at=now,
        not_before=not_before,
        expires_at=message.expires_at or not_before + POLICIES[message.kind].keeps,
        community_id=message.community_id,
        chat_id=message.to.chat_id,
        user_id=message.to.user_id,
        topic=message.to.topic,
        merge_key=message.merge.key if message.merge else None,
        dedupe_key=message.dedupe_key,
        source=message.source,
        run_id=message.run_id,
        member_id=message.member_id,
    )
