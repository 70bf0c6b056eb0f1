"""Telegram is paid for speed only where the owner has said so, and never for answers."""

import pytest

from playground.emulator import CallSeen, Emulator, Person
from tests.e2e.conftest import Sopbot


async def sent(sopbot: Sopbot, telegram: Emulator, owner: Person) -> tuple[list[CallSeen], list[CallSeen]]:
    """The calls that greet somebody who joins, and those that answer a command."""
    calls: list[CallSeen] = []
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(minutes=5)
    telegram.on_call(lambda call: calls.append(call) if call.stage == "before" else None)
    telegram.person("小林").joins(group)
    await telegram.advance(minutes=5)
    greetings = [call for call in calls if call.method == "sendMessage"]
    calls.clear()
    owner.says(group, "/me")
    await telegram.settle()
    return greetings, [call for call in calls if call.method == "sendMessage"]


@pytest.mark.parametrize("paid", [False, True])
async def test_only_what_the_bot_sends_by_itself_is_paid_for_and_only_if_allowed(
    stopped: Sopbot, telegram: Emulator, owner: Person, paid: bool
):
    await stopped.start(**({"allow_paid_broadcast": True} if paid else {}))

    greetings, answers = await sent(stopped, telegram, owner)

    assert greetings
    assert answers
    assert [call.parameters.get("allow_paid_broadcast", False) for call in greetings] == [paid] * len(
        greetings
    )
    assert not any("allow_paid_broadcast" in call.parameters for call in answers)
