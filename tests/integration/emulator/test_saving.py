"""The state of the emulator is saved and restored, so that many stories can go on from the same moment."""

import json
import pickle

import pytest

from playground.emulator import CallSeen, Emulator, Group, Person, StateError, StoryError
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


async def test_everything_of_a_long_story_is_restored(
    telegram: Emulator, poller: Poller, owner: Person, group: Group
):
    lin = telegram.person("小林", username="lin")
    lin.joins(group)
    lin.presses_start()
    photo = lin.sends_photo(group, caption="看")
    owner.replies(photo, "好")
    owner.reacts(photo, "👍")
    owner.pins(photo)
    topic = owner.creates_group("话题", forum=True)
    owner.opens_topic(topic, "闲聊")
    row = [{"text": "打卡", "callback_data": "a"}]
    menu = json.dumps({"inline_keyboard": [row]})
    await poller.call("sendMessage", chat_id=group.id, text="<b>早</b>", parse_mode="HTML", reply_markup=menu)
    lin.presses(group.last, "打卡")
    await poller.call("setMyCommands", commands='[{"command": "start", "description": "开始"}]')
    await poller.call("sendMessage", chat_id=1, text="谁")

    restored = Emulator.restored(telegram.save())

    assert restored.save() == telegram.save()
    (again, _) = restored.groups
    assert [(m.uid, m.revision, m.as_json()) for m in again.messages] == [
        (m.uid, m.revision, m.as_json()) for m in group.messages
    ]
    assert [message.text for message in again.changed_since(0)][-1:] == ["早"]
    assert [str(happening) for happening in restored.log] == [str(happening) for happening in telegram.log]
    assert restored.refusals == telegram.refusals
    assert restored.menu() == ["start"]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (b"", "not a state"),
        (b"cos\nsystem\n(S'true'\ntR.", "not a state"),
        (pickle.dumps(print), "not a state"),
        (b"[" * 100_000, "not a state"),
        (b'{"emulator": 0, "objects": []}', "version 0, and this emulator reads version 1"),
        (b'{"emulator": 1}', "damaged"),
        (b'{"emulator": 1, "token": "1:a", "lenient": false, "objects": []}', "damaged"),
    ],
)
def test_what_no_emulator_saved_is_refused(state: bytes, why: str):
    with pytest.raises(StateError, match=why):
        Emulator.restored(state)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("tell", "hides a method", "with or without tell"),
        ("__class__", {"$": 0}, "with or without __class__"),
        ("webhook", {"$": 4_000}, "no object 4000"),
        ("webhook", {"$": "getattr", "of": ["os", "system"]}, "getattr"),
        ("webhook", {"$": "instant", "of": "2026-03-02T09:00:00"}, "no zone"),
        ("webhook", {"$": "seconds", "of": 1e300}, "damaged"),
        ("webhook", {"$": "bytes", "of": "***"}, "base64"),
        ("webhook", {"$": "dict", "of": [[[], 1]]}, "damaged"),
        ("webhook", {"$": 0}, "webhook of a World is a World"),
        ("people", [], "people of a World is a list"),
    ],
)
def test_a_state_that_was_tampered_with_is_refused(telegram: Emulator, name: str, value: object, why: str):
    state = json.loads(telegram.save())
    state["objects"][0][1][name] = value
    with pytest.raises(StateError, match=why):
        Emulator.restored(json.dumps(state).encode())


def test_a_message_holds_what_messages_hold(telegram: Emulator):
    telegram.person("小林").presses_start()
    state = json.loads(telegram.save())
    (message,) = [attributes for kind, attributes in state["objects"] if kind == "Message"]
    for name, value in {
        "text": 5,
        "chat": {"$": 0},
        "reply_to": "早",
        "sent_at": "now",
        "service": [],
    }.items():
        kept, message[name] = message[name], value
        with pytest.raises(StateError, match=f"{name} of a Message is a"):
            Emulator.restored(json.dumps(state).encode())
        message[name] = kept
    Emulator.restored(json.dumps(state).encode())


def test_a_state_of_older_classes_is_told_apart(telegram: Emulator):
    state = json.loads(telegram.save())
    del state["objects"][0][1]["revision"]
    with pytest.raises(StateError, match="of another version: a World with or without revision"):
        Emulator.restored(json.dumps(state).encode())
    state["objects"][0][0] = "Popen"
    with pytest.raises(StateError, match="holds no 'Popen'"):
        Emulator.restored(json.dumps(state).encode())


def test_what_is_no_part_of_a_state_is_not_saved(telegram: Emulator):
    telegram.inject_raw({"message": object()})
    with pytest.raises(TypeError, match="no part of a state"):
        telegram.save()
