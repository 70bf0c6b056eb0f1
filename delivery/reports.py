"""How whoever finds a failure has the owners told of it; `bot.reporting` does so, in the words of `views.reports`."""

from typing import Protocol

from storage.unit_of_work import UnitOfWork


class Report(Protocol):
    """Tells the owners of what somebody must mend, in the unit of work that is open; the same once a day."""

    async def __call__(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        """`code` names a text of `views.reports`."""
