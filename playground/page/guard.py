"""Who may use the page: browsers on this machine that show the page itself, no other site; and errors in kind words."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from core.errors import Refused
from playground.emulator import StoryError
from playground.sandbox.acts import Impossible
from playground.sandbox.saving import Unusable
from views import playground as views
from views.texts import Texts

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded(port: Callable[[], int]) -> Middleware:
    """The middleware for a server on that port. Foreign hosts and origins get 403."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_own(request, port()):
            raise web.HTTPForbidden(
                text="This page is only for the browser on this machine.", headers=HEADERS
            )
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        if not answer.prepared:
            answer.headers.update(HEADERS)
            answer.headers.setdefault("Cache-Control", "no-cache")
        return answer

    return guard


def kind(texts: Callable[[], Texts]) -> Middleware:
    """The middleware that answers 400 with words of the community's language to what cannot be done."""

    @web.middleware
    async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Impossible as error:
            words = views.impossible(texts(), error.code, error.particulars)
        except Unusable as error:
            words = views.unusable(texts(), error.code)
        except Refused as error:
            words = views.refused(texts(), error.code, error.particulars)
        except TimeoutError:
            words = views.no_rest(texts())
        except (StoryError, ValueError, KeyError, TypeError) as error:
            log.info("%s %s: %r", request.method, request.path, error)
            words = views.not_understood(texts())
        return web.json_response({"error": words}, status=400)

    return explain


def _is_own(request: web.Request, port: int) -> bool:
    """Called by its own name, which no site can have resolved to this machine, and by its own pages."""
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    if request.headers.get("Host", "").lower() not in hosts:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower() in {f"http://{host}" for host in hosts}
    by_a_link = request.method == "GET" and request.path == "/"
    return by_a_link or request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
