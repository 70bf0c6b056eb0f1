"""The letters of the page where the machine has none of its own: Chinese, and emoji, from the pictures' fonts.

A browser asks for them only where it finds no font of the system's for a character that is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from views.pictures.fonts import EMOJI, Face

if TYPE_CHECKING:
    from playground.page.server import Page

FACES: dict[str, Face] = {
    "chinese": Face("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf", variable=False),
    "emoji": EMOJI,
}
A_DAY = 86_400


def routes(_: Page) -> list[web.RouteDef]:
    """`GET /fonts/NAME`."""
    return [web.get("/fonts/{name}", _font)]


async def _font(request: web.Request) -> web.FileResponse:
    face = FACES.get(request.match_info["name"])
    if face is None:
        raise web.HTTPNotFound
    return web.FileResponse(face.path, headers={"Cache-Control": f"max-age={A_DAY}"})
