"""Progress of large work, and its end before the end."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
