"""The timer of the daily round: one page of one community at a time; between two, everything else goes first."""

from datetime import datetime

from bot.timers import Timer
from community import daily_round
from community.scope import Scope
from handlers.context import Services
from storage.unit_of_work import UnitOfWork

_KINDS = (daily_round.KIND,)


class DailyRounds(Timer):
    """Looks at everybody's stage and tags once a day."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._begun = False

    async def tick(self, uow: UnitOfWork) -> bool:
        """One page; what comes of it is told to the scripts in the same transaction."""
        await self._begin(uow)
        for row in await uow.schedules.claim_due(uow.now, 1, _KINDS):
            scope = await Scope.of(uow, row.community_id, self._services.policies)
            await daily_round.go_on(scope, row)
            await self._services.engine.settle(uow)
        return False

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next page is due: at once, while a round goes on."""
        return await uow.schedules.next_due(_KINDS)

    async def _begin(self, uow: UnitOfWork) -> None:
        """Communities from before this version are looked at at once."""
        if self._begun:
            return
        for community in await uow.communities.all():
            scope = Scope(uow, community, self._services.policies)
            if not await uow.schedules.by_keys([daily_round.key_of(scope)]):
                daily_round.expect(scope, uow.now)
        uow.undo_also(self._begin_again)
        self._begun = True

    def _begin_again(self) -> None:
        self._begun = False
