"""Stages that are kept, with their history; why a tag is there; selectors that buttons name."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("members", sa.Column("stage", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("members", sa.Column("stage_since", instant))
    op.add_column("members", sa.Column("wavers_since", sa.Date()))
    op.create_index(
        "ix_members_community_id_leave_until",
        "members",
        ["community_id", "leave_until"],
        postgresql_where=sa.text("leave_until IS NOT NULL"),
        sqlite_where=sa.text("leave_until IS NOT NULL"),
    )
    op.add_column("member_tags", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("tag_changes", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_member_tags_tag_member_id", "member_tags", ["tag", "member_id"])
    op.create_table(
        "stage_changes",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("before", sa.String(length=8), nullable=False),
        sa.Column("after", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_stage_changes_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_stage_changes_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_changes")),
    )
    op.create_index("ix_stage_changes_community_id_day", "stage_changes", ["community_id", "day"])
    op.create_index(op.f("ix_stage_changes_member_id"), "stage_changes", ["member_id"])
    op.create_table(
        "selections",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_selections_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selections")),
    )
