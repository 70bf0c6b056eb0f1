"""Sending, answering, editing and deleting, as two client libraries see it."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.integration.emulator.clients.client import Client, Refused


async def test_who_the_bot_is(client: Client, telegram: Emulator) -> None:
    me = await client.call("get_me")
    assert (me["id"], me["is_bot"], me["username"]) == (telegram.bot.id, True, "sop_bot")
    assert me["can_join_groups"]


async def test_html_becomes_entities(client: Client, group: Group) -> None:
    sent = await client.call(
        "send_message",
        chat_id=group.id,
        text="<b>早</b> <a href='https://example.org'>看</a>",
        parse_mode="HTML",
    )
    assert sent["text"] == "早 看"
    assert [(one["type"], one["offset"], one["length"]) for one in sent["entities"]] == [
        ("bold", 0, 1),
        ("text_link", 2, 1),
    ]
    assert group.last.html == '<b>早</b> <a href="https://example.org">看</a>'


async def test_markdown_becomes_entities(client: Client, group: Group) -> None:
    sent = await client.call("send_message", chat_id=group.id, text="*早* _好_\\.", parse_mode="MarkdownV2")
    assert sent["text"] == "早 好."
    assert group.last.html == "<b>早</b> <i>好</i>."
    with pytest.raises(Refused, match=r"(?i)character '\.' is reserved and must be escaped"):
        await client.call("send_message", chat_id=group.id, text="早.", parse_mode="MarkdownV2")


async def test_entities_are_taken_as_they_are(client: Client, group: Group) -> None:
    await client.call("send_message", chat_id=group.id, text="👍早", entities=[client.entity("italic", 2, 1)])
    assert group.last.html == "👍<i>早</i>"


async def test_commands_come_with_their_entities(client: Client, lin: Person) -> None:
    lin.writes_to_bot("/help@sop_bot me")
    (update,) = await client.call("get_updates")
    (entity,) = update["message"]["entities"]
    assert (entity["type"], entity["offset"], entity["length"]) == ("bot_command", 0, 13)
    assert update["message"]["chat"]["type"] == "private"
    assert update["message"]["from"]["first_name"] == "小林"


async def test_replies(client: Client, group: Group, lin: Person) -> None:
    said = lin.says(group, "怎么打卡")
    sent = await client.call(
        "send_message", chat_id=group.id, text="这样", reply_parameters=client.reply_to(said.id)
    )
    assert sent["reply_to_message"]["text"] == "怎么打卡"
    with pytest.raises(Refused, match=r"(?i)message to be replied not found"):
        await client.call(
            "send_message", chat_id=group.id, text="这样", reply_parameters=client.reply_to(999)
        )


async def test_a_press_is_answered(client: Client, group: Group, lin: Person) -> None:
    keyboard = client.keyboard([("打卡", "c:1"), ("看", "https://example.org")])
    sent = await client.call("send_message", chat_id=group.id, text="今天？", reply_markup=keyboard)
    assert [button["text"] for button in sent["reply_markup"]["inline_keyboard"][0]] == ["打卡", "看"]

    press = lin.presses(group.last, "打卡")
    (update,) = await client.call("get_updates")
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("c:1", lin.id)
    assert query["message"]["message_id"] == sent["message_id"]
    assert await client.call(
        "answer_callback_query", callback_query_id=query["id"], text="好", show_alert=True
    )
    assert (press.answer, press.alert) == ("好", True)
    with pytest.raises(Refused, match=r"(?i)query is too old"):
        await client.call("answer_callback_query", callback_query_id=query["id"])


async def test_texts_and_buttons_are_edited(client: Client, group: Group) -> None:
    keyboard = client.keyboard([("打卡", "c:1")])
    sent = await client.call("send_message", chat_id=group.id, text="一", reply_markup=keyboard)
    message = {"chat_id": group.id, "message_id": sent["message_id"]}

    edited = await client.call("edit_message_text", text="二", reply_markup=keyboard, **message)
    assert (edited["text"], "edit_date" in edited) == ("二", True)
    with pytest.raises(Refused, match=r"(?i)message is not modified"):
        await client.call("edit_message_text", text="二", reply_markup=keyboard, **message)
    edited = await client.call("edit_message_reply_markup", **message)
    assert "reply_markup" not in edited
    assert (group.last.text, group.last.labels) == ("二", [])


async def test_messages_are_deleted(client: Client, group: Group, lin: Person) -> None:
    ids = [
        (await client.call("send_message", chat_id=group.id, text=text))["message_id"] for text in "一二三"
    ]
    said = lin.says(group, "四")

    assert await client.call("delete_message", chat_id=group.id, message_id=ids[0])
    assert await client.call("delete_messages", chat_id=group.id, message_ids=[ids[1], said.id, 999])
    assert [message.text for message in group.from_bot] == ["三"]
    assert said.deleted
    with pytest.raises(Refused, match=r"(?i)message to delete not found"):
        await client.call("delete_message", chat_id=group.id, message_id=ids[0])


async def test_messages_are_pinned(client: Client, group: Group) -> None:
    ids = [(await client.call("send_message", chat_id=group.id, text=text))["message_id"] for text in "一二"]
    for message_id in ids:
        assert await client.call("pin_chat_message", chat_id=group.id, message_id=message_id)
    chat = await client.call("get_chat", chat_id=group.id)
    assert chat["pinned_message"]["text"] == "二"
    assert await client.call("unpin_chat_message", chat_id=group.id, message_id=ids[1])
    assert [message.text for message in group.pinned] == ["一"]
    assert await client.call("unpin_all_chat_messages", chat_id=group.id)
    assert group.pinned == []


async def test_the_bot_shows_that_it_is_typing(client: Client, telegram: Emulator, lin: Person) -> None:
    assert await client.call("send_chat_action", chat_id=lin.id, action="typing")
    assert lin.private.action(telegram.now) == "typing"


async def test_reactions_go_both_ways(client: Client, group: Group, lin: Person) -> None:
    sent = await client.call("send_message", chat_id=group.id, text="早")
    lin.reacts(group.last, "👍")
    (update,) = await client.call("get_updates")
    reaction = update["message_reaction"]
    assert (reaction["user"]["id"], reaction["message_id"]) == (lin.id, sent["message_id"])
    assert [(one["type"], one["emoji"]) for one in reaction["new_reaction"]] == [("emoji", "👍")]

    said = lin.says(group, "早")
    place = {"chat_id": group.id, "message_id": said.id}
    assert await client.call("set_message_reaction", reaction=[client.emoji("🔥")], **place)
    assert said.reactions == {"🔥": ["小助手"]}


async def test_messages_are_copied_and_forwarded(client: Client, group: Group, lin: Person) -> None:
    said = lin.says(group, "好主意 #想法")
    source = {"from_chat_id": group.id, "message_id": said.id}

    forwarded = await client.call("forward_message", chat_id=lin.id, **source)
    assert (forwarded["text"], forwarded["forward_origin"]["type"]) == ("好主意 #想法", "user")
    assert forwarded["forward_origin"]["sender_user"]["id"] == lin.id
    copied = await client.call("copy_message", chat_id=lin.id, **source)
    assert lin.private.message(copied["message_id"]) is lin.inbox[-1]
    assert (lin.inbox[-1].text, lin.inbox[-1].forward_origin) == ("好主意 #想法", None)
    with pytest.raises(Refused, match=r"(?i)message to forward not found"):
        await client.call("forward_message", chat_id=lin.id, from_chat_id=group.id, message_id=999)
    with pytest.raises(Refused, match=r"(?i)message to copy not found"):
        await client.call("copy_message", chat_id=lin.id, from_chat_id=group.id, message_id=999)
