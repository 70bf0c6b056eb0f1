"""A community of newcomers whose group is poured full of people and messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playground.emulator import Past
from playground.page.server import Page
from playground.sandbox import Sandbox

TEXT = "Message {number} of very many"


@asynccontextmanager
async def crowded(folder: Path, people: int, messages: int) -> AsyncIterator[Page]:
    """The server of its page, in this process, with so many members who have said so much."""
    sandbox = await Sandbox.open("newcomers", "en", folder)
    page = Page(sandbox)
    try:
        pour(sandbox, people, messages)
        await page.start(0)
        yield page
    finally:
        await page.stop()


def pour(sandbox: Sandbox, people: int, messages: int) -> None:
    members = [sandbox.telegram.person(f"Member {number}") for number in range(people)]
    for member in members:
        sandbox.telegram.recalls_member(sandbox.group, member)
    for number in range(messages):
        author = members[number * 7 % people]
        past = Past(author, sandbox.telegram.now, text=TEXT.format(number=number))
        sandbox.telegram.recalls(sandbox.group, past)
