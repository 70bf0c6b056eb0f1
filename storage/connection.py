"""What a unit of work needs of a connection, whichever database it leads to."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import CursorResult, Executable
from sqlalchemy.engine.interfaces import Dialect

T = TypeVar("T")


class Connection(Protocol):
    """An open transaction: SQLAlchemy's AsyncConnection on PostgreSQL, `storage.sqlite.LoopConnection`."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def sync_connection(self) -> SyncConnection | None: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]: ...

    async def exec_driver_sql(self, statement: str, parameters: Any = None, /) -> CursorResult[Any]: ...

    async def run_sync(self, work: Callable[[SyncConnection], T], /) -> T: ...
