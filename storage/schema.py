"""What all tables share: the metadata, the type of an instant, column shorthands."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit id; SQLite's INTEGER is one already and makes the faster key."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. SQLite drops the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive datetime is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def own_id() -> "Column[int]":
    """The primary key: an id of our own, drawn from `storage.ids` before the row is written."""
    return Column("id", BigId, primary_key=True, autoincrement=False)


def link(name: str, target: str, *, optional: bool = False, index: bool = False, **kw: Any) -> "Column[int]":
    """A reference to another table's row, `link("member_id", "members")`."""
    return Column(name, BigId, ForeignKey(f"{target}.id"), nullable=optional, index=index, **kw)
