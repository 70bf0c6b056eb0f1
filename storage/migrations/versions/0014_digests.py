"""What each digest said, the figures of each day, open prompts of `/setup`, a community's own inputs of a script."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.create_table(
        "digests",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("decided", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_digests_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "community_id", "day", "edition", name=op.f("uq_digests_community_id_day_edition")
        ),
    )
    op.create_table(
        "daily_figures",
        sa.Column("community_id", big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_daily_figures_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("community_id", "day", name=op.f("pk_daily_figures")),
    )
    op.create_table(
        "prompts",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("user_id", big, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("field", sa.String(length=160), nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_prompts_user_id_users")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_prompts_community_id_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("user_id", name=op.f("uq_prompts_user_id")),
    )
    op.add_column("script_switches", sa.Column("inputs", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("activity", sa.Column("hours", sa.Integer(), nullable=False, server_default="0"))
