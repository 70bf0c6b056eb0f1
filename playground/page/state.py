"""The whole sandbox as a file to keep or to show to somebody, and opening such a file."""

from aiohttp import web

from playground.page.playground import described
from playground.page.server import Page
from playground.sandbox.saving import load, save


def routes(page: Page) -> list[web.RouteDef]:
    """GET the file; POST it opens it, and leaves everything as it is where it can't be opened."""

    async def download(_request: web.Request) -> web.Response:
        sandbox = page.sandbox
        local = sandbox.time.now.astimezone(sandbox.zone)
        name = f"sopbot-{sandbox.ready}-{local:%Y-%m-%d-%H%M}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return web.Response(body=await save(sandbox), content_type="application/zip", headers=headers)

    async def upload(request: web.Request) -> web.Response:
        await page.replace(await load(await request.read()))
        return web.json_response(described(page.sandbox))

    return [web.get("/api/state", download), web.post("/api/state", upload)]
