"""The state of the emulator is saved and restored, so that many stories can go on from the same moment."""

import pytest

from playground.emulator import CallSeen, Emulator, Group, Person, StoryError
from tests.integration.emulator.conftest import Poller


async def test_a_restored_emulator_goes_on_where_it_was_saved(
    telegram: Emulator, poller: Poller, owner: Person, group: Group
):
    lin = telegram.person("小林")
    lin.joins(group)
    sent = await poller.call("sendMessage", chat_id=group.id, text="欢迎")
    telegram.jump_to(telegram.now.replace(hour=12))

    async with Emulator.restored(telegram.save()) as restored:
        assert restored.token == telegram.token
        assert restored.now == telegram.now
        assert [person.name for person in restored.people] == ["群主", "小林"]
        (again,) = restored.groups
        assert again is not group
        assert again.last.text == "欢迎"
        assert again.member(restored.people[1]).is_inside
        assert restored.world.updates.unconfirmed == telegram.world.updates.unconfirmed > 0

        poller.telegram = restored
        answer = await poller.call("sendMessage", chat_id=group.id, text="第二条")
        assert answer["result"]["message_id"] == sent["result"]["message_id"] + 1
        assert answer["result"]["from"]["id"] == restored.bot.id
        assert group.last.text == "欢迎", "the emulator that was saved is another one"


async def test_hooks_and_planned_faults_stay_with_whoever_made_them(telegram: Emulator, poller: Poller):
    calls: list[CallSeen] = []
    telegram.on_call(calls.append)
    telegram.faults.next("getMe", status=500, when=lambda parameters: True)
    lines: list[object] = []
    telegram.subscribe(lines.append)

    async with Emulator.restored(telegram.save()) as restored:
        poller.telegram = restored
        assert (await poller.call("getMe"))["ok"]
        restored.person("小林").presses_start()

    assert (calls, lines) == ([], [])
    assert telegram.faults.waiting == 1


async def test_people_of_a_restored_emulator_are_its_own(telegram: Emulator, owner: Person, group: Group):
    restored = Emulator.restored(telegram.save())
    (there,) = restored.people
    there.leaves(restored.groups[0])
    assert group.member(owner).is_inside
    with pytest.raises(StoryError):
        there.leaves(restored.groups[0])
