"""Stages that are kept, and why a tag is there."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass
