"""The HTTP side: Bot API calls (query, urlencoded, multipart or JSON), downloads, and the remote clock."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from playground.emulator.calls import PLAYED, UNPLAYED_PARAMETERS
from playground.emulator.checks import CallCheck, Upload, method_named
from playground.emulator.errors import ApiError, Json, bad_request, conflict, not_played
from playground.emulator.faults import Fault
from playground.emulator.world import World

BODY_LIMIT = 60 * 1024 * 1024
CLOCK_PATIENCE = 25.0
"""Real seconds that a question about the clock waits for a move."""


@dataclass(frozen=True)
class CallSeen:
    """What a hook is told: `stage` is before (nothing has happened yet) or after (it has, unanswered)."""

    method: str
    parameters: Json
    stage: str
    answer: Json | None = None


Hook = Callable[[CallSeen], Awaitable[None] | None]


class Server:
    """Routes requests to the world; `port` 0 takes a free one."""

    def __init__(self, world: World, token: str, *, lenient: bool, port: int) -> None:
        self._world = world
        self._token = token
        self._check = CallCheck(lenient=lenient)
        self._wanted_port = port
        self._runner: web.AppRunner | None = None
        self.port = port
        self.hooks: list[Hook] = []
        self.routes: list[web.RouteDef] = []

    async def start(self) -> None:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._serve_call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        app.router.add_get("/clock", self._serve_clock)
        app.router.add_post("/clock/idle", self._take_report)
        app.router.add_routes(self.routes)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._wanted_port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve_call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _answer(ApiError(401, "Unauthorized"))
        name, parameters = request.match_info["method"], {}
        scripted = False
        try:
            name = method_named(name)
            if name != "getUpdates":
                self._world.report.forget()
            parameters = self._check.parameters(name, *await _read(request))
            fault = self._world.faults.take(name, parameters)
            scripted = fault is not None and fault.error is not None
            answer = {"ok": True, "result": await self._run(request, name, parameters, fault)}
        except ApiError as error:
            if not scripted:
                self._world.refuses(name, parameters, error)
            return _answer(error)
        return web.json_response(answer)

    async def _run(self, request: web.Request, name: str, parameters: Json, fault: Fault | None) -> Any:
        await self._tell_hooks(CallSeen(name, parameters, "before"))
        if request.transport is None or request.transport.is_closing():  # a hook may have killed the caller
            raise asyncio.CancelledError
        if fault is not None:
            _befall(request, fault)
        result = await self._result(name, parameters)
        await self._tell_hooks(CallSeen(name, parameters, "after", {"ok": True, "result": result}))
        if fault is not None:
            await asyncio.sleep(fault.slow)
            if fault.cut == "after":
                _cut(request)
        return result

    async def _result(self, name: str, parameters: Json) -> Any:
        if name == "getUpdates":
            return await self._updates(parameters)
        if name not in PLAYED:
            raise not_played(name, ", ".join(["getUpdates", *PLAYED]))
        unplayed = UNPLAYED_PARAMETERS & set(parameters)
        if unplayed:
            raise not_played(f"{name} with {', '.join(sorted(unplayed))}", "the method without it")
        return PLAYED[name](self._world, parameters)

    async def _updates(self, parameters: Json) -> list[Json]:
        if self._world.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        limit = min(max(parameters.get("limit", 100), 1), 100)
        timeout = min(max(parameters.get("timeout", 0), 0), 50)
        allowed = self._check.update_kinds(parameters.get("allowed_updates"))
        return await self._world.updates.poll(parameters.get("offset", 0), limit, timeout, allowed)

    async def _tell_hooks(self, seen: CallSeen) -> None:
        for hook in self.hooks:
            told = hook(seen)
            if inspect.isawaitable(told):
                await told

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.files.by_path(request.match_info["path"])
        if request.match_info["token"] != self._token or stored is None:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _serve_clock(self, request: web.Request) -> web.StreamResponse:
        after = request.query.get("after")
        seq = int(after) if after is not None else None
        return web.json_response(await self._world.clock.reading_after(seq, CLOCK_PATIENCE))

    async def _take_report(self, request: web.Request) -> web.StreamResponse:
        try:
            self._world.report.receive(await request.json())
        except (KeyError, TypeError, ValueError) as wrong:
            return web.json_response({"error": f"not a report of rest: {wrong!r}"}, status=400)
        return web.json_response({})


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Text parameters and uploaded parts, from wherever Telegram takes them."""
    texts: dict[str, str] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        for name, value in (await request.json()).items():
            texts[name] = value if isinstance(value, str) else json.dumps(value)
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                uploads[name] = (part.filename, part.file.read())
            elif isinstance(part, str):
                texts[name] = part
    elif request.can_read_body:
        raise bad_request(f"Emulator: unsupported content type {request.content_type}")
    return texts, uploads


def _befall(request: web.Request, fault: Fault) -> None:
    if fault.error is not None:
        raise fault.error
    if fault.cut == "before":
        _cut(request)


def _cut(request: web.Request) -> None:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError


def _answer(error: ApiError) -> web.Response:
    headers = {}
    if error.parameters and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(error.as_answer(), status=error.code, headers=headers)
