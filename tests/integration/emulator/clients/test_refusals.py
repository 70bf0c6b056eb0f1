"""What Telegram refuses, as two client libraries raise it."""

from typing import Any

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from telegram.request import BaseRequest

from playground.emulator import Emulator, Group, Person
from tests.integration.emulator.clients.client import Client, Refused
from tests.integration.emulator.clients.conftest import client_of


async def test_who_blocked_the_bot_or_never_started_it_is_out_of_reach(
    client: Client, group: Group, lin: Person, owner: Person
) -> None:
    lin.blocks_bot()
    with pytest.raises(Refused, match="bot was blocked by the user") as refused:
        await client.call("send_message", chat_id=lin.id, text="早")
    assert refused.value.code == 403
    with pytest.raises(Refused, match="bot can't initiate conversation with a user") as refused:
        await client.call("send_message", chat_id=owner.id, text="早")
    assert refused.value.code == 403


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": "<b>早", "parse_mode": "HTML"}, "can't parse entities: can't find end tag"),
        ({"text": "<div>早</div>", "parse_mode": "HTML"}, 'unsupported start tag "div"'),
        ({"text": "  "}, "text must be non-empty"),
        ({"text": "长" * 4_097}, "message is too long"),
        ({"chat_id": 12_345, "text": "早"}, "chat not found"),
    ],
)
async def test_bad_messages_are_refused_in_telegrams_words(
    client: Client, group: Group, wrong: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused) as refused:
        await client.call("send_message", **{"chat_id": group.id, **wrong})
    assert refused.value.code == 400
    assert why in refused.value.description.lower()


async def test_button_data_has_a_limit(client: Client, group: Group) -> None:
    keyboard = client.keyboard([("打卡", "早" * 22)])
    with pytest.raises(Refused, match=r"(?i)button_data_invalid"):
        await client.call("send_message", chat_id=group.id, text="早", reply_markup=keyboard)


async def test_floods_are_told_how_long_to_wait(client: Client, telegram: Emulator, lin: Person) -> None:
    for number in range(5):
        await client.call("send_message", chat_id=lin.id, text=f"第 {number} 条")
    with pytest.raises(Refused) as refused:
        await client.call("send_message", chat_id=lin.id, text="太快")
    assert (refused.value.code, refused.value.retry_after) == (429, 1)

    telegram.faults.next("sendMessage", retry_after=35)
    telegram.jump_to(telegram.now.replace(minute=30))
    with pytest.raises(Refused) as refused:
        await client.call("send_message", chat_id=lin.id, text="太快")
    assert (refused.value.code, refused.value.retry_after) == (429, 35)
    await client.call("send_message", chat_id=lin.id, text="好了")


async def test_a_server_that_fails_is_told_from_a_refusal(client: Client, telegram: Emulator) -> None:
    telegram.faults.next("getMe", status=502)
    with pytest.raises(Refused) as refused:
        await client.call("get_me")
    assert refused.value.code == 500


async def test_a_wrong_token_is_refused(
    library: str,
    telegram: Emulator,
    connections: AiohttpSession,
    httpx_connections: BaseRequest,
) -> None:
    telegram.token, token = "1:other", telegram.token
    stranger = client_of(library, telegram, connections, httpx_connections)
    telegram.token = token
    with pytest.raises(Refused) as refused:
        await stranger.call("get_me")
    assert refused.value.code == 401


async def test_parameters_that_do_not_exist_are_refused(client: Client, group: Group) -> None:
    with pytest.raises(Refused, match=r"(?i)sendMessage has no parameter tekst") as refused:
        await client.call_with_unknown(group.id, "早", tekst="早")
    assert refused.value.code == 400


async def test_a_lenient_emulator_ignores_them_as_telegram_does(
    library: str, connections: AiohttpSession, httpx_connections: BaseRequest
) -> None:
    async with Emulator(lenient=True) as telegram:
        telegram.person("小林").presses_start()
        client = client_of(library, telegram, connections, httpx_connections)
        sent = await client.call_with_unknown(telegram.people[0].id, "早", tekst="早")
        assert sent["text"] == "早"


async def test_what_is_not_played_says_so(client: Client, group: Group) -> None:
    with pytest.raises(Refused, match=r"(?i)Emulator: sendDice is not played"):
        await client.call("send_dice", chat_id=group.id)


async def test_what_is_no_method_is_not_found(client: Client, telegram: Emulator) -> None:
    with pytest.raises(Refused):
        await client.call_misspelt()
    # python-telegram-bot does not tell 404 from 401.
    assert [(refusal.code, refusal.description) for refusal in telegram.refusals] == [
        (404, "Not Found: method not found")
    ]
