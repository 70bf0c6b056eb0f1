"""The timer of the daily round: one page of one community at a time; between two, everything else goes first."""

from typing import ClassVar

from bot.hourly import Hourly
from community import daily_round
from community.scope import Scope
from handlers.context import Services
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork


class DailyRounds(Hourly):
    """Looks at everybody's stage and tags once a day."""

    kinds: ClassVar = (daily_round.KIND,)
    goes_on: ClassVar = False

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._begun = False

    async def do(self, scope: Scope, row: Schedule) -> None:
        """One page; what comes of it is told to the scripts in the same transaction."""
        await daily_round.go_on(scope, row)
        await self._services.engine.settle(scope.uow)

    async def besides(self, uow: UnitOfWork) -> bool:
        """Communities from before this version are looked at at once."""
        if self._begun:
            return False
        for community in await uow.communities.all():
            scope = Scope(uow, community, self._services.policies)
            if not await uow.schedules.by_keys([daily_round.key_of(scope)]):
                daily_round.expect(scope, uow.now)
        uow.undo_also(self._begin_again)
        self._begun = True
        return False

    def _begin_again(self) -> None:
        self._begun = False
