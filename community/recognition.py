"""Recognition by others, and messages: quality before quantity.

Thanks and reactions count only from different people on different days; a message only if it is long enough, and
not too often.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from community import points
from community.points import HELPED, MESSAGE, REACTED, THANKED, Grounds
from community.scope import Scope
from config.points import Earning, Recognition, Thanked
from core.errors import Refused
from storage.authorships import Authorship
from storage.members import Member

_ONE_DAY = timedelta(days=1)
_LIKES = frozenset({REACTED, HELPED})


@dataclass(frozen=True, slots=True)
class Recognised:
    """What came of it. `again`: the local day from which this person's recognition counts again."""

    points: int
    balance: int
    again: date | None = None


def is_thanks(text: str, policy: Thanked) -> bool:
    """Whether a reply says thank you: one of the words of the policy, where it isn't part of what is none."""
    plain = _plain(text)
    for words in sorted(map(_plain, policy.but_not), key=len, reverse=True):
        plain = plain.replace(words, " ")
    return any(_says(plain, word) for word in map(_plain, policy.words))


def _says(text: str, word: str) -> bool:
    """Words of letters with spaces between stand alone; Chinese and emoji are found anywhere."""
    start = text.find(word)
    while start >= 0:
        around = text[max(0, start - 1) : start] + text[start + len(word) : start + len(word) + 1]
        if not word.isascii() or not any(char.isascii() and char.isalnum() for char in around):
            return True
        start = text.find(word, start + 1)
    return False


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def worth(text: str) -> int:
    """How much a message says: its letters and digits, the same one in a row once."""
    return sum(1 for char, _ in groupby(_plain(text)) if char.isalnum())


async def thank(
    scope: Scope, giver: Member, receiver: Member, source: str, at: datetime, words: str = ""
) -> Recognised:
    """Somebody thanks a member, perhaps saying for what. Refused: `thanks_off`, `thanks_self`."""
    rule = scope.policies.points.rules.thanked
    if rule is None:
        raise Refused("thanks_off")
    if giver.id == receiver.id:
        raise Refused("thanks_self")
    reason = rule.reason.in_locale(scope.community.locale)
    grounds = Grounds(f"{reason}: {words}" if words else reason, THANKED, source, at=at, giver=giver)
    return await _recognise(scope, receiver, rule, rule.points, grounds, frozenset({THANKED}))


async def react(scope: Scope, giver: Member, written: Authorship, source: str, at: datetime) -> None:
    """Somebody likes a member's message; an answer to somebody else counts as `helped`."""
    rules = scope.policies.points.rules
    rule = rules.reacted
    if rule is None or giver.id == written.member_id:
        return
    earning: Earning = rule if rules.helped is None or not written.answers else rules.helped
    name = REACTED if earning is rule else HELPED
    receiver = await scope.uow.members.get(written.member_id)
    grounds = Grounds(earning.reason.in_locale(scope.community.locale), name, source, at=at, giver=giver)
    await _recognise(scope, receiver, rule, earning.points, grounds, _LIKES)


async def take_back(scope: Scope, source: str) -> None:
    """The reaction was taken back: what it earned goes as well."""
    for entry in await scope.uow.points.of_sources([source]):
        if entry.amount and not await scope.uow.points.undone([entry.id]):
            await points.take_back(scope, entry)


async def reward_message(scope: Scope, member: Member, text: str, source: str, at: datetime) -> None:
    """A member wrote something; where the policy gives points for that and it is worth them, they come."""
    rule = scope.policies.points.rules.message
    if rule is None or worth(text) < rule.min_length:
        return
    await _preload(scope, scope.day(at))
    if not await points.cools_down(scope, member, MESSAGE, at):
        await points.award_by_rule(scope, member, MESSAGE, source, at)


async def _recognise(
    scope: Scope, receiver: Member, rule: Recognition, amount: int, grounds: Grounds, rules: frozenset[str]
) -> Recognised:
    giver, at = grounds.giver, grounds.at or scope.uow.now
    assert giver is not None
    nothing = Recognised(0, receiver.points)
    too_new = rule.known_for is not None and at - giver.first_seen_at < rule.known_for
    if too_new or not receiver.present or not await points.may_earn(scope, receiver):
        return nothing
    if await scope.uow.points.known_sources([grounds.source]):
        return nothing
    again = await _counts_again(scope, receiver, giver, rule, rules, scope.day(at))
    if again is not None:
        points.note_unrewarded(scope, receiver, amount, grounds)
        return Recognised(0, receiver.points, again)
    booked = await points.award(scope, receiver, amount, grounds)
    return Recognised(booked.amount, booked.balance)


async def _counts_again(
    scope: Scope, receiver: Member, giver: Member, rule: Recognition, rules: frozenset[str], day: date
) -> date | None:
    """From when this person's recognition counts again; None: it counts now. Judged by local days."""
    await _preload(scope, day)
    recent = await scope.uow.points.recent(receiver.id, day - scope.policies.points.looks_back)
    days = [one.day for one in recent if one.giver_id == giver.id and one.rule in rules]
    if not days or day - max(days) >= rule.same_person_after:
        return None
    return max(days) + max(rule.same_person_after, _ONE_DAY)


async def _preload(scope: Scope, day: date) -> None:
    """Read for all members at hand at once what would be asked for one by one."""
    uow = scope.uow
    at_hand = uow.members.at_hand(scope.community.id)
    await uow.points.load_earned(at_hand, day)
    await uow.points.load_recent(at_hand, day - scope.policies.points.looks_back)
    await uow.tags.load(at_hand)
