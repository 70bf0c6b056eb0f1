"""What is planned arrives: once, in order, within the limits, with its buttons."""

from datetime import timedelta
from typing import Any

from core.message import Button, Edit, Kind, Message, Reaction, Target
from playground.emulator import Group, Person
from storage.outbox import OutboxState
from tests.integration.delivery.conftest import Post, Write


def texts(chat: Group | Person) -> list[str]:
    return [message.text for message in (chat.from_bot if isinstance(chat, Group) else chat.inbox)]


async def test_a_planned_message_arrives_and_its_id_is_known(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "<b>早</b>"))
    await post.settle()

    row = await post.row(row_id)
    assert group.last.html == "<b>早</b>"
    assert (row.state, row.message_id, row.sent_at) == (OutboxState.SENT, group.last.id, post.clock.now())
    assert post.telegram.refusals == []
