"""Certificates, their codes, and whether they still hold."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
