"""What staff says to somebody through the bot: written down is that it was said, not what."""

from community import talks
from community.scope import Scope
from core.errors import Refused
from storage.members import Member
from storage.users import Reach, User

LONGEST = 1000
"""Characters of one draft."""


def check(words: str) -> str:
    """The words as they are to be sent. Refused: `draft_empty`, `draft_too_long` (limit)."""
    words = words.strip()
    if not words:
        raise Refused("draft_empty")
    if len(words) > LONGEST:
        raise Refused("draft_too_long", limit=LONGEST)
    return words


async def said(scope: Scope, member: Member, by: User, *, in_group: bool) -> None:
    """Somebody of the staff spoke with the member through the bot."""
    scope.uow.audit.record(by.id, "draft_sent", scope.community.id, member.id, in_group=in_group)
    await talks.spoken_with(scope.uow, member.id, scope.uow.now)


async def nudge_key(scope: Scope, member: Member) -> str:
    """What makes a reminder come once a day.

    Refused: `nudge_needless` if they have checked in today, `nudge_again` if they were reminded already.
    """
    if await scope.uow.check_ins.on(member.id, scope.today) is not None:
        raise Refused("nudge_needless")
    key = f"nudge:{member.id}:{scope.today:%Y%m%d}"
    if await scope.uow.outbox.was_planned(key):
        raise Refused("nudge_again")
    return key


def reachable(user: User) -> bool:
    """Whether a private message may be sent and would arrive."""
    return user.reach == Reach.OPEN and not user.opted_out
