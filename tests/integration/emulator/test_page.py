"""What a page that shows the chats reads from the emulator: what changed, and what is where."""

import json
from datetime import timedelta
from typing import Any

import pytest
from aiogram.types import BufferedInputFile

from playground.emulator import Button, Emulator, Group, Past, Person, StoryError
from tests.integration.emulator.conftest import Poller


async def test_what_is_new_or_changed_is_found_by_revision(
    poller: Poller, telegram: Emulator, group: Group, owner: Person, lin: Person
):
    first, second, third = (lin.says(group, text) for text in ("一", "二", "三"))
    seen = telegram.revision

    assert group.changed_since(seen) == []
    lin.edits(first, "壹")
    owner.reacts(second, "👍")
    sent = await poller.call("sendMessage", chat_id=group.id, text="四")
    lin.deletes(third)

    changed = group.changed_since(seen)
    assert [message.text for message in changed] == ["壹", "二", "四", "三"]
    assert [message.deleted for message in changed] == [False, False, False, True]
    assert [message.revision for message in changed] == list(range(seen + 1, seen + 5))
    assert group.revision == telegram.revision == seen + 4
    assert group.message(sent["result"]["message_id"]) is changed[2]


async def test_every_message_has_a_uid_of_its_own(
    poller: Poller, telegram: Emulator, group: Group, lin: Person
):
    lin.presses_start()
    await poller.call("sendMessage", chat_id=lin.id, text="你好")
    shown_to_one = json.dumps({"receiver_user_id": lin.id})
    for text in ("悄悄", "再说"):
        await poller.call(
            "sendMessage", chat_id=group.id, text=text, ephemeral_message_parameters=shown_to_one
        )

    messages = [*group.messages, *lin.private.messages]
    assert len({message.uid for message in messages}) == len(messages)
    assert all(telegram.message(message.uid) is message for message in messages)


async def test_typing_shows_for_five_seconds_or_until_something_is_said(
    poller: Poller, telegram: Emulator, group: Group
):
    await poller.call("sendChatAction", chat_id=group.id, action="typing")
    assert group.action(telegram.now + timedelta(seconds=4)) == "typing"
    assert group.action(telegram.now + timedelta(seconds=5)) is None

    await poller.call("sendChatAction", chat_id=group.id, action="upload_photo")
    assert group.action(telegram.now) == "upload_photo"
    await poller.call("sendMessage", chat_id=group.id, text="到了")
    assert group.action(telegram.now) is None


async def test_pins_of_the_bot_and_of_people_leave_a_line(
    poller: Poller, telegram: Emulator, group: Group, owner: Person, lin: Person
):
    said = lin.says(group, "规则")
    sent = await poller.call("sendMessage", chat_id=group.id, text="公告")
    await poller.call("pinChatMessage", chat_id=group.id, message_id=sent["result"]["message_id"])
    owner.pins(said)

    lines = [m.service["pinned_message"]["text"] for m in group.messages if "pinned_message" in m.service]
    assert lines == ["公告", "规则"]
    assert [message.text for message in group.pinned] == ["公告", "规则"]

    seen = telegram.revision
    owner.unpins(said)
    assert [(message.text, message.pinned) for message in group.changed_since(seen)] == [("规则", False)]
    await poller.call("deleteMessage", chat_id=group.id, message_id=sent["result"]["message_id"])
    assert group.pinned == []


async def test_a_member_can_not_pin_or_delete_for_others(group: Group, owner: Person, lin: Person):
    said = owner.says(group, "规则")
    with pytest.raises(StoryError):
        lin.pins(said)
    with pytest.raises(StoryError):
        lin.deletes(said)


async def test_a_button_is_pressed_by_its_place(poller: Poller, group: Group, lin: Person):
    row = [{"text": "+", "callback_data": data} for data in ("a", "b")]
    await poller.call(
        "sendMessage", chat_id=group.id, text="选", reply_markup=json.dumps({"inline_keyboard": [row]})
    )
    lin.presses_at(group.last, 0, 1)

    assert (await poller.query()).data == "b"
    with pytest.raises(StoryError, match="row 1"):
        lin.presses_at(group.last, 1, 0)

    photo = lin.sends_photo(group, caption="看", reply_to=lin.says(group, "早"))
    await poller.bot.send_document(group.id, BufferedInputFile(b"a,b", "points.csv"))

    assert photo.file is not None
    assert photo.file.content.startswith(b"\x89PNG")
    assert photo.reply_to is not None
    sent = group.last.file
    assert sent is not None
    assert (sent.kind, sent.name, sent.content) == ("document", "points.csv", b"a,b")


async def test_a_community_with_a_past_is_opened_without_a_word_to_the_bot():
    async with Emulator() as telegram:
        yesterday = telegram.now - timedelta(days=1)
        owner = telegram.person("群主", id=5_000_000_001)
        group = owner.creates_group("写作营", id=-1_002_000_000_001)
        lin = telegram.person("小林", id=77)
        telegram.recalls_member(group, telegram.bot, "administrator", can_pin_messages=False)
        telegram.recalls_member(group, lin, tag="3 级")
        telegram.recalls_private(lin)
        asked = telegram.recalls(group, Past(lin, yesterday, "怎么打卡 /checkin", message_id=40))
        told = telegram.recalls(
            group,
            Past(
                telegram.bot,
                yesterday,
                html="<b>这样</b>",
                buttons=[[Button("打卡", "c:1")]],
                reply_to=asked,
                pinned=True,
            ),
        )

        telegram.recalls_reaction(asked, telegram.bot, "👍")

        assert telegram.world.updates.all == []
        assert asked.reactions == {"👍": [telegram.bot.name]}
        assert (asked.id, told.id, told.html, told.labels) == (40, 41, "<b>这样</b>", ["打卡"])
        assert asked.marked("bot_command") == ["/checkin"]
        assert told.sent_at == yesterday
        assert group.pinned == [told]
        assert not group.member(telegram.bot).may("can_pin_messages")
        assert telegram.person("小陈").id not in (owner.id, lin.id)
        assert owner.creates_group("又一个", supergroup=True).id != group.id

        telegram.goes_on_after(800_000_000)
        lin.presses(told, "打卡")
        (update,) = telegram.world.updates.all
        assert (update["update_id"], update["callback_query"]["data"]) == (800_000_001, "c:1")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"message_id": 40}, "message 40 already"),
        ({"days": 3}, "later than"),
        ({"days": -1}, "not past"),
        ({"html": "<b>"}, "Can't find end tag"),
    ],
)
async def test_an_impossible_past_is_refused(
    telegram: Emulator, owner: Person, wrong: dict[str, Any], why: str
):
    group = owner.creates_group("写作营")
    yesterday = telegram.now - timedelta(days=1)
    telegram.recalls(group, Past(owner, yesterday, "早", message_id=40))
    given = dict(wrong)
    at = telegram.now - timedelta(days=given.pop("days", 0))
    with pytest.raises(StoryError, match=why):
        telegram.recalls(group, Past(owner, at, **given))


def test_what_changed_is_found_at_once_among_thousands():
    telegram = Emulator()
    group = telegram.person("群主").creates_group("大群")
    owner = telegram.people[0]
    for number in range(5_000):
        owner.says(group, f"第 {number} 条")
    seen = telegram.revision
    owner.edits(group.messages[7], "改了")

    changes = group.changed_since(seen)
    assert [message.text for message in changes] == ["改了"]
