"""Restored backups: what is late because of one is held until an owner has decided."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.create_table(
        "restores",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("backup_at", instant, nullable=False),
        sa.Column("restored_at", instant, nullable=False),
        sa.Column("released_at", instant, nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("released_by", big, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restores")),
    )
