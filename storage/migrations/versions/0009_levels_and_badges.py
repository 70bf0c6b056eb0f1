"""Levels and badges of members, and how they introduce themselves."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("members", sa.Column("earned", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("members", sa.Column("best_level", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("members", sa.Column("badges", sa.Text(), nullable=False, server_default=""))
    # What was given counts for the level; nothing was undone before this version.
    op.execute(
        "UPDATE members SET earned = COALESCE((SELECT SUM(amount) FROM point_entries "
        "WHERE point_entries.member_id = members.id AND amount > 0), 0)"
    )
    op.create_table(
        "badges",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("badge", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_badges_community_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_badges_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("member_id", "badge", name=op.f("uq_badges_member_id_badge")),
    )
    op.create_index("ix_badges_community_id_badge", "badges", ["community_id", "badge"])
    op.create_table(
        "introductions",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("shown_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_introductions_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
        sa.UniqueConstraint("member_id", name=op.f("uq_introductions_member_id")),
    )
