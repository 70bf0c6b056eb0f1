"""What leaves for Telegram: the rows of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from core.frozen import quickly_made
from core.message import POLICIES, Message, Target
from storage.outbox_payload import content, message_of
from storage.schema import BigId, Instant, metadata, own_id

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
    Column("todo_id", BigId),
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
_CARD = outbox.c.todo_id.is_not(None)
Index("ix_outbox_todo_id", outbox.c.todo_id, postgresql_where=_CARD, sqlite_where=_CARD)


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


@quickly_made
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
    todo_id: int | None = None
    """The to-do that it shows."""
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
            todo_id=self.todo_id,
        )


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
        todo_id=message.todo_id,
    )
