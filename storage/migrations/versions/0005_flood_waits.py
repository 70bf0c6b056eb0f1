"""What Telegram told the bot to wait for outlives the program."""

import sqlalchemy as sa
from alembic import op

import storage.schema

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "flood_waits",
        sa.Column("telegram_id", big, autoincrement=False, nullable=False),
        sa.Column("until", storage.schema.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_flood_waits")),
    )
