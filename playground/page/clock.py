"""The community's time: what it is, and moving it."""

from aiohttp import web

from playground.page.server import Page


def routes(page: Page) -> list[web.RouteDef]:
    """GET the time."""

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(page.sandbox.time.as_json())

    return [web.get("/api/time", show)]
