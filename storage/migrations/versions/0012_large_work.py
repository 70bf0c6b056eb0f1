"""Large work of every kind: its progress, its end before the end, whom it has changed; what cohorts were given."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.create_table(
        "work",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sop", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("nominal_at", instant, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("next_at", instant, nullable=False),
        sa.Column("after", big, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("asked_by", big),
        sa.Column("shown_in", big),
        sa.Column("shown_at", instant),
        sa.Column("done_at", instant),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_work_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index("ix_work_state_next_at", "work", ["state", "next_at"])
    op.create_table(
        "work_marks",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("work_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("run_id", big),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_marks")),
    )
    op.create_index("ix_work_marks_work_id_member_id", "work_marks", ["work_id", "member_id"])
    op.create_table(
        "cohort_scripts",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("cohort_id", big, nullable=False),
        sa.Column("sop", sa.String(length=64), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("given_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_scripts_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_scripts")),
        sa.UniqueConstraint("cohort_id", "sop", name=op.f("uq_cohort_scripts_cohort_id_sop")),
    )
    _keep_what_is_unfinished(instant)
    op.drop_table("start_jobs")


def _keep_what_is_unfinished(instant: storage.schema.Instant) -> None:
    """What was begun goes on; what was finished nobody asks for any more."""
    before = sa.table(
        "start_jobs",
        sa.column("id", sa.BigInteger()),
        sa.column("community_id", sa.BigInteger()),
        sa.column("sop", sa.String()),
        sa.column("data", sa.JSON()),
        sa.column("nominal_at", instant),
        sa.column("after", sa.BigInteger()),
        sa.column("done_at", instant),
    )
    names = (
        "id", "community_id", "kind", "sop", "data", "nominal_at", "state", "next_at", "after", "total", "tally",
    )  # fmt: skip
    types: dict[str, Any] = {"data": sa.JSON(), "tally": sa.JSON(), "nominal_at": instant, "next_at": instant}
    after = sa.table("work", *(sa.column(name, types.get(name)) for name in names))
    unfinished = sa.select(before).where(before.c.done_at.is_(None))
    rows = [_as_work(dict(row._mapping)) for row in op.get_bind().execute(unfinished).all()]
    if rows:
        op.bulk_insert(after, rows)


def _as_work(job: dict[str, object]) -> dict[str, object]:
    del job["done_at"]
    given = job["data"]
    data = dict(given) if isinstance(given, dict) else {}
    if "cohort_id" in data:
        data["aim"] = {"cohort": data.pop("cohort_id")}
    kind = data.pop("work", "start")
    return {
        **job,
        "kind": kind,
        "data": data,
        "state": "running",
        "next_at": job["nominal_at"],
        "total": 0,
        "tally": {},
    }
