"""What the ledger would say under another policy: every occasion on record, earned once more by other rules.

Pure. What is on record is in the ledger, with what was asked for before caps, and occasions that earned nothing;
for streaks of other lengths, in the check-ins. What was never an occasion (messages and reactions while their
rules were off) cannot come back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from community.points import CHECK_IN, HELPED, MESSAGE, REACTED, STREAK, THANKED
from config.points import Cap, Earning, PointPolicy, Recognition
from storage.past import Past
from storage.points import PointEntry

_EARNING = frozenset({CHECK_IN, THANKED, REACTED, HELPED, MESSAGE})
"""Rules that say themselves how much they give."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that could earn or cost points."""

    rule: str
    points: int
    at: datetime
    day: date
    giver_id: int | None = None


@dataclass(slots=True)
class _Account:
    """A member's points as the replay goes on."""

    policy: PointPolicy
    balance: int = 0
    earned: dict[tuple[date, str], int] = field(default_factory=dict)
    in_all: dict[date, int] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)
    recognised: dict[tuple[int, bool], date] = field(default_factory=dict)

    def take(self, occasion: Occasion) -> None:
        """Book an occasion as far as the policy lets it count."""
        if occasion.points < 0:
            self.balance -= min(self.balance, -occasion.points)
            return
        rule = _rule(self.policy, occasion.rule)
        given = min(occasion.points, self._left(rule, occasion))
        if given <= 0 or self._too_soon(rule, occasion):
            return
        self.balance += given
        key = (occasion.day, occasion.rule)
        self.earned[key] = self.earned.get(key, 0) + given
        self.in_all[occasion.day] = self.in_all.get(occasion.day, 0) + given
        self.last[occasion.rule] = occasion.at
        if occasion.giver_id is not None:
            self.recognised[occasion.giver_id, occasion.rule == THANKED] = occasion.day

    def _left(self, rule: Cap, occasion: Occasion) -> int:
        left = occasion.points
        if rule.a_day is not None:
            left = min(left, rule.a_day - self.earned.get((occasion.day, occasion.rule), 0))
        if self.policy.a_day is not None:
            left = min(left, self.policy.a_day - self.in_all.get(occasion.day, 0))
        return left

    def _too_soon(self, rule: Cap, occasion: Occasion) -> bool:
        last = self.last.get(occasion.rule)
        cool_down = rule.cool_down if isinstance(rule, Earning) else None
        if cool_down is not None and last is not None and occasion.at - last < cool_down:
            return True
        between = _between(self.policy, occasion.rule)
        if occasion.giver_id is None or between is None:
            return False
        before = self.recognised.get((occasion.giver_id, occasion.rule == THANKED))
        return before is not None and occasion.day - before < between


def replayed(past: Past, in_force: PointPolicy, tried: PointPolicy) -> int:
    """The balance that a member would have under the policy `tried`; `in_force` booked the streaks on record."""
    account = _Account(tried)
    found = [*_of_ledger(past.entries, tried), *_streaks(past, in_force, tried)]
    for occasion in sorted(found, key=lambda one: one.at):
        account.take(occasion)
    return account.balance


def _of_ledger(entries: Sequence[PointEntry], tried: PointPolicy) -> Iterator[Occasion]:
    undone = {entry.undoes for entry in entries if entry.undoes is not None}
    for entry in entries:
        if entry.undoes is not None or entry.id in undone:
            continue
        points = entry.amount if entry.asked is None else entry.asked
        if points > 0 and entry.rule in _EARNING:
            points = _worth(tried, entry.rule)
        elif points > 0 and entry.rule == STREAK:
            points = _bonus(tried, int(entry.source.split(":")[2]))
        if points:
            yield Occasion(entry.rule, points, entry.at, entry.day, entry.giver_id)


def _streaks(past: Past, in_force: PointPolicy, tried: PointPolicy) -> Iterator[Occasion]:
    """Streaks of lengths that nobody was rewarded for, from the check-ins themselves."""
    known = {bonus.days for bonus in in_force.streaks}
    fresh = {bonus.days: bonus.points for bonus in tried.streaks if bonus.days not in known}
    for made in past.check_ins:
        if made.streak in fresh:
            yield Occasion(STREAK, fresh[made.streak], made.at, made.day)


def _rule(policy: PointPolicy, name: str) -> Cap:
    """The rule that holds; where there is none for answers, that for reactions."""
    if name == HELPED and policy.rules.helped is None:
        return policy.rule(REACTED)
    return policy.rule(name)


def _worth(policy: PointPolicy, name: str) -> int:
    rule = _rule(policy, name)
    return rule.points if isinstance(rule, Earning) else 0


def _bonus(policy: PointPolicy, days: int) -> int:
    return next((bonus.points for bonus in policy.streaks if bonus.days == days), 0)


def _between(policy: PointPolicy, name: str) -> timedelta | None:
    """After how long the same person counts again: for answers as for reactions."""
    rule = policy.rule(REACTED if name == HELPED else name)
    return max(rule.same_person_after, _DAY) if isinstance(rule, Recognition) else None


def gini(points: Sequence[int]) -> float:
    """How unevenly points are held: 0 if all have as many, near 1 if one has all."""
    ordered, total = sorted(points), sum(points)
    if not total:
        return 0.0
    weighted = sum(rank * held for rank, held in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def held_by_the_top(points: Sequence[int], share: float = 0.1) -> float:
    """What part of all points the richest tenth holds, at least one member."""
    total = sum(points)
    richest = sorted(points, reverse=True)[: max(1, round(len(points) * share))]
    return sum(richest) / total if total else 0.0
