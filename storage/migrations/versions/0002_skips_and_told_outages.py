"""What was skipped because it was late; outages that the owners have been told of."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.create_table(
        "skips",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("outage_id", big, nullable=True),
        sa.Column("community_id", big, nullable=False),
        sa.Column("sop", sa.String(length=64), nullable=False),
        sa.Column("run_id", big, nullable=False),
        sa.Column("member_id", big, nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("nominal_at", instant, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_skips_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skips")),
    )
    op.create_index("ix_skips_at", "skips", ["at"])
    op.create_index(
        "ix_skips_groups",
        "skips",
        ["outage_id", "community_id", "sop", "label", "action", "state", "nominal_at"],
    )
    op.create_index("ix_skips_outage_state_id", "skips", ["outage_id", "state", "id"])
    op.add_column("outages", sa.Column("told_at", instant, nullable=True))
    op.add_column("outages", sa.Column("left_at", instant, nullable=True))
    # What lies before this version is past telling.
    op.execute("UPDATE outages SET told_at = ended_at")
