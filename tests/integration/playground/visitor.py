"""Somebody at the page, who has nothing but its HTTP and its WebSocket."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from playground.page.server import Page
from playground.sandbox import Sandbox

Json = Any


class Visitor:
    """Asks and acts as a browser would."""

    def __init__(self, page: Page, http: aiohttp.ClientSession) -> None:
        self.page = page
        self.http = http

    async def get(self, path: str, **query: object) -> Json:
        async with self.http.get(f"/api/{path}", params={k: str(v) for k, v in query.items()}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **body: object) -> Json:
        status, said = await self.tries(path, **body)
        assert status == 200, said
        return said

    async def tries(self, path: str, **body: object) -> tuple[int, Json]:
        """The answer, whether it worked or not."""
        async with self.http.post(f"/api/{path}", json={k.rstrip("_"): v for k, v in body.items()}) as answer:
            return answer.status, await answer.json()

    async def time_goes(self, do: str, **how: object) -> Json:
        """Move time, and wait until it stands again; the time then."""
        async with self.http.ws_connect("/live") as live:
            said = await self.post("time", do=do, **how)
            while said["busy"]:
                said = (await live.receive_json())["time"]
            return said

    @property
    def group(self) -> int:
        return self.page.sandbox.group.id

    async def newcomer(self, **named: object) -> Json:
        """Somebody new, who has joined the group."""
        new = await self.post("people", **named)
        return await self.post(f"people/{new['id']}", do="joins", chat=self.group)

    async def messages(self, chat: int, person: int, **query: object) -> list[Json]:
        """What the person sees in the chat."""
        found = await self.get(f"chats/{chat}/messages", **{"as": person}, **query)
        return list(found["messages"])

    async def says(self, person: int, chat: int, text: str, **how: object) -> Json:
        return await self.post(f"chats/{chat}/say", as_=person, text=text, **how)

    async def presses(self, person: int, chat: int, label: str) -> Json:
        """Press the newest button that says this."""
        for message in reversed(await self.messages(chat, person)):
            for row, buttons in enumerate(message["buttons"]):
                for column, button in enumerate(buttons):
                    if button["text"] == label:
                        place = {"row": row, "column": column}
                        return await self.post(f"chats/{chat}/press", as_=person, uid=message["uid"], **place)
        raise AssertionError(f"nobody can press {label!r}")


@asynccontextmanager
async def visiting(ready: str = "newcomers", locale: str = "zh") -> AsyncIterator[Visitor]:
    """A page of its own on a free port, until the end of the block."""
    page = Page(await Sandbox.open(ready, locale))
    try:
        await page.start(0)
        async with aiohttp.ClientSession(page.address) as http:
            yield Visitor(page, http)
    finally:
        await page.stop()


def texts(messages: list[Json]) -> str:
    """All that is said, for looking for a word in it."""
    return json.dumps([message["html"] for message in messages], ensure_ascii=False)
