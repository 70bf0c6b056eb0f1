"""What every rule is given first: the community, the unit of work, and the policies it goes by."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from community import house_rules
from community.house_rules import HouseRules
from config.policies import Policies
from core.localtime import local_day
from storage.communities import Community
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Scope:
    """A community within a unit of work."""

    uow: UnitOfWork
    community: Community
    policies: Policies

    @classmethod
    async def of(cls, uow: UnitOfWork, community_id: int, policies: Policies) -> Self:
        """The scope of a community by its id; it must exist."""
        return cls(uow, await uow.communities.get(community_id), policies)

    @property
    def house(self) -> HouseRules:
        """What the community chose otherwise than the policies."""
        return house_rules.read(self.community.house_rules)

    def with_community(self, community: Community) -> Self:
        """The same after the community was changed."""
        return replace(self, community=community)

    @property
    def zone(self) -> ZoneInfo:
        """Where the community's days begin and end."""
        return ZoneInfo(self.community.timezone)

    @property
    def today(self) -> date:
        """The local day of the unit of work."""
        return self.day(self.uow.now)

    def day(self, instant: datetime) -> date:
        """The local day an instant falls on."""
        return local_day(instant, self.zone)
