"""Who there is to be, newcomers, and what people do besides talking: join, leave, press Start, block."""

from typing import Any

from aiohttp import web

from community import staff
from playground.emulator import Group, Person
from playground.page.asking import group_of, player_of, posted
from playground.page.looks import look_of
from playground.page.server import Page
from playground.sandbox import Sandbox, acts

LONGEST_NAME = 64


def routes(page: Page) -> list[web.RouteDef]:
    """GET everybody; POST {name?} makes a newcomer; POST to a person {do, chat?} has them do it."""

    async def show(_request: web.Request) -> web.Response:
        assistants = await _assistants(page.sandbox)
        everybody = page.sandbox.telegram.people
        return web.json_response([_described(page.sandbox, one, assistants) for one in everybody])

    async def invent(request: web.Request) -> web.Response:
        name = (await posted(request)).get("name")
        person = page.sandbox.newcomer(str(name).strip()[:LONGEST_NAME] if name else None)
        page.changed("people")
        return web.json_response(_described(page.sandbox, person, set()))

    async def act(request: web.Request) -> web.Response:
        sandbox, asked = page.sandbox, await posted(request)
        person = player_of(sandbox, request.match_info["person"])
        _do(sandbox, person, str(asked.get("do")), asked)
        page.changed("people", "chats", "messages")
        await page.catch_up()
        return web.json_response(_described(sandbox, person, await _assistants(sandbox)))

    return [
        web.get("/api/people", show),
        web.post("/api/people", invent),
        web.post(r"/api/people/{person:\d+}", act),
    ]


def _do(sandbox: Sandbox, person: Person, what: str, asked: dict[str, Any]) -> None:
    if what in ("joins", "leaves"):
        group = group_of(sandbox, asked.get("chat") or sandbox.group.id)
        (acts.joins if what == "joins" else acts.leaves)(person, group)
    elif what == "starts":
        acts.starts(person, str(asked.get("payload") or ""))
    elif what == "blocks":
        acts.blocks(person)
    elif what == "unblocks":
        acts.unblocks(person)
    else:
        raise ValueError(f"nobody can do {what!r}")


async def _assistants(sandbox: Sandbox) -> set[int]:
    """Telegram ids of those whom the program counts among the staff."""
    async with sandbox.app.database.begin() as uow:
        return {
            user.telegram_id
            for community in await uow.communities.all()
            for user in await staff.assistants(uow, community.id)
        }


def _described(sandbox: Sandbox, person: Person, assistants: set[int]) -> dict[str, Any]:
    world = sandbox.telegram.world
    inside = [group for group in world.groups.values() if group.member(person).is_inside]
    return {
        **look_of(person),
        "username": person.username,
        "role": _role(sandbox, person, assistants, inside),
        "private": world.private[person.id].state,
        "inside": [group.id for group in inside],
        "admin": [group.id for group in inside if group.member(person).is_admin],
        "gone": person.is_gone,
    }


def _role(sandbox: Sandbox, person: Person, assistants: set[int], inside: list[Group]) -> str:
    if person is sandbox.owner:
        return "owner"
    if person.id in sandbox.anonymous:
        return "anonymous"
    if person.id in assistants:
        return "assistant"
    return "member" if inside else "outsider"
