"""The description of the Bot API keeps in step with aiogram, and every call is checked against it."""

import pytest
from aiogram import Bot
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)

from playground.describe_bot_api import TARGET, describe, render
from playground.emulator import Emulator, Group, Person
from tests.integration.emulator.conftest import Poller


def test_the_committed_description_is_what_aiogram_says_now() -> None:
    assert TARGET.read_text("utf-8") == render(describe())


@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        ("sendMessage", {"tekst": "hi", "text": "hi"}, "Emulator: sendMessage has no parameter tekst"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": "hi", "message_thread_id": "one"}, "message_thread_id is to be Integer"),
        ("sendMessage", {"text": "hi", "protect_content": "maybe"}, "protect_content is to be Boolean"),
        ("sendMessage", {"text": "hi", "reply_markup": "{"}, "reply_markup is not JSON"),
        (
            "sendMessage",
            {"text": "hi", "reply_markup": '{"inline_keyboard":[[{"text":"a","data":"b"}]]}'},
            "inline_keyboard[0][0] (InlineKeyboardButton) has no field data",
        ),
        (
            "sendMessage",
            {"text": "hi", "reply_parameters": '{"message_id":"1"}'},
            "message_id is to be Integer",
        ),
        ("sendMessage", {"text": "hi", "link_preview_options": '{"disabled":true}'}, "has no field disabled"),
        ("setMessageReaction", {"message_id": 1, "reaction": '[{"type":"emoji"}]'}, "needs the field emoji"),
    ],
)
async def test_a_wrong_call_is_refused(
    poller: Poller, telegram: Emulator, group: Group, method: str, parameters: dict[str, str], complaint: str
) -> None:
    answer = await poller.call(method, chat_id=group.id, **parameters)

    assert answer["error_code"] == 400
    assert complaint in answer["description"]
    assert telegram.refusals[-1].description == answer["description"]


async def test_allowed_updates_are_checked_too(poller: Poller) -> None:
    wrong = await poller.call("getUpdates", allowed_updates='["message", 5]')
    unknown = await poller.call("getUpdates", allowed_updates='["message", "chat_members"]')

    assert "allowed_updates[1] is to be String" in wrong["description"]
    assert "there are no updates called chat_members" in unknown["description"]


async def test_a_lenient_emulator_ignores_what_it_does_not_know(poller: Poller) -> None:
    async with Emulator(lenient=True) as lenient:
        owner = lenient.person("群主")
        owner.presses_start()
        there = Poller(lenient, poller.bot, poller.http)
        answer = await there.call("sendMessage", chat_id=owner.id, text="hi", tekst="hi")

    assert answer["ok"]


async def test_what_aiogram_sends_is_accepted(
    bot: Bot, telegram: Emulator, group: Group, lin: Person
) -> None:
    said = lin.says(group, "大家好")
    button = InlineKeyboardButton(text="打卡", callback_data="in")
    await bot.send_message(
        group.id,
        "欢迎",
        reply_parameters=ReplyParameters(message_id=said.id, allow_sending_without_reply=True),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    await bot.set_message_reaction(group.id, said.id, [ReactionTypeEmoji(emoji="👍")])

    assert telegram.refusals == []
    assert said.reactions == {"👍": ["小助手"]}


async def test_a_method_that_is_not_played_says_so(poller: Poller, telegram: Emulator) -> None:
    answer = await poller.call("getMyStarBalance")

    assert answer["error_code"] == 501
    assert "getMyStarBalance is not played" in answer["description"]
    assert [refusal.code for refusal in telegram.refusals] == [501]


async def test_a_parameter_that_is_not_played_says_so(poller: Poller, group: Group) -> None:
    answer = await poller.call("sendMessage", chat_id=group.id, text="x", message_effect_id="1")

    assert (answer["error_code"], "message_effect_id" in answer["description"]) == (501, True)


async def test_a_method_nobody_knows_is_not_found(poller: Poller) -> None:
    assert (await poller.call("sendMesage"))["error_code"] == 404


async def test_a_wrong_token_is_unauthorised(poller: Poller, telegram: Emulator) -> None:
    async with poller.http.get(f"{telegram.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_json_and_query_are_taken_as_well(poller: Poller, telegram: Emulator, lin: Person) -> None:
    lin.presses_start()
    url = f"{telegram.url}/bot{telegram.token}/SENDMESSAGE"
    async with poller.http.post(url, json={"chat_id": lin.id, "text": "a"}) as response:
        assert (await response.json())["ok"]
    async with poller.http.get(url, params={"chat_id": lin.id, "text": "b"}) as response:
        assert (await response.json())["ok"]
    assert [message.text for message in lin.inbox] == ["a", "b"]
