"""Tags on members: set by hand, by scripts and by rules, with a source and perhaps an end."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from community.scope import Scope
from core.errors import Refused
from core.facts import Fact, FactKind
from core.tags import RESERVED, TAG_PATTERN
from storage.members import Member
from storage.tags import MemberTag
from storage.unit_of_work import UnitOfWork
from storage.users import User

_TAG = re.compile(TAG_PATTERN)


def parse_tag(text: str) -> str:
    """A tag as a person types it, with or without `#`; Refused `tag_bad` (text) if it can be none."""
    tag = unicodedata.normalize("NFC", text.strip()).removeprefix("#")
    if not _TAG.fullmatch(tag):
        raise Refused("tag_bad", text=text.strip()[:64])
    return tag


async def add(
    scope: Scope,
    member: Member,
    tag: str,
    source: str,
    by: User | None = None,
    expires_at: datetime | None = None,
    at: datetime | None = None,
) -> bool:
    """Put a tag on a member; returns whether they did not hold it before.

    `source` is a script's key, or `hand` with the person it is `by`; then the audit log has it, and reserved
    tags are refused (`tag_reserved`: tag). Of a tag that is held the end is changed: the last word counts.
    """
    uow, at = scope.uow, at or scope.uow.now
    _check_hand(tag, by)
    known = await uow.tags.find(member.id, tag)
    held = known is not None and known.held
    if known is not None and held and known.expires_at == expires_at:
        return False
    since = known.since if known is not None and held else at
    key = uow.new_id() if known is None else known.id
    fresh = MemberTag(key, member.id, tag, held=True, source=source, since=since, expires_at=expires_at)
    uow.tags.put(fresh, member.community_id, at, by.id if by else None)
    if by is not None:
        end = expires_at.isoformat() if expires_at else None
        uow.audit.record(by.id, "tag", member.community_id, member.id, tag=tag, expires_at=end)
    if not held:
        _tell(uow, FactKind.TAG_ADDED, member, tag, at)
    return not held


async def remove(
    scope: Scope, member: Member, tag: str, source: str, by: User | None = None, at: datetime | None = None
) -> bool:
    """Take a tag off a member; returns whether they held it. Refused like `add`."""
    uow = scope.uow
    _check_hand(tag, by)
    known = await uow.tags.find(member.id, tag)
    if known is None or not known.held:
        return False
    _take_off(uow, member, replace(known, source=source), at or uow.now, by)
    if by is not None:
        uow.audit.record(by.id, "untag", member.community_id, member.id, tag=tag)
    return True


async def expire_due(uow: UnitOfWork, limit: int) -> int:
    """Take off tags whose time is over, at most `limit`; returns how many. They end when they said."""
    due = await uow.tags.expired(uow.now, limit)
    await uow.members.load_ids(tag.member_id for tag in due)
    for tag in due:
        assert tag.expires_at is not None
        member = uow.members.known(tag.member_id)
        _take_off(uow, member, replace(tag, source="expired"), tag.expires_at, None)
    return len(due)


def _check_hand(tag: str, by: User | None) -> None:
    if by is not None and tag in RESERVED:
        raise Refused("tag_reserved", tag=tag)


def _take_off(uow: UnitOfWork, member: Member, tag: MemberTag, at: datetime, by: User | None) -> None:
    gone = replace(tag, held=False, since=at, expires_at=None)
    uow.tags.put(gone, member.community_id, at, by.id if by else None)
    _tell(uow, FactKind.TAG_REMOVED, member, tag.tag, at)


def _tell(uow: UnitOfWork, kind: FactKind, member: Member, tag: str, at: datetime) -> None:
    uow.record(Fact(kind, member.community_id, at, member_id=member.id, data={"tag": tag}))
