"""Which community is open, and opening another one."""

from typing import Any

from aiohttp import web

from config.settings import LOCALES
from playground.page.server import Page
from playground.sandbox import Sandbox
from playground.sandbox.ready import READY
from rehearsal.behaviour import NAMES, read_behaviour
from views import playground as views
from views.texts import texts_for


def routes(page: Page) -> list[web.RouteDef]:
    """GET what is open, and the choices; POST {ready, locale} opens; GET the words of its language."""

    async def show(_request: web.Request) -> web.Response:
        return web.json_response({**described(page.sandbox), "touched": page.touched, "opened": page.opened})

    async def choose(request: web.Request) -> web.Response:
        wanted = await request.json()
        ready, locale = str(wanted.get("ready")), str(wanted.get("locale"))
        if ready not in READY or locale not in LOCALES:
            raise ValueError(f"there is no {ready!r} in {locale!r}")
        await page.replace(await page.shelf.open(ready, locale))
        return web.json_response(described(page.sandbox))

    async def words(_request: web.Request) -> web.Response:
        return web.json_response(views.words(page.sandbox.locale))

    return [
        web.get("/api/playground", show),
        web.post("/api/playground", choose),
        web.get("/api/words", words),
    ]


def described(sandbox: Sandbox) -> dict[str, Any]:
    """What the page shows of the community as a whole."""
    texts = texts_for(sandbox.locale)
    return {
        "ready": sandbox.ready,
        "locale": sandbox.locale,
        "title": sandbox.group.title,
        "choices": [views.choice(texts, key) for key in READY],
        "behaviours": [
            {"key": name, "title": read_behaviour(name).title.in_locale(sandbox.locale)} for name in NAMES
        ],
        "owner": sandbox.owner.id,
    }
