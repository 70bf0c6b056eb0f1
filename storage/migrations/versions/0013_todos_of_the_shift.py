"""Who does a to-do, until when it sleeps, what was noted."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass
