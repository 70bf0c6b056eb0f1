"""What a community and a person chose for themselves, files and pictures, acts that were undone, answers that go."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("communities", sa.Column("house_rules", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("users", sa.Column("locale", sa.String(length=8)))
    with op.batch_alter_table("audit") as audit:
        audit.add_column(sa.Column("undoes", big))
        audit.create_unique_constraint(op.f("uq_audit_undoes"), ["undoes"])
    op.create_table(
        "attachments",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_created_at"), "attachments", ["created_at"])
    op.create_table(
        "uploads",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("recipe", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("recipe", name=op.f("uq_uploads_recipe")),
    )
    op.add_column("outbox", sa.Column("clear_at", instant))
    op.create_index(
        op.f("ix_outbox_clear_at"),
        "outbox",
        ["clear_at"],
        postgresql_where=sa.text("clear_at IS NOT NULL"),
        sqlite_where=sa.text("clear_at IS NOT NULL"),
    )
