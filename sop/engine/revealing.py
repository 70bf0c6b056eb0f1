"""What waits behind a Start button in the group: said in private as soon as it is pressed."""

from dataclasses import replace

from core.message import POLICIES
from sop.engine import asking
from sop.engine.effects.say import first_in_private
from sop.engine.readers import texts_of
from sop.engine.turn import Turn
from storage.outgoing import OutboxState
from storage.users import User


async def reveal(turn: Turn, user: User, payload: str) -> bool:
    """Put the question `q<id>`, or say the message `r<id>`; returns whether there is something to read."""
    kind, number = payload[:1], payload[1:]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return False
    if kind == "q":
        return await asking.reveal(turn, user, int(number))
    return kind == "r" and await _say(turn, user, int(number))


async def _say(turn: Turn, user: User, row_id: int) -> bool:
    row = await turn.uow.outbox.find(row_id)
    if row is None or row.user_id != user.id:
        return False
    if row.state not in (OutboxState.HELD, OutboxState.FAILED):
        return row.state in (OutboxState.PLANNED, OutboxState.SENDING, OutboxState.SENT)
    assert row.community_id is not None, "what scripts say belongs to a community"
    ground = await turn.ground(row.community_id)
    payload = {key: value for key, value in row.payload.items() if key != "fallback"}
    texts = await texts_of(ground.scope, user.id)
    payload["text"] = first_in_private(turn.uow, user, row.payload["text"], texts)
    turn.uow.outbox.put(
        replace(
            row,
            state=OutboxState.PLANNED,
            payload=payload,
            not_before=turn.uow.now,
            expires_at=turn.uow.now + POLICIES[row.message().kind].keeps,
            attempts=0,
            error=None,
        )
    )
    turn.uow.planned()
    return True
