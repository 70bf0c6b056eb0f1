"""Failures nobody foresaw, told to the owners: each once a day, in private, without drowning them."""

import logging
from hashlib import sha256

from community import staff
from core.message import Kind, Message, Target
from delivery.reports import Report
from storage.unit_of_work import UnitOfWork
from storage.users import Reach
from views import reports
from views.texts import texts_for

log = logging.getLogger(__name__)


class Reporter(Report):
    """Plans warnings to the owners."""

    def __init__(self, owner_ids: frozenset[int], locale: str) -> None:
        self._owner_ids = owner_ids
        self._locale = locale

    async def __call__(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        """Log a failure and tell every owner; the same one is told once a day."""
        log.error("%s %s", code, particulars)
        text = reports.text(texts_for(self._locale), code, particulars)
        digest = sha256(text.encode()).hexdigest()[:16]
        for owner in await staff.owners(uow, self._owner_ids):
            if owner.reach != Reach.OPEN:
                continue
            await uow.outbox.plan(
                Message(
                    to=Target.user(owner.id),
                    kind=Kind.WARNING,
                    text=text,
                    dedupe_key=f"report:{digest}:{uow.now:%Y%m%d}:{owner.id}",
                )
            )
