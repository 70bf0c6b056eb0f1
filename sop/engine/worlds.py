"""Snapshots of the world for the decision core: only what programs need, loaded for many members at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from community import days_off, levels, streaks
from community.days_off import DaysOff
from sop.engine.ground import Ground
from sop.program import Need
from sop.state import CheckIn, World
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

LOOK_BACK = timedelta(days=62)
"""How far back downtime is looked for: it excuses missed days, of which scripts ask for few."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be known of one member: `needs`, and their check-ins from the local day `since` on."""

    member_id: int
    needs: frozenset[Need]
    since: date = date.max


class Worlds:
    """What a unit of work has loaded of members, and snapshots made of it."""

    def __init__(self, uow: UnitOfWork, late_before: datetime | None) -> None:
        self._uow = uow
        self._late_before = late_before
        self._active_days: dict[int, date] = {}
        self._cohorts: dict[int, frozenset[str]] = {}
        self._running: dict[int, frozenset[str]] = {}
        self._finished: dict[int, frozenset[str]] = {}
        self._down_days: dict[int, frozenset[date]] = {}
        self._last_messages: dict[int, datetime] = {}

    async def load(self, wanted: Iterable[Wanted]) -> None:
        """Load members, their accounts, and what is wanted of them, in one read each."""
        asked = list(wanted)
        ids = {one.member_id for one in asked}
        if not ids:
            return
        await self._uow.members.load_ids(ids)
        await self._uow.users.load_ids({self._uow.members.known(key).user_id for key in ids})
        away_since = self._uow.now.date() - LOOK_BACK
        await days_off.load(self._uow, (self._uow.members.known(key) for key in ids), away_since)
        if any(Need.TAGS in one.needs for one in asked):
            await self._uow.tags.load([*ids, *self._at_hand(ids)])
        counted = [one for one in asked if Need.CHECK_INS in one.needs]
        if counted:
            since = min(one.since for one in counted)
            await self._uow.check_ins.load((one.member_id for one in counted), since)
        await self._load_standing(asked)
        heard = [one.member_id for one in asked if Need.LAST_MESSAGE_AT in one.needs]
        if heard:
            self._last_messages |= await self._uow.activity.last_messages(heard)

    def _at_hand(self, ids: set[int]) -> list[int]:
        """Who else of the same communities is in this unit of work: in a crowd they are asked about next."""
        homes = {self._uow.members.known(key).community_id for key in ids}
        return [key for home in homes for key in self._uow.members.at_hand(home)]

    async def _load_standing(self, asked: list[Wanted]) -> None:
        """What only selectors ask for."""
        quiet = [one.member_id for one in asked if Need.ACTIVE_DAY in one.needs]
        if quiet:
            self._active_days |= await self._uow.activity.last_days(quiet)
        grouped = [one.member_id for one in asked if Need.COHORTS in one.needs]
        if grouped:
            self._cohorts |= await self._uow.selections.cohorts_of(grouped)
        led = [one.member_id for one in asked if one.needs & {Need.RUNNING, Need.FINISHED}]
        if led:
            running, finished = await self._uow.selections.scripts_of(led)
            self._running |= running
            self._finished |= finished

    async def load_down_days(self, ground: Ground) -> None:
        """Load the local days on which the bot itself was down, once for each community."""
        key = ground.scope.community.id
        if key not in self._down_days:
            since = ground.scope.today - LOOK_BACK
            self._down_days[key] = await days_off.down_days(ground.scope, since)

    def streak(self, ground: Ground, member: Member) -> int:
        """The streak as it stands today: 0 once a day was missed; days off do not count."""
        last, today = member.last_check_in, ground.scope.today
        if last is None:
            return 0
        return member.streak if streaks.kept(last, today, self.days_off(ground, member)) else 0

    def days_off(self, ground: Ground, member: Member) -> DaysOff:
        """The member's days off, as far back as was looked."""
        down = self._down_days.get(ground.scope.community.id, frozenset())
        return days_off.known(ground.scope, member, down)

    def of(self, ground: Ground, member_id: int | None, needs: frozenset[Need]) -> World:
        """The world of a run or of a start; only what is needed is filled in."""
        scope = ground.scope
        if member_id is None or not needs:
            return World(scope.zone, quiet=scope.house.quiet_hours, late_before=self._late_before)
        member = self._uow.members.known(member_id)
        has_tags, has_check_ins = Need.TAGS in needs, Need.CHECK_INS in needs
        made = self._uow.check_ins.known(member_id) if has_check_ins else []
        return World(
            zone=scope.zone,
            tags=frozenset(tag.tag for tag in self._uow.tags.known(member_id)) if has_tags else frozenset(),
            points=member.points,
            level=levels.level_of(scope, member) if Need.LEVEL in needs else 1,
            badges=frozenset(member.badge_names) if Need.BADGES in needs else frozenset(),
            unlocked=scope.policies.levels.unlocked(member.earned) if Need.UNLOCKED in needs else frozenset(),
            check_ins=tuple(sorted((CheckIn(*one) for one in made), key=_AT)) if made else (),
            streak=self.streak(ground, member),
            stage=member.stage,
            reachable=is_reachable(self._uow.users.known(member.user_id)),
            joined_at=member.joined_at or member.first_seen_at,
            last_message_at=self._last_messages.get(member_id),
            days_off=self.days_off(ground, member),
            check_ins_in_all=member.check_ins,
            active_day=self._active_days.get(member_id),
            cohorts=self._cohorts.get(member_id, _NONE),
            running=self._running.get(member_id, _NONE),
            finished=self._finished.get(member_id, _NONE),
            quiet=scope.house.quiet_hours,
            late_before=self._late_before,
        )


_AT = attrgetter("at")
_NONE: frozenset[str] = frozenset()


def is_reachable(user: User) -> bool:
    """Whether a script may write to this person in private, and it would arrive."""
    return user.reach == Reach.OPEN and not user.opted_out and not user.is_bot
