"""What a community chose otherwise than the policies: quiet hours, keywords, rest days, how long answers stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import Refused
from core.localtime import QuietHours

if TYPE_CHECKING:
    from community.scope import Scope
    from storage.audit import AuditEntry
    from storage.users import User

_QUIET = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"


Weekdays = frozenset[Annotated[int, Field(ge=0, le=6)]]


class Rested(BaseModel):
    """Which days of the week were for rest before the local day `until`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    until: date
    weekdays: Weekdays


class HouseRules(BaseModel):
    """All of them, as JSON in the community's row. What is not there is as `config/` says.

    What a later version wrote and this one does not know is kept out of sight, not an error.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    keywords: tuple[Annotated[str, Field(min_length=1, max_length=32)], ...] = ()
    """Words that are a check-in besides those of the policies."""
    quiet: Annotated[str, Field(pattern=_QUIET)] | None = None
    """Local hours of silence, `22:30-08:00`, for what the clock starts and names no quiet hours of its own."""
    rest_weekdays: Weekdays = frozenset()
    """Days of the week (Monday: 0) on which nobody need check in."""
    rest_dates: frozenset[date] = frozenset()
    rested_before: tuple[Rested, ...] = ()
    """The weekdays of rest that were, oldest first: what is chosen today makes no past day missed."""
    absences: tuple[tuple[datetime, datetime], ...] = ()
    """When the bot was not in the main group. Those days break no streak either."""
    clear_after: Annotated[int, Field(ge=0, le=86_400)] = 180
    """Seconds after which answers to commands in groups are deleted; 0: never."""
    whispers: bool = True
    """Answers that concern one person are shown to them alone, where Telegram offers that."""
    one_welcome: bool = True
    """A new greeting takes the place of the one before."""

    work_sheet_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    """Local time at which the staff is told what the day brings."""
    certificate_design: Annotated[str, Field(max_length=32)] = ""
    """The design of certificates whose script names none; empty: the standard one."""
    announce_levels: Annotated[int, Field(ge=0, le=99)] = 2
    """The lowest level that the group is told of when somebody reaches it; 0: none."""
    announce_badges: bool = True
    """Badges that are made for it are told to the group."""
    level_tags: bool = False
    """The title of the level stands beside the member's name in the group, where Telegram allows that."""

    def rests_on(self, day: date) -> bool:
        """Whether nobody need check in on this local day."""
        weekdays = next((was.weekdays for was in self.rested_before if day < was.until), self.rest_weekdays)
        return day.weekday() in weekdays or day in self.rest_dates

    @cached_property
    def quiet_hours(self) -> QuietHours | None:
        """The hours of silence, read."""
        return None if self.quiet is None else QuietHours.parse(self.quiet)

    def after_silence(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The instant itself, or the end of the quiet hours that it falls into."""
        hours = self.quiet_hours
        if hours is None:
            return instant
        return hours.ends_after(instant, zone) if hours.contains(instant, zone) else instant

    @property
    def stays(self) -> timedelta | None:
        """How long an answer to a command stays in a group; None: for ever."""
        return timedelta(seconds=self.clear_after) if self.clear_after else None


@lru_cache(maxsize=256)
def read(text: str) -> HouseRules:
    """The house rules from a community's row."""
    return HouseRules.model_validate_json(text)


def note_absence(scope: Scope, since: datetime) -> None:
    """The bot is back in the main group, where it was not `since` then."""
    rules = read(scope.community.house_rules)
    noted = rules.model_copy(update={"absences": (*rules.absences, (since, scope.uow.now))})
    text = noted.model_dump_json(exclude_defaults=True)
    scope.uow.communities.put(replace(scope.community, house_rules=text))


def _rested(scope: Scope, before: HouseRules) -> tuple[Rested, ...]:
    """The weekdays of rest that were, with those that end today."""
    earlier = tuple(was for was in before.rested_before if was.until < scope.today)
    last = Rested(until=scope.today, weekdays=before.rest_weekdays)
    # Changed twice on one day: that day's first state is what was.
    same = next((was for was in before.rested_before if was.until == scope.today), None)
    return (*earlier, same or last)


def change(scope: Scope, by: User, **changes: Any) -> Scope:
    """Change some of them; the audit log keeps what was before. Refused `house_rule_bad` (name)."""
    return change_undoably(scope, by, **changes)[0]


def change_undoably(scope: Scope, by: User, **changes: Any) -> tuple[Scope, AuditEntry]:
    """The same, with the entry of the audit log: giving `change` what was `before` takes it back."""
    before = read(scope.community.house_rules)
    try:
        after = HouseRules.model_validate({**before.model_dump(), **changes})
        if after.rest_weekdays != before.rest_weekdays:
            after = after.model_copy(update={"rested_before": _rested(scope, before)})
    except ValidationError as error:
        raise Refused("house_rule_bad", name=str(error.errors()[0]["loc"][0])) from error
    old = before.model_dump(mode="json", include=set(changes))
    text = after.model_dump_json(exclude_defaults=True)
    community = scope.uow.communities.put(replace(scope.community, house_rules=text))
    entry = scope.uow.audit.record(by.id, "house_rules", community.id, before=old, changed=sorted(changes))
    return scope.with_community(community), entry
