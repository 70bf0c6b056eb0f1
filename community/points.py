"""Points: a ledger that is only appended to, with caps by the policies. Repeating a source is harmless."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from community.scope import Scope
from core.errors import Refused
from core.facts import Fact, FactKind
from core.frozen import quickly_made
from core.tags import STAFF
from storage.audit import AuditEntry
from storage.members import Member
from storage.points import PointEntry
from storage.users import User

HAND = "hand"
SCRIPT = "script"
STREAK = "streak"
CHECK_IN = "check_in"
THANKED = "thanked"
REACTED = "reacted"
HELPED = "helped"
MESSAGE = "message"

LONGEST_REASON = 200

_WHOLE_NUMBER = re.compile(r"([+-]?)(?=\d)[0０]*(\d*)")
"""Its sign, and its digits (of any script) without leading zeros."""


@quickly_made
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
    giver: Member | None = None
    """The member whose recognition this is."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Award:
    """What was booked. `entry` is None if nothing was: a repetition, or a cap (`capped`)."""

    entry: PointEntry | None
    capped: bool
    balance: int
    audited: AuditEntry | None = None
    """What the audit log has of it, if it was done by hand."""

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
    """Give points, as many as the caps leave for the day. Staff earn none.

    By hand: in the audit log, and Refused with `self_reward`, `staff_earn_nothing` or `award_over_cap` (cap, left).
    """
    member = await scope.uow.members.get(member.id)
    if grounds.by is not None and grounds.by.id == member.user_id:
        raise Refused("self_reward")
    if await scope.uow.points.known_sources([grounds.source]):
        return Award(None, capped=False, balance=member.points)
    if not await may_earn(scope, member):
        if grounds.by is not None:
            raise Refused("staff_earn_nothing")
        return Award(None, capped=False, balance=member.points)
    left, cap = await _left_today(scope, member, grounds)
    given = points if left is None else min(points, left)
    if grounds.by is not None and given < points:
        raise Refused("award_over_cap", cap=cap, left=given)
    if given <= 0:
        note_unrewarded(scope, member, points, grounds)
        return Award(None, capped=True, balance=member.points)
    return _book(scope, member, given, grounds, asked=points)


async def may_earn(scope: Scope, member: Member) -> bool:
    """Whether the member earns points at all: staff do so only where the policy says so."""
    if scope.policies.points.staff:
        return True
    tag = await scope.uow.tags.find(member.id, STAFF)
    return tag is None or not tag.held


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
        note_unrewarded(scope, member, -points, grounds)
        return Award(None, capped=True, balance=member.points)
    return _book(scope, member, -taken, grounds, asked=-points)


async def take_back(scope: Scope, entry: PointEntry, by: User | None = None) -> PointEntry:
    """Undo an entry by its reverse, on the same day, so that caps and rankings are as if it had never been.

    An award that is spent meanwhile is taken back as far as the balance goes; by hand that is Refused:
    `points_spent` (balance, points). Refused `button_used` if it was taken back before.
    """
    uow = scope.uow
    if entry.undoes is not None or await uow.points.undone([entry.id]):
        raise Refused("button_used")
    member = await uow.members.get(entry.member_id)
    amount = max(-entry.amount, -member.points)
    if by is not None and amount != -entry.amount:
        raise Refused("points_spent", balance=member.points, points=entry.amount)
    reverse = replace(
        entry,
        id=uow.new_id(),
        amount=amount,
        asked=-entry.amount,
        source=f"undo:{entry.id}",
        at=uow.now,
        by_user_id=by.id if by else None,
        rule_version=scope.policies.points.mark,
        undoes=entry.id,
    )
    _append(scope, member, reverse)
    return reverse


def note_unrewarded(scope: Scope, member: Member, asked: int, grounds: Grounds) -> None:
    """Keep an occasion that earned nothing, so that another policy can be tried on it, and it is no news later.

    Not those of messages: each would be a line.
    """
    if grounds.rule != MESSAGE:
        scope.uow.points.add(_entry(scope, member, 0, grounds, asked), member)


async def _left_today(scope: Scope, member: Member, grounds: Grounds) -> tuple[int | None, int | None]:
    """How much the caps leave, and the cap that leaves least; None: there is none."""
    policy, uow = scope.policies.points, scope.uow
    at = grounds.at or uow.now
    day = scope.day(at)
    if await cools_down(scope, member, grounds.rule, at):
        return 0, None
    left: list[tuple[int, int]] = []
    cap = policy.rule(grounds.rule).a_day
    if cap is not None:
        left.append((cap - await uow.points.earned(member.id, grounds.rule, day), cap))
    if policy.a_day is not None:
        left.append((policy.a_day - await uow.points.earned_in_all(member.id, day), policy.a_day))
    return min(((max(0, rest), cap) for rest, cap in left), default=(None, None))


async def cools_down(scope: Scope, member: Member, rule: str, at: datetime) -> bool:
    """Whether the rule gave something to the member only just before."""
    policy = scope.policies.points
    earning = policy.earning(rule)
    if earning is None or earning.cool_down is None:
        return False
    recent = await scope.uow.points.recent(member.id, scope.day(at) - policy.looks_back)
    return any(one.rule == rule and abs(at - one.at) < earning.cool_down for one in recent)


def _book(scope: Scope, member: Member, amount: int, grounds: Grounds, *, asked: int) -> Award:
    entry = _entry(scope, member, amount, grounds, asked)
    balance = _append(scope, member, entry)
    audited = None
    if grounds.by is not None:
        act = "award" if amount > 0 else "deduct"
        detail = {"points": abs(amount), "reason": grounds.reason, "entry": entry.id}
        audited = scope.uow.audit.record(grounds.by.id, act, member.community_id, member.id, **detail)
    return Award(entry, capped=amount != asked, balance=balance, audited=audited)


def _append(scope: Scope, member: Member, entry: PointEntry) -> int:
    """Book the entry and tell of it; returns the new balance."""
    balance = scope.uow.points.add(entry, member).points
    data: dict[str, int | str] = {"balance": balance, "amount": entry.amount}
    if entry.giver_id is not None:
        data["rule"] = entry.rule
    fact = Fact(FactKind.POINTS_CHANGED, member.community_id, entry.at, member_id=member.id, data=data)
    scope.uow.record(fact)
    return balance


def _entry(scope: Scope, member: Member, amount: int, grounds: Grounds, asked: int) -> PointEntry:
    at = grounds.at or scope.uow.now
    return PointEntry(
        id=scope.uow.new_id(),
        community_id=member.community_id,
        member_id=member.id,
        amount=amount,
        reason=grounds.reason,
        rule=grounds.rule,
        source=grounds.source,
        at=at,
        day=scope.day(at),
        by_user_id=grounds.by.id if grounds.by else None,
        asked=asked,
        giver_id=grounds.giver.id if grounds.giver else None,
        rule_version=scope.policies.points.mark,
    )
