"""People can be played over HTTP, when the emulator runs alone."""

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from playground.emulator import Emulator
from playground.emulator.acts import acts
from playground.emulator.control import Control
from playground.emulator.files import PIXEL

Answer = tuple[int, dict[str, Any]]


@pytest.fixture
async def alone() -> AsyncIterator[Emulator]:
    telegram = Emulator()
    telegram.serve_also(*Control(telegram).routes())
    async with telegram:
        yield telegram


@pytest.fixture
async def player(alone: Emulator, http: aiohttp.ClientSession) -> "Player":
    return Player(alone, http)


class Player:
    """Acts by HTTP."""

    def __init__(self, telegram: Emulator, http: aiohttp.ClientSession) -> None:
        self.telegram = telegram
        self._http = http

    async def post(self, **wanted: Any) -> Answer:
        async with self._http.post(f"{self.telegram.url}/control", json=wanted) as response:
            return response.status, await response.json()

    async def does(self, person: str, act: str, **wanted: Any) -> dict[str, Any]:
        status, answer = await self.post(person=person, act=act, **wanted)
        assert status == 200, answer
        return answer

    async def get(self, path: str, **query: str) -> Answer:
        async with self._http.get(f"{self.telegram.url}{path}", params=query) as response:
            return response.status, await response.json()


async def test_a_story_over_http(player: Player) -> None:
    made = await player.does("群主", "creates_group", title="群", supergroup=True)
    await player.does("群主", "adds_bot", group="群", admin=True, can_pin_messages=False)
    await player.does("小林", "joins", group="群")
    said = await player.does("小林", "says", group="群", text="早 小陈", mentions=["小陈"])
    number = said["message"]["message_id"]
    await player.does("群主", "replies", group="群", message=number, text="早")
    await player.does("群主", "reacts", group="群", message=number, emoji=["👍", "🔥"])
    await player.does("群主", "pins", group="群", message=number)
    await player.does("群主", "kicks", whom="小林", group="群")
    await player.does("小林", "presses_start", payload="x")
    photo = await player.does("小林", "sends_photo", content=base64.b64encode(PIXEL).decode(), caption="看")

    assert made["group"]["title"] == "群"
    assert [h.text for h in player.telegram.log.of("said")] == ["早 小陈", "早", "/start x", "看"]
    assert [entity["type"] for entity in said["message"]["entities"]] == ["text_mention"]
    assert photo["message"]["photo"]
    (group,) = player.telegram.groups
    assert group.pinned[0].reactions == {"👍": ["群主"], "🔥": ["群主"]}
    assert not group.member(player.telegram.bot).may("can_pin_messages")


async def test_a_topic_a_press_and_a_link(player: Player) -> None:
    telegram = player.telegram
    await player.does("群主", "creates_group", title="论坛", forum=True)
    opened = await player.does("群主", "opens_topic", group="论坛", name="闲聊")
    await player.does("群主", "says", group="论坛", text="早", topic=opened["topic"])
    await player.does("小林", "presses_start")
    lin = telegram.people[1]
    await telegram_sends(player, lin.id, [{"text": "好", "callback_data": "a"}])

    pressed = await player.does("小林", "presses_at", message=lin.inbox[0].id, row=0, column=0)

    assert telegram.world.updates.all[-1]["callback_query"]["id"] == pressed["press"]


async def telegram_sends(player: Player, chat: int, row: list[dict[str, str]]) -> None:
    url = f"{player.telegram.url}/bot{player.telegram.token}/sendMessage"
    body = {"chat_id": chat, "text": "选", "reply_markup": {"inline_keyboard": [row]}}
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        assert response.status == 200


async def test_what_nobody_does(player: Player) -> None:
    telegram = player.telegram
    await player.does("群主", "creates_group", title="群")
    before = telegram.now
    assert await player.post(act="advances", hours=2, minutes=0.5) == (200, {"done": True})
    assert telegram.now - before == timedelta(hours=2, minutes=0.5)

    _, new = await player.post(act="appears", name="Ana", username="ana", language_code="en")
    assert (new["person"]["username"], new["person"]["language_code"]) == ("ana", "en")

    _, moved = await player.post(act="becomes_supergroup", group="群")
    assert moved["group"]["type"] == "supergroup"

    await player.post(act="fails", method="getMe", retry_after=7)
    status, answer = await player.get(f"/bot{telegram.token}/getMe")
    assert (status, answer["parameters"]) == (429, {"retry_after": 7})


async def test_one_can_look_on(player: Player) -> None:
    await player.does("群主", "creates_group", title="群")
    await player.does("小林", "presses_start")
    said = await player.does("群主", "says", group="群", text="早")

    _, seen = await player.get("/control")
    assert [group["title"] for group in seen["groups"]] == ["群"]
    assert [(one["first_name"], one["private"]) for one in seen["people"]] == [
        ("群主", "never"),
        ("小林", "open"),
    ]
    assert set(seen["acts"]) == set(acts())
    assert seen["acts"]["pins"] == "message (message id, needed), group (title of a group)"
    assert seen["acts"]["blocks_bot"] == "nothing"

    _, there = await player.get("/control/messages", group="群")
    assert [message["text"] for message in there["messages"]] == ["早"]
    _, new = await player.get("/control/messages", group="群", since=str(there["revision"]))
    assert new["messages"] == []
    await player.does("群主", "deletes", group="群", message=said["message"]["message_id"])
    _, new = await player.get("/control/messages", group="群", since=str(there["revision"]))
    assert [message["deleted"] for message in new["messages"]] == [True]
    _, private = await player.get("/control/messages", person="小林")
    assert [message["text"] for message in private["messages"]] == ["/start"]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"person": "小林", "act": "says", "group": "群", "text": "早"}, "there is no group '群'; there are: none yet"),
        ({"person": "小林", "act": "__init__"}, "there is no act '__init__'; there are adds,"),
        ({"person": "小林", "act": ["says"]}, "there is no act ['says']"),
        ({"act": "presses_start"}, "presses_start needs a person, by name"),
        ({"person": "小林", "act": "says", "txt": "早"}, "says doesn't know txt; it takes group (title"),
        ({"person": "小林", "act": "edits", "message": 1}, "edits needs text; it takes message"),
        ({"person": "小林", "act": "presses_start", "payload": 5}, "presses_start: payload is to be a text, not 5"),
        ({"person": "小林", "act": "edits", "message": True, "text": "早"}, "message is to be a message id, not True"),
        ({"person": "小林", "act": "edits", "message": 9, "text": "早"}, "there is no message 9 in @小林"),
        ({"person": "小林", "act": "sends_photo", "content": "?"}, "not base64"),
        ({"person": "小林", "act": "sends_photo"}, "小林 has not started the bot"),
        ({"person": "小林", "act": "reacts", "message": 1, "emoji": "👍"}, "emoji is to be a list of texts"),
        ({"act": "advances", "hours": -1}, "does not go back"),
        ({"act": "advances", "days": 1e300}, "so far"),
        ({"act": "fails", "method": "getMe"}, "a fault needs a status"),
        ({"act": "fails", "cut": "sometimes"}, "before or after"),
    ],
)  # fmt: skip
async def test_what_can_not_be_done_is_said(player: Player, wanted: dict[str, Any], why: str) -> None:
    status, answer = await player.post(**wanted)
    assert status == 400
    assert why in answer["error"]


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b'"says"'])
async def test_what_is_no_act_is_told_what_one_looks_like(
    player: Player, http: aiohttp.ClientSession, body: bytes
) -> None:
    async with http.post(f"{player.telegram.url}/control", data=body) as response:
        assert response.status == 400
        assert "an act is a JSON object" in (await response.json())["error"]


async def test_looking_on_says_what_it_needs(player: Player) -> None:
    assert await player.get("/control/messages") == (
        400,
        {"error": "say whose messages: ?group=TITLE or ?person=NAME"},
    )
    assert await player.get("/control/messages", person="小林") == (
        400,
        {"error": "there is nobody called '小林'"},
    )
    assert player.telegram.people == []
    await player.does("小林", "presses_start")
    status, answer = await player.get("/control/messages", person="小林", since="x")
    assert (status, answer) == (400, {"error": "since is a revision, a whole number, not 'x'"})


async def test_no_other_site_plays_here(player: Player, http: aiohttp.ClientSession) -> None:
    url = f"{player.telegram.url}/control"
    act = {"person": "小林", "act": "presses_start"}
    async with http.post(url, json=act, headers={"Origin": "https://example.org"}) as response:
        assert response.status == 403
    assert player.telegram.people == []
    async with http.post(url, json=act, headers={"Origin": player.telegram.url}) as response:
        assert response.status == 200
