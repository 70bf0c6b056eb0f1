"""Days off, make-up cards, the proofs of check-ins; check-ins that were taken back."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("members", sa.Column("leave_until", sa.Date()))
    with op.batch_alter_table("check_ins", reflect_kwargs={"resolve_fks": False}) as check_ins:
        check_ins.add_column(sa.Column("taken_back_at", instant))
        check_ins.drop_constraint("uq_check_ins_member_id_day", type_="unique")
    op.create_index(
        "ix_check_ins_member_id_day",
        "check_ins",
        ["member_id", "day"],
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
        sqlite_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "leaves",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("by_user_id", big),
        sa.Column("cancels", big),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_leaves_community_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_leaves_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
        sa.UniqueConstraint("cancels", name=op.f("uq_leaves_cancels")),
    )
    op.create_index("ix_leaves_member_id_last_day", "leaves", ["member_id", "last_day"])
    op.create_table(
        "make_up_cards",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=96), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_make_up_cards_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_make_up_cards_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up_cards")),
        sa.UniqueConstraint("source", name=op.f("uq_make_up_cards_source")),
    )
    op.create_index(op.f("ix_make_up_cards_member_id"), "make_up_cards", ["member_id"])
    op.create_table(
        "proofs",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("text_key", sa.String(length=32)),
        sa.Column("file_id", sa.Text()),
        sa.Column("file_key", sa.String(length=64)),
        sa.Column("picture_hash", sa.String(length=16)),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_proofs_community_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_proofs_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    op.create_index("ix_proofs_member_id_id", "proofs", ["member_id", "id"])
    op.create_index("ix_proofs_community_id_day", "proofs", ["community_id", "day"])
    for name in ("text_key", "file_key"):
        where = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_proofs_community_id_{name}",
            "proofs",
            ["community_id", name],
            postgresql_where=where,
            sqlite_where=where,
        )
