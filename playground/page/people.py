"""Who there is to be, newcomers, and what people do besides talking: join, leave, press Start, block, live."""

from typing import Any

from aiohttp import web

from community import staff
from playground.emulator import Group, Person
from playground.page.asking import group_of, person_of, player_of, posted
from playground.page.looks import look_of
from playground.page.server import Page
from playground.sandbox import Sandbox, acts
from rehearsal.behaviour import NAMES

LONGEST_NAME = 64
MOST_AT_ONCE = 30
"""So many newcomers come at once."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET everybody; POST {name?} makes a newcomer; POST {behaviour, count} to crowd lets some come who live by
    themselves; POST to a person {do, chat?} has them do it.
    """

    async def show(_request: web.Request) -> web.Response:
        assistants = await _assistants(page.sandbox)
        everybody = page.sandbox.telegram.people
        return web.json_response([_described(page.sandbox, one, assistants) for one in everybody])

    async def invent(request: web.Request) -> web.Response:
        name = (await posted(request)).get("name")
        person = page.sandbox.newcomer(str(name).strip()[:LONGEST_NAME] if name else None)
        page.changed("people")
        return web.json_response(_described(page.sandbox, person, set()))

    async def gather(request: web.Request) -> web.Response:
        sandbox, asked = page.sandbox, await posted(request)
        named, count = _behaviour(asked), int(asked.get("count", 1))
        if not 1 <= count <= MOST_AT_ONCE:
            raise ValueError(f"{count} newcomers can't come at once")
        people = [sandbox.newcomer() for _ in range(count)]
        for person in people:
            sandbox.crowd.enliven(person, named)
        acts.joins(people[0], sandbox.group)
        await page.catch_up()
        return web.json_response([_described(sandbox, person, set()) for person in people])

    async def act(request: web.Request) -> web.Response:
        sandbox, asked = page.sandbox, await posted(request)
        if asked.get("do") == "lives":
            person = person_of(sandbox, request.match_info["person"])
            sandbox.crowd.enliven(person, _behaviour(asked))
        else:
            person = player_of(sandbox, request.match_info["person"])
            _do(sandbox, person, str(asked.get("do")), asked)
        page.changed("people", "chats", "messages")
        await page.catch_up()
        return web.json_response(_described(sandbox, person, await _assistants(sandbox)))

    return [
        web.get("/api/people", show),
        web.post("/api/people", invent),
        web.post("/api/crowd", gather),
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
    elif what != "waits":  # whom a visitor plays waits for them, whatever else they do
        raise ValueError(f"nobody can do {what!r}")


def _behaviour(asked: dict[str, Any]) -> str:
    named = str(asked.get("behaviour"))
    if named not in NAMES:
        raise ValueError(f"nobody behaves like {named!r}")
    return named


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
        "lives": sandbox.crowd.behaviour_of(person),
    }


def _role(sandbox: Sandbox, person: Person, assistants: set[int], inside: list[Group]) -> str:
    if person is sandbox.owner:
        return "owner"
    if person.id in sandbox.anonymous:
        return "anonymous"
    if person.id in assistants:
        return "assistant"
    return "member" if inside else "outsider"
