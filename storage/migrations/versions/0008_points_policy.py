"""Which version of the policy booked a point, who thanked whom, undone entries."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
