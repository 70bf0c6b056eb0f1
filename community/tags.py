"""Tags on members: set by hand, by scripts and by rules, with a source and perhaps an end."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from community.scope import Scope
from core.errors import Refused
from core.facts import Fact, FactKind
from core.tags import RESERVED, TAG_PATTERN
from storage.audit import AuditEntry
from storage.members import Member
from storage.tags import MemberTag
from storage.unit_of_work import UnitOfWork
from storage.users import User

_TAG = re.compile(TAG_PATTERN)

HAND = "hand"
"""The source of what a person has set or taken off."""

EXPIRED = "expired"
"""The source of what was taken off because its time was over."""

ON, OFF = "tag", "untag"
"""The acts in the audit log."""

LONGEST_REASON = 200


def parse_tag(text: str) -> str:
    """A tag as a person types it, with or without `#`; Refused `tag_bad` (text) if it can be none."""
    tag = unicodedata.normalize("NFC", text.strip()).removeprefix("#")
    if not _TAG.fullmatch(tag):
        raise Refused("tag_bad", text=text.strip()[:64])
    return tag


def settable(tag: str) -> None:
    """Raise Refused `tag_reserved` (tag) for one that nobody sets by hand."""
    if tag in RESERVED:
        raise Refused("tag_reserved", tag=tag)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who of the staff sets a tag or takes it off, and why."""

    by: User
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it by hand: whether something changed, and the entry of the audit log by which it is undone."""

    changed: bool
    entry: AuditEntry | None = None


def parse_reason(text: str) -> str:
    """Why somebody gets a tag; may be empty. Refused `reason_too_long` (limit)."""
    reason = " ".join(text.split())
    if len(reason) > LONGEST_REASON:
        raise Refused("reason_too_long", limit=LONGEST_REASON)
    return reason


async def add(
    scope: Scope,
    member: Member,
    tag: str,
    source: str,
    hand: Hand | None = None,
    expires_at: datetime | None = None,
    at: datetime | None = None,
) -> bool:
    """Put a tag on a member; returns whether they did not hold it before.

    `source` is a script's key, `rule:NAME`, or HAND with the `hand` that did it; then reserved tags are refused
    (`tag_reserved`: tag). Of a tag that is held the end and the reason are changed: the last word counts.
    """
    uow, at = scope.uow, at or scope.uow.now
    _check_hand(tag, hand)
    reason = hand.reason if hand else ""
    known = await uow.tags.find(member.id, tag)
    held = known is not None and known.held
    if known is not None and held and (known.expires_at, known.reason) == (expires_at, reason):
        return False
    since = known.since if known is not None and held else at
    key = uow.new_id() if known is None else known.id
    fresh = MemberTag(key, member.id, tag, True, source, since, expires_at, reason)
    uow.tags.put(fresh, member.community_id, at, hand.by.id if hand else None)
    if not held:
        _tell(uow, FactKind.TAG_ADDED, member, tag, at)
    return not held


async def remove(
    scope: Scope,
    member: Member,
    tag: str,
    source: str,
    hand: Hand | None = None,
    at: datetime | None = None,
) -> bool:
    """Take a tag off a member; returns whether they held it. Refused like `add`."""
    uow = scope.uow
    _check_hand(tag, hand)
    known = await uow.tags.find(member.id, tag)
    if known is None or not known.held:
        return False
    reason = hand.reason if hand else ""
    gone = replace(known, source=source, reason=reason)
    _take_off(uow, member, gone, at or uow.now, hand.by.id if hand else None)
    return True


async def put_on(
    scope: Scope, member: Member, tag: str, hand: Hand, expires_at: datetime | None = None
) -> Done:
    """Somebody puts a tag on by hand: the audit log has it, so that it can be taken back. Refused like `add`."""
    before = await _before(scope, member, tag)
    changed = await add(scope, member, tag, HAND, hand, expires_at)
    end = expires_at.isoformat() if expires_at else None
    detail = {"tag": tag, "expires_at": end, "reason": hand.reason, "before": before}
    return Done(changed, scope.uow.audit.record(hand.by.id, ON, scope.community.id, member.id, **detail))


async def take_off(scope: Scope, member: Member, tag: str, hand: Hand) -> Done:
    """Somebody takes a tag off by hand; of one that is not there nothing is noted. Refused like `add`."""
    before = await _before(scope, member, tag)
    if not await remove(scope, member, tag, HAND, hand):
        return Done(changed=False)
    detail = {"tag": tag, "reason": hand.reason, "before": before}
    entry = scope.uow.audit.record(hand.by.id, OFF, scope.community.id, member.id, **detail)
    return Done(changed=True, entry=entry)


async def take_back(scope: Scope, entry: AuditEntry, by: User) -> None:
    """Let a tag be as it was before `put_on` or `take_off`. Refused `tag_changed` if it has changed since."""
    assert entry.member_id is not None
    assert entry.detail is not None
    member = await scope.uow.members.get(entry.member_id)
    tag, before = str(entry.detail["tag"]), entry.detail["before"]
    now = await scope.uow.tags.find(member.id, tag)
    if now is None or now.source != HAND or now.held != (entry.act == ON):
        raise Refused("tag_changed", tag=tag)
    if before is None:
        await remove(scope, member, tag, HAND, Hand(by))
        return
    expires_at = datetime.fromisoformat(before["expires_at"]) if before["expires_at"] else None
    if expires_at is None or expires_at > scope.uow.now:
        await add(scope, member, tag, before["source"], Hand(by, before["reason"]), expires_at)


async def _before(scope: Scope, member: Member, tag: str) -> dict[str, str | None] | None:
    """What is so of a tag before it is changed by hand; None if it is not held."""
    known = await scope.uow.tags.find(member.id, tag)
    if known is None or not known.held:
        return None
    end = known.expires_at.isoformat() if known.expires_at else None
    return {"source": known.source, "expires_at": end, "reason": known.reason}


async def expire_due(uow: UnitOfWork, limit: int) -> int:
    """Take off tags whose time is over, at most `limit`; returns how many. They end when they said."""
    due = await uow.tags.expired(uow.now, limit)
    await uow.members.load_ids(tag.member_id for tag in due)
    for tag in due:
        assert tag.expires_at is not None
        member = uow.members.known(tag.member_id)
        _take_off(uow, member, replace(tag, source=EXPIRED, reason=""), tag.expires_at, None)
    return len(due)


def _check_hand(tag: str, hand: Hand | None) -> None:
    if hand is not None:
        settable(tag)


def _take_off(uow: UnitOfWork, member: Member, tag: MemberTag, at: datetime, by_user_id: int | None) -> None:
    gone = replace(tag, held=False, since=at, expires_at=None)
    uow.tags.put(gone, member.community_id, at, by_user_id)
    _tell(uow, FactKind.TAG_REMOVED, member, tag.tag, at)


def _tell(uow: UnitOfWork, kind: FactKind, member: Member, tag: str, at: datetime) -> None:
    uow.record(Fact(kind, member.community_id, at, member_id=member.id, data={"tag": tag}))
