"""Menus, members, rights, topics and moving groups, as two client libraries see them."""

from datetime import timedelta
from typing import Any

import pytest

from playground.emulator import Emulator, Group, Person, StoryError
from tests.integration.emulator.clients.client import Client, Refused


async def test_menus_are_kept_by_scope_and_language(client: Client, group: Group) -> None:
    scopes: list[dict[str, Any]] = [
        {},
        {"scope": client.scope("all_private_chats")},
        {"scope": client.scope("chat", group.id)},
        {"scope": client.scope("default"), "language_code": "en"},
    ]
    for number, where in enumerate(scopes):
        commands = [client.command(f"menu{number}", f"第 {number} 个")]
        assert await client.call("set_my_commands", commands=commands, **where)
    for number, where in enumerate(scopes):
        (command,) = await client.call("get_my_commands", **where)
        assert (command["command"], command["description"]) == (f"menu{number}", f"第 {number} 个")

    assert await client.call("delete_my_commands", **scopes[2])
    assert await client.call("get_my_commands", **scopes[2]) == []


async def test_the_bot_tells_of_itself(client: Client) -> None:
    assert (await client.call("get_my_name"))["name"] == "小助手"
    assert await client.call("set_my_name", name="Assistant", language_code="en")
    assert (await client.call("get_my_name", language_code="en"))["name"] == "Assistant"
    assert (await client.call("get_my_name"))["name"] == "小助手"
    assert await client.call("set_my_description", description="带你写作")
    assert (await client.call("get_my_description", language_code="en"))["description"] == "带你写作"
    assert await client.call("set_my_short_description", short_description="写作")
    assert (await client.call("get_my_short_description"))["short_description"] == "写作"
    with pytest.raises(Refused, match=r"(?i)the name is too long"):
        await client.call("set_my_name", name="长" * 65)


async def test_chats_and_members_are_looked_up(
    client: Client, telegram: Emulator, group: Group, owner: Person, lin: Person
) -> None:
    chat = await client.call("get_chat", chat_id=group.id)
    assert (chat["id"], chat["type"], chat["title"]) == (group.id, "supergroup", "写作营")
    private = await client.call("get_chat", chat_id=lin.id)
    assert (private["type"], private["username"]) == ("private", "xiaolin")

    member = await client.call("get_chat_member", chat_id=group.id, user_id=lin.id)
    assert (member["status"], member["user"]["id"]) == ("member", lin.id)
    me = await client.call("get_chat_member", chat_id=group.id, user_id=telegram.bot.id)
    assert (me["status"], me["can_pin_messages"]) == ("administrator", True)
    (admin,) = await client.call("get_chat_administrators", chat_id=group.id)
    assert (admin["status"], admin["user"]["id"]) == ("creator", owner.id)
    assert await client.call("get_chat_member_count", chat_id=group.id) == 3
    with pytest.raises(Refused, match=r"(?i)chat not found"):
        await client.call("get_chat", chat_id=-4_999)


async def test_the_bot_leads_as_an_admin(client: Client, group: Group, lin: Person) -> None:
    whom = {"chat_id": group.id, "user_id": lin.id}
    silent = client.permissions(can_send_messages=False)
    assert await client.call("restrict_chat_member", permissions=silent, **whom)
    member = await client.call("get_chat_member", **whom)
    assert (member["status"], member["can_send_messages"]) == ("restricted", False)
    with pytest.raises(StoryError, match="may not write"):
        lin.says(group, "早")

    assert await client.call("promote_chat_member", can_pin_messages=True, **whom)
    assert (await client.call("get_chat_member", **whom))["can_pin_messages"]
    assert await client.call("promote_chat_member", can_pin_messages=False, **whom)

    assert await client.call("ban_chat_member", **whom)
    with pytest.raises(StoryError, match="banned"):
        lin.joins(group)
    assert await client.call("unban_chat_member", only_if_banned=True, **whom)
    lin.joins(group)

    assert await client.call("set_chat_title", chat_id=group.id, title="早起写作营")
    assert (await client.call("get_chat", chat_id=group.id))["title"] == "早起写作营"
    with pytest.raises(Refused, match=r"(?i)can't remove chat owner"):
        await client.call("ban_chat_member", chat_id=group.id, user_id=group.creator.id)


async def test_bans_and_restrictions_end_by_themselves(
    client: Client, telegram: Emulator, group: Group, lin: Person
) -> None:
    whom = {"chat_id": group.id, "user_id": lin.id}
    hour = telegram.clock.timestamp + 3_600
    silent = client.permissions(can_send_messages=False)
    assert await client.call("restrict_chat_member", permissions=silent, until_date=hour, **whom)
    assert (await client.call("get_chat_member", **whom))["until_date"] == hour
    telegram.jump_to(telegram.now + timedelta(hours=1))
    assert (await client.call("get_chat_member", **whom))["status"] == "member"
    lin.says(group, "早")

    assert await client.call("ban_chat_member", until_date=hour + 7_200, **whom)
    telegram.jump_to(telegram.now + timedelta(minutes=119))
    with pytest.raises(StoryError, match="banned"):
        lin.joins(group)
    telegram.jump_to(telegram.now + timedelta(minutes=1))
    lin.joins(group)


async def test_topics_of_a_forum(client: Client, owner: Person) -> None:
    forum = owner.creates_group("论坛", forum=True)
    owner.adds_bot(forum, admin=True, can_manage_topics=True)
    opened = owner.opens_topic(forum, "闲聊")
    created = await client.call("create_forum_topic", chat_id=forum.id, name="打卡")
    assert created["name"] == "打卡"

    for thread in (opened, created["message_thread_id"]):
        sent = await client.call("send_message", chat_id=forum.id, text="早", message_thread_id=thread)
        assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    owner.replies(forum.last, "早 @sop_bot")
    updates = await client.call("get_updates")
    assert updates[-1]["message"]["message_thread_id"] == created["message_thread_id"]
    with pytest.raises(Refused, match=r"(?i)message thread not found"):
        await client.call("send_message", chat_id=forum.id, text="早", message_thread_id=999)


async def test_a_group_that_became_a_supergroup_tells_its_new_id(client: Client, owner: Person) -> None:
    group = owner.creates_group("小群")
    owner.adds_bot(group)
    old = group.id
    group.becomes_supergroup()
    with pytest.raises(Refused) as refused:
        await client.call("send_message", chat_id=old, text="早")
    assert refused.value.moved_to == group.id
    updates = await client.call("get_updates")
    messages = [update["message"] for update in updates if "message" in update]
    assert [message.get("migrate_to_chat_id") for message in messages if message["chat"]["id"] == old][
        -1
    ] == group.id
    assert messages[-1]["migrate_from_chat_id"] == old


async def test_the_bot_leaves(client: Client, group: Group) -> None:
    assert await client.call("leave_chat", chat_id=group.id)
    with pytest.raises(Refused, match="bot is not a member of the supergroup chat") as refused:
        await client.call("send_message", chat_id=group.id, text="早")
    assert refused.value.code == 403
