"""Sending, buttons, edits, deletions, pins and reactions keep Telegram's rules."""

from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BufferedInputFile,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReactionTypeEmoji,
    ReactionTypeUnion,
    ReplyParameters,
)

from playground.emulator import Emulator, Group, Person
from playground.emulator.files import PIXEL
from tests.integration.emulator.conftest import Poller


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


def data_button(data: str, text: str = "打卡") -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


async def test_who_can_be_written_to(bot: Bot, telegram: Emulator, group: Group, lin: Person) -> None:
    async def refusal(chat_id: int) -> str:
        with pytest.raises((TelegramForbiddenError, TelegramBadRequest)) as refused:
            await bot.send_message(chat_id, "你好")
        return refused.value.message

    assert await refusal(telegram.person("路人").id) == "Bad Request: chat not found"
    assert await refusal(lin.id) == "Forbidden: bot can't initiate conversation with a user"
    lin.presses_start()
    await bot.send_message(lin.id, "你好")
    lin.blocks_bot()
    assert await refusal(lin.id) == "Forbidden: bot was blocked by the user"
    lin.unblocks_bot()
    await bot.send_message(lin.id, "又见面了")
    lin.deletes_account()
    assert await refusal(lin.id) == "Forbidden: user is deactivated"
    assert [message.text for message in lin.inbox] == ["你好", "又见面了"]


async def test_groups_the_bot_is_not_in(bot: Bot, telegram: Emulator, group: Group, owner: Person) -> None:
    async def refusal() -> str:
        with pytest.raises((TelegramForbiddenError, TelegramBadRequest)) as refused:
            await bot.send_message(group.id, "你好")
        return refused.value.message

    owner.silences_bot(group)
    assert await refusal() == "Bad Request: not enough rights to send text messages to the chat"
    owner.removes_bot(group)
    assert await refusal() == "Forbidden: bot was kicked from the supergroup chat"
    owner.adds_bot(group)
    await bot.leave_chat(group.id)
    assert await refusal() == "Forbidden: bot is not a member of the supergroup chat"


async def test_replies(bot: Bot, group: Group, lin: Person) -> None:
    said = lin.says(group, "早")
    lin.deletes(said)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(group.id, "早", reply_parameters=ReplyParameters(message_id=said.id))
    careful = ReplyParameters(message_id=said.id, allow_sending_without_reply=True)

    assert (await bot.send_message(group.id, "早", reply_parameters=careful)).reply_to_message is None


async def test_a_pressed_button_is_answered_once(bot: Bot, poller: Poller, group: Group, lin: Person) -> None:
    await bot.send_message(group.id, "打卡", reply_markup=keyboard(data_button("in")))
    press = lin.presses(group.last, "打卡")
    assert not press.answered
    query = await poller.query()
    await bot.answer_callback_query(query.id, text="记下了", show_alert=True)

    assert (query.data, query.from_user.id) == ("in", lin.id)
    assert isinstance(query.message, Message)
    assert query.message.text == "打卡"
    assert (press.answer, press.alert) == ("记下了", True)
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await bot.answer_callback_query(query.id)


async def test_a_press_waits_150_seconds(
    bot: Bot, telegram: Emulator, poller: Poller, group: Group, lin: Person
) -> None:
    await bot.send_message(group.id, "打卡", reply_markup=keyboard(data_button("in")))
    early, late = lin.presses(group.last, "打卡"), lin.presses(group.last, "打卡")
    telegram.jump_to(telegram.now + timedelta(seconds=150))
    await bot.answer_callback_query(early.id)
    telegram.jump_to(telegram.now + timedelta(seconds=1))
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(late.id)

    assert (early.answer, late.answer) == ("", None)


async def test_a_deep_link_button_starts_the_bot(bot: Bot, poller: Poller, group: Group, lin: Person) -> None:
    link = InlineKeyboardButton(text="私聊", url="https://t.me/sop_bot?start=join_7")
    await bot.send_message(group.id, "来", reply_markup=keyboard(link))
    press = lin.presses(group.last, "私聊")

    assert [message.text for message in await poller.messages()] == ["/start join_7"]
    assert press.url == link.url
    await bot.send_message(lin.id, "你好")


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (data_button("字" * 22), "BUTTON_DATA_INVALID"),
        (data_button("a", text=" "), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text="a"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text="a", url="ftp://a.cn"), "is invalid: Unsupported URL protocol"),
        (InlineKeyboardButton(text="a", url="https://a b"), "is invalid: Wrong HTTP URL"),
        (InlineKeyboardButton(text="a", url="https://"), "is invalid: URL host is empty"),
        (InlineKeyboardButton(text="a", url="https://t.me/sop_bot?start=a+b"), "start payload"),
    ],
)
async def test_bad_buttons(bot: Bot, group: Group, button: InlineKeyboardButton, complaint: str) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.send_message(group.id, "x", reply_markup=keyboard(button))


async def test_at_most_a_hundred_buttons(bot: Bot, group: Group) -> None:
    await bot.send_message(group.id, "x", reply_markup=keyboard(*[data_button("字" * 21)] * 100))
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(group.id, "x", reply_markup=keyboard(*[data_button("a")] * 101))


async def test_edits(bot: Bot, group: Group, lin: Person) -> None:
    sent = await bot.send_message(group.id, "<b>一</b>", reply_markup=keyboard(data_button("a")))
    message = group.last
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("<b>一</b>", reply_markup=sent.reply_markup)
    await sent.edit_text("<b>二</b>", reply_markup=keyboard(data_button("b", "新")))
    assert (message.html, message.labels, message.edited, message.history) == (
        "<b>二</b>",
        ["新"],
        True,
        ["一"],
    )
    await sent.edit_text("三")
    assert message.labels == []
    await sent.edit_reply_markup(reply_markup=keyboard(data_button("c")))
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=group.id, message_id=lin.says(group, "早").id)
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await sent.edit_caption(caption="x")
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=group.id, message_id=99_999)


async def test_photos_are_uploaded_once_and_sent_again(bot: Bot, poller: Poller, group: Group) -> None:
    sent = await bot.send_photo(group.id, BufferedInputFile(PIXEL, "card.png"), caption="<b>证书</b>")
    assert sent.photo
    file_id = sent.photo[-1].file_id
    again = await bot.send_photo(group.id, file_id)
    await sent.edit_caption(caption="改")

    assert again.photo == sent.photo
    assert [message.caption for message in group.from_bot] == ["改", ""]
    downloaded = await bot.download(file_id)
    assert downloaded
    assert downloaded.read() == PIXEL
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await bot.send_document(group.id, file_id)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_photo(group.id, "AgACnothing")
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(group.id, BufferedInputFile(b"no picture", "a.png"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await sent.edit_text("x")


async def test_a_part_that_is_missing_is_noticed(poller: Poller, group: Group) -> None:
    answer = await poller.call("sendPhoto", chat_id=group.id, photo="attach://nothing")

    assert "names the part nothing, which was not sent" in answer["description"]


async def test_deleting(bot: Bot, telegram: Emulator, group: Group, lin: Person, owner: Person) -> None:
    old = await bot.send_message(group.id, "旧")
    telegram.jump_to(telegram.now + timedelta(hours=49))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await old.delete()
    said = lin.says(group, "广告")
    await bot.delete_message(group.id, said.id)
    assert said.deleted
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(group.id, said.id)
    owner.promotes_bot(group, can_delete_messages=False)
    more = lin.says(group, "广告")
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(group.id, more.id)
    mine = await bot.send_message(group.id, "新")
    await bot.delete_messages(group.id, [mine.message_id, more.id, 12_345])
    assert not more.deleted
    assert [message.text for message in group.from_bot] == ["旧"]


async def test_pinning(bot: Bot, group: Group, owner: Person) -> None:
    sent = await bot.send_message(group.id, "公告")
    await bot.pin_chat_message(group.id, sent.message_id)
    chat = await bot.get_chat(group.id)
    assert isinstance(chat.pinned_message, Message)
    assert (group.last.pinned, chat.pinned_message.text) == (True, "公告")
    await bot.unpin_chat_message(group.id, message_id=sent.message_id)
    assert [message.pinned for message in group.from_bot] == [False]
    owner.promotes_bot(group, can_pin_messages=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(group.id, sent.message_id)


async def test_reactions(bot: Bot, group: Group, lin: Person) -> None:
    said = lin.says(group, "早")
    await bot.set_message_reaction(group.id, said.id, [ReactionTypeEmoji(emoji="❤️")])
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(group.id, said.id, [ReactionTypeEmoji(emoji="✅")])
    both: list[ReactionTypeUnion] = [ReactionTypeEmoji(emoji="👍"), ReactionTypeEmoji(emoji="🔥")]
    with pytest.raises(TelegramBadRequest, match="REACTIONS_TOO_MANY"):
        await bot.set_message_reaction(group.id, said.id, both)
    lin.reacts(said, "👍")
    assert said.reactions == {"❤️": ["小助手"], "👍": ["小林"]}
    await bot.set_message_reaction(group.id, said.id)
    assert said.reactions == {"👍": ["小林"]}


async def test_commands_are_set_by_scope_and_language(bot: Bot, telegram: Emulator, group: Group) -> None:
    scope = BotCommandScopeChat(chat_id=group.id)
    await bot.set_my_commands([BotCommand(command="help", description="帮助")], language_code="zh")
    await bot.set_my_commands([BotCommand(command="award", description="加分")], scope)
    await bot.set_my_commands(
        [BotCommand(command="rank", description="排名")], BotCommandScopeAllGroupChats()
    )
    await bot.delete_my_commands(BotCommandScopeAllGroupChats())

    assert telegram.menu(language="zh") == ["help"]
    assert telegram.menu(f"chat:{group.id}") == ["award"]
    assert telegram.menu("all_group_chats") == telegram.menu() == []
    assert [command.command for command in await bot.get_my_commands(scope)] == ["award"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Help", description="帮助")])
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands([], BotCommandScopeChat(chat_id=-1))


async def test_who_is_who(bot: Bot, telegram: Emulator, group: Group, lin: Person, owner: Person) -> None:
    assert (await bot.get_chat_member(group.id, lin.id)).status == "member"
    assert {admin.user.id for admin in await bot.get_chat_administrators(group.id)} == {owner.id}
    me = await bot.get_chat_member(group.id, bot.id)
    assert isinstance(me, ChatMemberAdministrator)
    assert (me.can_pin_messages, me.can_promote_members) == (True, False)
    lin.leaves(group)
    assert (await bot.get_chat_member(group.id, lin.id)).status == "left"
    with pytest.raises(TelegramBadRequest, match="user not found"):
        await bot.get_chat_member(group.id, telegram.person("路人").id)
