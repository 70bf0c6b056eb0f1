"""What reaches the bot, in which order, and how long polling confirms it."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.types import Update

from playground.emulator import Emulator, Group, Person, StoryError
from tests.integration.emulator.conftest import EVERY_KIND, Poller


async def test_polling_waits_until_something_happens(poller: Poller, lin: Person, group: Group) -> None:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(poller.updates(patience=20))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        lin.says(group, "早")

    assert [update.message.text for update in waiting.result() if update.message] == ["早"]


async def test_polling_ends_empty_when_nothing_happens(poller: Poller) -> None:
    assert await poller.updates(patience=1) == []


async def test_updates_come_again_until_they_are_confirmed(poller: Poller, lin: Person, group: Group) -> None:
    lin.says(group, "一")
    lin.says(group, "二")
    first = await poller.bot.get_updates(limit=1, offset=poller.offset)
    again = await poller.bot.get_updates(offset=poller.offset)
    after = await poller.bot.get_updates(offset=first[0].update_id + 1)

    assert [len(first), len(again), len(after)] == [1, 2, 1]


async def test_a_second_poller_throws_the_first_out(poller: Poller, telegram: Emulator) -> None:
    first, second = await asyncio.gather(
        poller.bot.get_updates(timeout=20), poller.bot.get_updates(timeout=1), return_exceptions=True
    )

    assert isinstance(first, TelegramConflictError)
    assert "terminated by other getUpdates request" in first.message
    assert second == []
    assert [refusal.code for refusal in telegram.refusals] == [409]


async def test_a_poll_that_does_not_wait_throws_nobody_out(
    poller: Poller, telegram: Emulator, lin: Person, group: Group
) -> None:
    seen = await poller.bot.get_updates(offset=poller.offset)
    offset = seen[-1].update_id + 1 if seen else poller.offset
    waiting = asyncio.ensure_future(poller.bot.get_updates(timeout=20, offset=offset))
    assert await poller.bot.get_updates(offset=offset) == []
    lin.says(group, "一")

    assert len(await waiting) == 1
    assert telegram.refusals == []


async def test_a_poller_that_went_away_is_in_nobodys_way(poller: Poller, telegram: Emulator) -> None:
    url = f"{telegram.url}/bot{telegram.token}/getUpdates"
    with pytest.raises(TimeoutError):
        await poller.http.get(url, params={"timeout": "20"}, timeout=aiohttp.ClientTimeout(total=0.1))
    await poller.updates()

    assert telegram.refusals == []


async def test_a_webhook_stands_in_the_way(poller: Poller, bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await poller.updates()
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    await bot.delete_webhook(drop_pending_updates=True)

    assert await poller.updates() == []


async def test_updates_are_kept_for_a_day(
    poller: Poller, telegram: Emulator, lin: Person, group: Group
) -> None:
    lin.says(group, "早")
    telegram.jump_to(telegram.now + timedelta(hours=25))
    lin.says(group, "晚")

    assert [update.message.text for update in await poller.updates() if update.message] == ["晚"]


async def test_after_a_quiet_week_ids_go_on_at_random(
    poller: Poller, telegram: Emulator, lin: Person, group: Group
) -> None:
    lin.says(group, "早")
    old = (await poller.updates())[-1].update_id
    telegram.jump_to(telegram.now + timedelta(days=8))
    lin.says(group, "好久不见")
    new = await poller.updates()

    assert [update.message.text for update in new if update.message] == ["好久不见"]
    assert new[0].update_id < old
    assert await poller.updates() == []


async def test_member_changes_come_only_if_asked_for(bot: Bot, telegram: Emulator, owner: Person) -> None:
    await bot.get_updates(allowed_updates=[])
    group = owner.creates_group("群")
    owner.adds_bot(group, admin=True)
    telegram.person("小林").joins(group)

    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["my_chat_member", "message", "my_chat_member", "message"]


async def test_without_admin_rights_the_bot_sees_little(
    poller: Poller, telegram: Emulator, owner: Person
) -> None:
    group = owner.creates_group("群", supergroup=True)
    owner.adds_bot(group)
    lin = telegram.person("小林")
    lin.joins(group)
    await poller.updates()
    sent = await poller.bot.send_message(group.id, "你好")
    lin.says(group, "闲聊")
    lin.says(group, "/help")
    lin.says(group, "/help@other_bot")
    lin.says(group, "找 @sop_bot 帮忙")
    lin.replies(group.last, "谢谢")
    lin.reacts(group.last, "👍")
    lin.leaves(group)

    messages = [update["message"] for update in await poller.raw()]
    assert [message.get("text") for message in messages] == ["/help", "找 @sop_bot 帮忙", "谢谢", None]
    assert messages[2]["reply_to_message"]["message_id"] == sent.message_id
    assert messages[3]["left_chat_member"]["id"] == lin.id


async def test_with_privacy_off_the_bot_sees_everything(poller: Poller) -> None:
    async with Emulator(privacy=False) as telegram:
        owner = telegram.person("群主")
        group = owner.creates_group("群")
        owner.adds_bot(group)
        owner.says(group, "闲聊")
        there = Poller(telegram, poller.bot, poller.http)
        me = (await there.call("getMe"))["result"]
        updates = (await there.call("getUpdates"))["result"]

    assert me["can_read_all_group_messages"] is True
    assert updates[-1]["message"]["text"] == "闲聊"


async def test_every_update_is_what_aiogram_expects(
    poller: Poller, telegram: Emulator, group: Group, lin: Person, owner: Person
) -> None:
    await poller.bot.send_message(group.id, "你好")
    message = lin.says(group, "大家好", mentions=[owner])
    lin.edits(message, "大家早")
    owner.replies(message, "/award@sop_bot 3")
    lin.sends_photo(group, caption="#打卡")
    lin.sends_document(group, name="稿.txt", content=b"x")
    lin.reacts(group.last, "👍", "🔥")
    owner.speaks_anonymously(group, "/award")
    owner.pins(group.last)
    owner.promotes(lin, group)
    owner.demotes(lin, group)
    lin.presses_start("abc_1")
    lin.blocks_bot()
    lin.unblocks_bot()
    owner.silences_bot(group)
    owner.promotes_bot(group, can_pin_messages=False)
    owner.kicks(lin, group)
    group.reactions_are_anonymous = True
    owner.reacts(group.last, "❤")
    owner.removes_bot(group)

    raw = [update for update in telegram.world.updates.all if "message" not in update or update["message"]]
    parsed = [Update.model_validate(update) for update in raw]
    assert {update.event_type for update in parsed} == set(EVERY_KIND) - {"callback_query"}
    for update, model in zip(raw, parsed, strict=True):
        assert not model.event.model_extra, f"aiogram does not know {model.event.model_extra} in {update}"


async def test_a_reply_in_a_supergroup_carries_a_thread_that_is_no_topic(
    poller: Poller, group: Group, lin: Person, owner: Person
) -> None:
    owner.replies(lin.says(group, "早"), "早")
    reply = (await poller.raw())[-1]["message"]

    assert reply["message_thread_id"] == reply["reply_to_message"]["message_id"]
    assert "is_topic_message" not in reply


async def test_topics(poller: Poller, telegram: Emulator, owner: Person) -> None:
    forum = owner.creates_group("论坛", forum=True)
    owner.adds_bot(forum, admin=True)
    topic = owner.opens_topic(forum, "作业")
    owner.says(forum, "交", topic=topic)
    message = (await poller.messages())[-1]
    sent = await poller.bot.send_message(forum.id, "收到", message_thread_id=topic)

    assert (message.message_thread_id, message.is_topic_message) == (topic, True)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    answer = await poller.call("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic + 9)
    assert answer["description"] == "Bad Request: message thread not found"


async def test_anonymous_admins_speak_as_the_group(poller: Poller, group: Group, owner: Person) -> None:
    owner.speaks_anonymously(group, "/award")
    message = (await poller.raw())[-1]["message"]

    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, group.id)


async def test_a_group_moves_to_a_supergroup(poller: Poller, telegram: Emulator, owner: Person) -> None:
    group = owner.creates_group("群")
    owner.adds_bot(group, admin=True)
    await poller.updates()
    old = group.id
    group.becomes_supergroup()

    moved, arrived = await poller.messages()
    assert (moved.chat.id, moved.migrate_to_chat_id) == (old, group.id)
    assert (arrived.chat.id, arrived.migrate_from_chat_id) == (group.id, old)
    answer = await poller.call("sendMessage", chat_id=old, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": group.id}


async def test_in_huge_groups_nobodys_joining_is_announced(
    poller: Poller, telegram: Emulator, owner: Person
) -> None:
    group = owner.creates_group("大群", crowd=12_000)
    owner.adds_bot(group, admin=True)
    await poller.updates()
    lin = telegram.person("小林")
    lin.joins(group)
    lin.leaves(group)

    assert await poller.kinds() == ["chat_member", "chat_member"]
    assert await poller.bot.get_chat_member_count(group.id) == 12_002


async def test_the_bot_is_told_of_its_own_fate(poller: Poller, group: Group, owner: Person) -> None:
    owner.promotes_bot(group, can_delete_messages=False)
    owner.removes_bot(group)
    now = [update["my_chat_member"]["new_chat_member"] for update in await poller.raw()]

    assert [standing["status"] for standing in now] == ["administrator", "kicked"]
    assert now[0]["can_delete_messages"] is False


async def test_a_broken_update_can_be_put_in(poller: Poller, telegram: Emulator) -> None:
    telegram.inject_raw({"message": {"message_id": "x"}})
    answer = await poller.call("getUpdates")

    assert answer["result"][-1]["message"] == {"message_id": "x"}


async def test_updates_can_come_twice(poller: Poller, telegram: Emulator, group: Group, lin: Person) -> None:
    lin.says(group, "一")
    lin.says(group, "二")
    first = await poller.updates()
    assert await poller.updates() == []
    telegram.repeats_updates(2)

    assert [update.update_id for update in await poller.updates()] == [update.update_id for update in first]
    assert await poller.updates() == []


async def test_updates_can_come_out_of_order(poller: Poller, telegram: Emulator, group: Group) -> None:
    wu = telegram.person("老吴")
    with telegram.out_of_order():
        wu.joins(group)
        wu.says(group, "我来了")

    assert await poller.kinds() == ["message", "message", "chat_member"]


def test_what_nobody_could_do_is_an_error_of_the_story(telegram: Emulator, owner: Person) -> None:
    group = owner.creates_group("群")
    stranger = telegram.person("路人")
    for impossible in (
        lambda: stranger.says(group, "hi"),
        lambda: stranger.leaves(group),
        lambda: stranger.writes_to_bot("hi"),
        stranger.blocks_bot,
        lambda: stranger.presses_start("a b"),
        lambda: owner.joins(group),
        lambda: stranger.kicks(owner, group),
        lambda: owner.promotes(stranger, group),
        lambda: group.last,
    ):
        with pytest.raises(StoryError):
            impossible()
