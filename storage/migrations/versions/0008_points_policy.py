"""Which version of the policy booked a point, who recognised whom, undone entries; weeks, authors of messages."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0008"
down_revision = "0007"

_WEEKS = """
INSERT INTO point_weeks (community_id, member_id, week, points, day, day_points)
SELECT sums.community_id, sums.member_id, sums.week, sums.points, sums.day, coalesce((
    SELECT sum(amount) FROM point_entries AS entries
    WHERE entries.member_id = sums.member_id AND entries.day = sums.day AND entries.amount > 0
), 0)
FROM (
    SELECT community_id, member_id, {monday} AS week, sum(amount) AS points, max(day) AS day
    FROM point_entries WHERE amount > 0 GROUP BY community_id, member_id, {monday}
) AS sums
"""


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    instant = storage.schema.Instant(timezone=True)
    op.add_column("point_entries", sa.Column("asked", sa.Integer()))
    op.add_column("point_entries", sa.Column("giver_id", big))
    op.add_column("point_entries", sa.Column("rule_version", sa.String(length=40)))
    op.add_column("point_entries", sa.Column("undoes", big))
    op.create_index(
        "ix_point_entries_undoes",
        "point_entries",
        ["undoes"],
        unique=True,
        postgresql_where=sa.text("undoes IS NOT NULL"),
        sqlite_where=sa.text("undoes IS NOT NULL"),
    )
    op.create_table(
        "point_weeks",
        sa.Column("community_id", big, nullable=False),
        sa.Column("member_id", big, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_point_weeks_community_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_point_weeks_member_id")),
        sa.PrimaryKeyConstraint("member_id", "week", name=op.f("pk_point_weeks")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    monday = "CAST(date_trunc('week', day) AS date)" if postgresql else "date(day, 'weekday 0', '-6 days')"
    op.execute(_WEEKS.format(monday=monday))
    for name, day, points in (("week", "week", "points"), ("day", "day", "day_points")):
        columns: list[str | sa.TextClause] = ["community_id", day, sa.text(f"{points} DESC"), "member_id"]
        op.create_index(f"ix_point_weeks_{name}", "point_weeks", columns)
    op.create_table(
        "authorships",
        sa.Column("id", big, autoincrement=False, nullable=False),
        sa.Column("chat_id", big, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_authorships_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorships")),
    )
    op.create_index("ix_authorships_chat_last", "authorships", ["chat_id", "last"])
