"""Which to-do a message shows; indexes that say at once when something is due next."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_SHOWN = {
    "sqlite": "json_extract(payload, '$.extra.todo')",
    "postgresql": "CAST(payload #>> '{extra,todo}' AS BIGINT)",
}
"""The to-do as it stood in the payload."""


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("outbox", sa.Column("todo_id", big))
    shown = _SHOWN[op.get_bind().dialect.name]
    op.execute(f"UPDATE outbox SET todo_id = {shown} WHERE kind IN ('todo', 'gate') AND {shown} IS NOT NULL")
    _partial(op.f("ix_outbox_todo_id"), "outbox", "todo_id", "todo_id IS NOT NULL")
    op.drop_index("ix_todos_state_due_at", "todos")
    open_still = "state = 'open' AND escalated_at IS NULL AND due_at IS NOT NULL"
    _partial(op.f("ix_todos_due_at"), "todos", "due_at", open_still)
    op.drop_index(op.f("ix_member_tags_expires_at"), "member_tags")
    held = "held = 1" if op.get_bind().dialect.name == "sqlite" else "held"
    _partial(
        op.f("ix_member_tags_expires_at"), "member_tags", "expires_at", f"{held} AND expires_at IS NOT NULL"
    )
    op.drop_index(op.f("ix_schedules_next_at"), "schedules")
    op.create_index("ix_schedules_kind_next_at", "schedules", ["kind", "next_at"])


def _partial(name: str, table: str, column: str, where: str) -> None:
    """An index of some rows only."""
    op.create_index(name, table, [column], postgresql_where=sa.text(where), sqlite_where=sa.text(where))
