"""Who does a to-do, until when it sleeps, what was noted; first words nobody answered, and who was spoken to."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("todos", sa.Column("words", sa.Text()))
    op.add_column("todos", sa.Column("awaited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("todos", sa.Column("snoozed_until", instant))
    op.create_index(
        op.f("ix_todos_snoozed_until"),
        "todos",
        ["snoozed_until"],
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_index("ix_todos_community_closed_at", "todos", ["community_id", "closed_at"])
    op.create_table(
        "todo_notes",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("todo_id", big, nullable=False),
        sa.Column("member_id", big),
        sa.Column("user_id", big, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_todo_notes_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["todo_id"], ["todos.id"], name=op.f("fk_todo_notes_todo_id_todos")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_todo_notes_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo_notes")),
    )
    op.create_index(op.f("ix_todo_notes_todo_id"), "todo_notes", ["todo_id"])
    op.create_index(op.f("ix_todo_notes_member_id"), "todo_notes", ["member_id"])
    op.create_index("ix_todo_notes_community_at", "todo_notes", ["community_id", "at"])
    op.add_column("members", sa.Column("first_words_at", instant))
    op.add_column("members", sa.Column("spoken_at", instant))
    op.create_index("ix_members_community_joined_at", "members", ["community_id", "joined_at"])
    op.create_table(
        "first_words",
        sa.Column("member_id", big, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("chat_id", big, nullable=False),
        sa.Column("message_id", big, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_first_words_community_id_communities")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_first_words_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_first_words")),
    )
    op.create_index(op.f("ix_first_words_due_at"), "first_words", ["due_at"])
