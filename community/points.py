"""Points: a ledger that is only appended to, with caps by the policies. Repeating a source is harmless."""

import re
from dataclasses import dataclass
from datetime import datetime

from community.scope import Scope
from core.errors import Refused
from core.facts import Fact, FactKind
from storage.members import Member
from storage.points import PointEntry
from storage.users import User

HAND = "hand"
SCRIPT = "script"
STREAK = "streak"
CHECK_IN = "check_in"

LONGEST_REASON = 200

_WHOLE_NUMBER = re.compile(r"([+-]?)(?=\d)[0０]*(\d*)")
"""Its sign, and its digits (of any script) without leading zeros."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why points are booked.

    `rule` is what caps count (`hand`, `script`, `check_in` …); `source` is unique to this act, so that its
    repetition is harmless; `by` is the person who did it by hand; `at` is when, now if None.
    """

    reason: str
    rule: str
    source: str
    by: User | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """What was booked. `entry` is None if nothing was: a repetition, or a cap (`capped`)."""

    entry: PointEntry | None
    capped: bool
    balance: int

    @property
    def amount(self) -> int:
        """Points really given; negative when taken."""
        return self.entry.amount if self.entry else 0


def parse_amount(text: str, at_once: int) -> int:
    """Points as a person types them, from 1 to `at_once`.

    Refused: `amount_not_a_number` (text), `amount_not_positive` (text), `amount_too_large` (text, limit).
    """
    word = text.strip()
    shown, written = word[:32], _WHOLE_NUMBER.fullmatch(word)
    if written is None:
        raise Refused("amount_not_a_number", text=shown)
    sign, digits = written.groups()
    if sign == "-" or not digits:
        raise Refused("amount_not_positive", text=shown)
    if len(digits) > 12 or int(digits) > at_once:
        raise Refused("amount_too_large", text=shown, limit=at_once)
    return int(digits)


def parse_reason(text: str) -> str:
    """A reason as a person types it. Refused: `reason_missing`, `reason_too_long` (limit)."""
    reason = " ".join(text.split())
    if not any(char.isprintable() and not char.isspace() for char in reason):
        raise Refused("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refused("reason_too_long", limit=LONGEST_REASON)
    return reason


async def award(scope: Scope, member: Member, points: int, grounds: Grounds) -> Award:
    """Give points, as many as the rule's cap leaves for the day.

    By hand: in the audit log, and Refused with `self_reward` or `award_over_cap` (cap, left).
    """
    member = await scope.uow.members.get(member.id)
    if grounds.by is not None and grounds.by.id == member.user_id:
        raise Refused("self_reward")
    if await scope.uow.points.known_sources([grounds.source]):
        return Award(None, capped=False, balance=member.points)
    given = min(points, await _left_today(scope, member, grounds, points))
    if grounds.by is not None and given < points:
        raise Refused("award_over_cap", cap=scope.policies.points.rule(grounds.rule).a_day, left=given)
    if given <= 0:
        return Award(None, capped=True, balance=member.points)
    return _book(scope, member, given, grounds, capped=given < points)


async def award_by_rule(scope: Scope, member: Member, rule: str, source: str, at: datetime) -> Award:
    """Give what a rule of the policies says."""
    policy = scope.policies.points.earning(rule)
    assert policy is not None, f"the policy has no rule {rule}"
    reason = policy.reason.in_locale(scope.community.locale)
    return await award(scope, member, policy.points, Grounds(reason, rule, source, at=at))


async def deduct(scope: Scope, member: Member, points: int, grounds: Grounds) -> Award:
    """Take points; a balance never goes below zero.

    A script takes what is there (`capped`); by hand it is Refused: `balance_too_low` (balance, points).
    """
    member = await scope.uow.members.get(member.id)
    if await scope.uow.points.known_sources([grounds.source]):
        return Award(None, capped=False, balance=member.points)
    taken = min(points, member.points)
    if grounds.by is not None and taken < points:
        raise Refused("balance_too_low", balance=member.points, points=points)
    if taken <= 0:
        return Award(None, capped=True, balance=member.points)
    return _book(scope, member, -taken, grounds, capped=taken < points)


async def _left_today(scope: Scope, member: Member, grounds: Grounds, points: int) -> int:
    cap = scope.policies.points.rule(grounds.rule).a_day
    if cap is None:
        return points
    day = scope.day(grounds.at or scope.uow.now)
    return max(0, cap - await scope.uow.points.earned(member.id, grounds.rule, day))


def _book(scope: Scope, member: Member, amount: int, grounds: Grounds, *, capped: bool) -> Award:
    uow, at = scope.uow, grounds.at or scope.uow.now
    entry = PointEntry(
        id=uow.new_id(),
        community_id=member.community_id,
        member_id=member.id,
        amount=amount,
        reason=grounds.reason,
        rule=grounds.rule,
        source=grounds.source,
        at=at,
        day=scope.day(at),
        by_user_id=grounds.by.id if grounds.by else None,
    )
    balance = uow.points.add(entry, member).points
    if grounds.by is not None:
        act = "award" if amount > 0 else "deduct"
        detail = {"points": amount, "reason": grounds.reason}
        uow.audit.record(grounds.by.id, act, member.community_id, member.id, **detail)
    data = {"balance": balance, "amount": amount}
    uow.record(Fact(FactKind.POINTS_CHANGED, member.community_id, at, member_id=member.id, data=data))
    return Award(entry, capped, balance)
