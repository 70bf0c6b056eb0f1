"""What all tables share: the metadata, the type of an instant, column shorthands."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
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

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """To UTC; a naive datetime is a defect."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Aware, in UTC."""
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"naive datetime: {value!r}")
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)
def _to_text(value: datetime | None) -> str | None:
    """As SQLAlchemy's own type writes it, which sorts as text. Many rows say the same few instants."""
    utc = _to_utc(value)
    return None if utc is None else utc.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


_WITHOUT_ZONE = len("2026-01-31 23:59:59.000000")


def own_id() -> "Column[int]":
    """The primary key: an id of our own, drawn from `storage.ids` before the row is written."""
    return Column("id", BigId, primary_key=True, autoincrement=False)


def link(name: str, target: str, *, optional: bool = False, index: bool = False, **kw: Any) -> "Column[int]":
    """A reference to another table's row, `link("member_id", "members")`."""
    return Column(name, BigId, ForeignKey(f"{target}.id"), nullable=optional, index=index, **kw)
