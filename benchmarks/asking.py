"""What is said to one program and asked of it, a round at a time, by people from all over its community."""

import itertools
from datetime import timedelta

from benchmarks.arriving import batches, said
from benchmarks.program import Programme
from bot.timers import Timers
from community import daily_figures, digest
from community.scope import Scope
from handlers.digest_shown import make, shown_in
from storage.digests import Digest, Edition
from views.texts import texts_for

MESSAGES_A_ROUND = 1_000
SPEAKERS = 300

CHECK_INS_A_ROUND = 100
"""By others in each round: nobody checks in twice a day."""

ASKED_A_ROUND = 15
"""How often a round puts each other question."""

_FAR_APART = 7919
"""A prime: multiples of it are spread over the community, and nobody comes twice before everybody has come."""


class Asking:
    """The rounds of one program with `size` members of the crowd; each returns how many things were done."""

    def __init__(self, program: Programme, size: int) -> None:
        self._program = program
        self._size = size
        self._inbound = program.inbound()
        self._numbers = itertools.count(1_000_000)
        self._people = itertools.count()

    async def talk(self) -> int:
        """Messages that count activity, by the same people in each round."""
        speakers = [number * _FAR_APART % self._size for number in range(SPEAKERS)]
        await self._say("早上好", [speakers[one % SPEAKERS] for one in range(MESSAGES_A_ROUND)])
        return MESSAGES_A_ROUND

    async def check_in(self) -> int:
        """Check-ins, of which each counts."""
        await self._say("/checkin", self._others(CHECK_INS_A_ROUND))
        return CHECK_INS_A_ROUND

    async def me(self) -> int:
        """Own cards, asked for one by one."""
        return await self._one_by_one("/me")

    async def rank(self) -> int:
        """The ranking, asked for one by one."""
        return await self._one_by_one("/rank")

    async def digest(self) -> int:
        """The words of yesterday's, as the owner reads them."""
        services = self._program.services
        while await self._closes_a_day():
            pass  # each in a transaction of its own, as the timer does
        async with self._program.app.database.begin() as uow:
            (community,) = await uow.communities.all()
            scope = Scope(uow, community, services.policies)
            yesterday = scope.today - timedelta(days=1)
            found = digest.written(await make(services, scope, yesterday, Edition.DAY))
            told = Digest(0, community.id, yesterday, Edition.DAY, uow.now, found)
            await shown_in(services, scope, told, texts_for(community.locale), named=True)
        return 1

    async def _closes_a_day(self) -> bool:
        async with self._program.app.database.begin() as uow:
            (community,) = await uow.communities.all()
            scope = Scope(uow, community, self._program.services.policies)
            return await daily_figures.close_next(scope, scope.today - timedelta(days=1), ())

    async def tick(self) -> int:
        """All that the timers ask when they don't know that nothing is due."""
        timers = self._program.app._timers
        assert isinstance(timers, Timers)
        for _ in range(ASKED_A_ROUND):
            timers.look_again()
            await timers._round()
        return ASKED_A_ROUND

    async def _one_by_one(self, command: str) -> int:
        for person in self._others(ASKED_A_ROUND):
            await self._say(command, [person])
        return ASKED_A_ROUND

    async def _say(self, text: str, people: list[int]) -> None:
        now, group = self._program.telegram.now, self._program.group
        updates = [said(next(self._numbers), now, group, person, text) for person in people]
        for batch in batches(updates):
            await self._inbound.handle(batch)

    def _others(self, count: int) -> list[int]:
        """People who were not among these before, as long as there are any."""
        return [number * _FAR_APART % self._size for number in itertools.islice(self._people, count)]
