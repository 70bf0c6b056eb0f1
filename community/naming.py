"""Naming a member in a command: a reply, a text mention, @username or the numeric id; never a guess."""

from community import members
from community.scope import Scope
from core.errors import Refused
from storage.members import Member
from storage.users import User

_LARGEST_ID = 2**52
"""Telegram's user ids have at most 52 significant bits."""


async def find_member(scope: Scope, reference: User | str, *, anybody: bool = False) -> Member:
    """The member that is meant. A `User` is who was replied to or mentioned.

    `anybody`: whoever the bot has seen will do, also one who is only in the staff chat and no member yet.
    Refused: `member_unknown` (name), `member_ambiguous` (name, count: several were seen under this @username,
    so nobody can say who has it now), `member_is_bot` (name).
    """
    if isinstance(reference, User):
        return await _member_of(scope, reference, reference.name, seen_now=True)
    name = reference.strip()
    if name.isascii() and name.isdigit() and int(name[:20]) < _LARGEST_ID:
        user = await scope.uow.users.by_telegram_id(int(name))
        candidates = [] if user is None else [user]
    elif name.startswith("@") and len(name) > 1:
        candidates = await scope.uow.users.by_username(name)
    else:
        candidates = []
    if len(candidates) > 1:
        raise Refused("member_ambiguous", name=_short(name), count=len(candidates))
    if not candidates:
        raise Refused("member_unknown", name=_short(name))
    return await _member_of(scope, candidates[0], name, seen_now=anybody)


async def _member_of(scope: Scope, user: User, name: str, *, seen_now: bool) -> Member:
    """Who is pointed at in the group is there, so they are a member even if they never said a word."""
    if user.is_bot:
        raise Refused("member_is_bot", name=_short(name))
    if seen_now:
        member = await members.known_or_new(scope, user, scope.uow.now)
    else:
        member = await scope.uow.members.of(scope.community.id, user.id)
    if member is None:
        raise Refused("member_unknown", name=_short(name))
    return member


def _short(name: str) -> str:
    return name[:64]
