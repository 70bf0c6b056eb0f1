"""Large work on tags: one is put on, or taken off, many members by hand."""

from collections.abc import Sequence
from datetime import datetime

from community import tags
from community.tags import HAND, Hand
from sop.engine.turn import Turn
from sop.engine.work import Tally
from storage.work import Work


async def put_on(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Put the work's tag on these members."""
    tag, until, tally = str(work.data["tag"]), work.data.get("until"), Tally()
    scope, hand = (await turn.ground(work.community_id)).scope, await _hand(turn, work)
    expires_at = datetime.fromisoformat(until) if until else None
    await _load(turn, member_ids)
    for key in member_ids:
        if await tags.add(scope, turn.uow.members.known(key), tag, HAND, hand, expires_at):
            tally["done"] += 1
            turn.uow.work.mark(work, key)
        else:
            tally["tagged_already"] += 1
    return tally


async def take_off(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Take the work's tag off these members."""
    tag, tally = str(work.data["tag"]), Tally()
    scope, hand = (await turn.ground(work.community_id)).scope, await _hand(turn, work)
    await _load(turn, member_ids)
    for key in member_ids:
        if await tags.remove(scope, turn.uow.members.known(key), tag, HAND, hand):
            tally["done"] += 1
            turn.uow.work.mark(work, key)
        else:
            tally["not_tagged"] += 1
    return tally


async def foresee_on(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Who of them has the tag already."""
    held = await _holding(turn, work, member_ids)
    return Tally(done=len(member_ids) - held, tagged_already=held)


async def foresee_off(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Who of them does not have the tag."""
    held = await _holding(turn, work, member_ids)
    return Tally(done=held, not_tagged=len(member_ids) - held)


async def _holding(turn: Turn, work: Work, member_ids: Sequence[int]) -> int:
    await turn.uow.tags.load(member_ids)
    found = [await turn.uow.tags.find(key, str(work.data["tag"])) for key in member_ids]
    return sum(one is not None and one.held for one in found)


async def _hand(turn: Turn, work: Work) -> Hand:
    assert work.asked_by is not None, "the clock tags nobody by hand"
    return Hand(await turn.uow.users.get(work.asked_by), str(work.data.get("reason", "")))


async def _load(turn: Turn, member_ids: Sequence[int]) -> None:
    await turn.uow.members.load_ids(member_ids)
    await turn.uow.tags.load(member_ids)
