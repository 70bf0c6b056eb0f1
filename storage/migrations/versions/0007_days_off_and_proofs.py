"""Days off, make-up cards, and the proofs of check-ins."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
