"""What Telegram refused: what was tried where, why it was refused, what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from core.localtime import days_between, format_wall
from playground.emulator import Refusal
from playground.page.server import Page
from playground.sandbox import Sandbox
from views import playground_refusals as words
from views.playground import date_of
from views.texts import texts_for

MOST = 200
"""Refusals that are told, the latest."""


@dataclass(slots=True)
class _Repeated:
    """The same refusal, so many times in a row; `refusal` is the last one."""

    refusal: Refusal
    since: datetime
    times: int = 1


def routes(page: Page) -> list[web.RouteDef]:
    """GET what was refused."""

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(refused(page.sandbox))

    return [web.get("/api/refusals", show)]


def refused(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The latest first; the same again and again as one."""
    together = list(_together(sandbox.telegram.refusals))[-MOST:]
    return [_shown(sandbox, one) for one in reversed(together)]


def _together(refusals: Iterable[Refusal]) -> Iterator[_Repeated]:
    last: _Repeated | None = None
    for refusal in refusals:
        if last is not None and _same(last.refusal, refusal):
            last.refusal, last.times = refusal, last.times + 1
            continue
        if last is not None:
            yield last
        last = _Repeated(refusal, refusal.at)
    if last is not None:
        yield last


def _same(one: Refusal, other: Refusal) -> bool:
    return _what(one) == _what(other)


def _what(refusal: Refusal) -> tuple[str, object, int, bool, str]:
    """What tells refusals apart: how long to wait does not."""
    waits = refusal.code == 429
    return (
        refusal.method,
        refusal.parameters.get("chat_id"),
        refusal.code,
        waits,
        "" if waits else refusal.description,
    )


def _shown(sandbox: Sandbox, one: _Repeated) -> dict[str, Any]:
    refusal, texts = one.refusal, texts_for(sandbox.locale)
    local, first = refusal.at.astimezone(sandbox.zone), sandbox.first_day.astimezone(sandbox.zone)
    why, help_ = words.why(texts, refusal.description)
    name, person, chat = _where(sandbox, refusal)
    return {
        "at": refusal.at.isoformat(),
        "date": date_of(texts, local),
        "clock": format_wall(local.time()),
        "day": days_between(first.date(), local.date()) + 1,
        "method": refusal.method,
        "what": words.tried(texts, refusal.method),
        "chat": name or words.nowhere(texts),
        "chatId": chat,
        "person": person,
        "code": refusal.code,
        "why": why,
        "help": help_,
        "said": refusal.description,
        "times": one.times,
        "waits": refusal.code == 429,
    }


def _where(sandbox: Sandbox, refusal: Refusal) -> tuple[str | None, int | None, int | None]:
    """The name of the chat it concerned, the Telegram id of its person if it is a private one, and its own."""
    try:
        chat_id = int(refusal.parameters.get("chat_id", ""))
    except (TypeError, ValueError):
        return None, None, None
    for person in sandbox.telegram.people:
        if person.id == chat_id:
            return person.name, chat_id, chat_id
    title = next((group.title for group in sandbox.telegram.groups if group.id == chat_id), None)
    return title or str(chat_id), None, chat_id
