"""A program in a process of its own can be killed at a chosen call; back again, it is served as before."""

import asyncio
import sys
from asyncio.subprocess import Process

import pytest

from playground.emulator import CallSeen, Emulator, Group, Person
from tests.integration.emulator.conftest import Poller

ECHO = """
import asyncio, sys, aiohttp

async def main(url):
    async with aiohttp.ClientSession() as http:
        async def call(method, **parameters):
            async with http.post(f"{url}/{method}", data=parameters) as response:
                return (await response.json())["result"]
        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=30):
                offset = update["update_id"] + 1
                await call("sendMessage", chat_id=update["message"]["chat"]["id"], text="收到")

asyncio.run(main(sys.argv[1]))
"""


async def start(telegram: Emulator) -> Process:
    url = f"{telegram.url}/bot{telegram.token}"
    return await asyncio.create_subprocess_exec(sys.executable, "-c", ECHO, url)


class KillAt:
    """Kills the process at that stage of its first sendMessage, then watches for the next one to be sent."""

    def __init__(self, stage: str, victim: Process) -> None:
        self.stage = stage
        self.victim: Process | None = victim
        self.killed = asyncio.Event()
        self.sent_again = asyncio.Event()

    async def __call__(self, seen: CallSeen) -> None:
        if seen.method != "sendMessage":
            return
        if self.victim is not None and seen.stage == self.stage:
            victim, self.victim = self.victim, None
            victim.kill()
            self.killed.set()
            await victim.wait()
        elif self.victim is None and seen.stage == "after":
            self.sent_again.set()


@pytest.mark.parametrize(("stage", "replies"), [("before", 1), ("after", 2)])
async def test_a_program_killed_at_a_call_gets_the_update_again(
    telegram: Emulator, poller: Poller, group: Group, lin: Person, stage: str, replies: int
) -> None:
    await poller.updates()
    kill = KillAt(stage, await start(telegram))
    telegram.on_call(kill)
    lin.says(group, "早")
    async with asyncio.timeout(60):
        await kill.killed.wait()
        back = await start(telegram)
        await kill.sent_again.wait()
    back.kill()
    await back.wait()

    assert [message.text for message in group.from_bot] == ["收到"] * replies
    assert telegram.refusals == []
