"""The story of a run, and of a message: what was decided when and why, and what comes next."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from handlers.why import origin_of
from playground.page.ahead import Ahead, ahead
from playground.page.asking import chat_of, message_of
from playground.page.runs import described
from playground.page.server import Page
from playground.page.sight import Sight, look
from playground.page.traces import told
from sop.program import Program
from sop.state import Wait
from sop.state_text import state_of
from storage.outgoing import Outgoing
from storage.runs import LIVE, Run
from views import playground_now as words
from views import why as view
from views.texts import texts_for

TRACED = 200
"""Lines of a story; older ones are left out."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET the story of a run, of a message."""

    async def of_run(request: web.Request) -> web.Response:
        run_id = int(request.match_info["run"])
        story = await look(page, lambda sight: story_of(sight, run_id), None)
        if story is None:
            raise web.HTTPNotFound
        return web.json_response(story)

    async def of_message(request: web.Request) -> web.Response:
        sandbox, asked = page.sandbox, request.match_info
        message = message_of(sandbox, chat_of(sandbox, asked["chat"]), asked["uid"])
        texts = texts_for(sandbox.locale)
        if message.author is not sandbox.telegram.world.bot:
            return web.json_response(_untold(words.said_by_person(texts)))
        place = (message.chat.id, message.id)
        nothing = _untold(words.answered(texts))
        return web.json_response(await look(page, lambda sight: origin(sight, *place), nothing))

    return [
        web.get(r"/api/runs/{run:\d+}/trace", of_run),
        web.get(r"/api/chats/{chat:-?\d+}/messages/{uid:\d+}/trace", of_message),
    ]


async def story_of(sight: Sight, run_id: int) -> dict[str, Any] | None:
    """How a run came to where it stands, in order, and what comes next; None if there is no such run."""
    run = await sight.uow.runs.find(run_id)
    if run is None or run.community_id != sight.scope.community.id:
        return None
    await sight.meet([run.member_id])
    lines = await told(sight, view.telling(await sight.uow.scripts.traces_of_run(run.id, TRACED)))
    return {**await described(sight, run), "lines": lines, "next": await _following(sight, run)}


async def origin(sight: Sight, chat_id: int, message_id: int) -> dict[str, Any]:
    """Why a message was sent: from which script and step, for whom, and what led to it."""
    chat = await sight.uow.chats.by_telegram_id(chat_id)
    user = await sight.uow.users.by_telegram_id(chat_id)
    row = await sight.uow.outbox.shown(chat.id if chat else None, user.id if user else None, message_id)
    if row is None:
        return _untold(words.answered(sight.texts))
    found = await origin_of(sight.context, row)
    lines = await told(sight, found.traces)
    if row.sent_at is not None:
        lines.append(_sent(sight, row))
    title = words.plain(view.reason(sight.texts, row.kind, found.where))
    return {"title": title, "lines": lines, "run": row.run_id if found.where else None}


def _sent(sight: Sight, row: Outgoing) -> dict[str, Any]:
    assert row.sent_at is not None
    said = {
        "id": 0,
        "script": "",
        "step": "",
        "text": words.sentence(words.sent(sight.texts)),
        "undone": False,
        "run": None,
    }
    return {**sight.when(row.sent_at), **said}


async def _following(sight: Sight, run: Run) -> list[dict[str, Any]]:
    """What is ahead of a live run: what it waits for, then what its script says will follow."""
    if run.status not in LIVE:
        return []
    program = await sight.context.services.library.pinned(sight.uow, run.version)
    found = sorted(ahead(program, state_of(run.state), sight.scope.zone), key=_in_time)
    lines = [_line(sight, program, one) for one in found if one.wait.value in words.ENDS]
    inside = {one.step for one in found if one.wait is not Wait.HEAD}
    for step in program.steps.values():
        if step.id in inside and step.after is not None:
            text = words.comes_after(
                sight.texts, program.steps[step.after].called(sight.scope.community.locale)
            )
            lines.append({"when": None, "text": text, "expected": True})
    return lines


def _line(sight: Sight, program: Program, one: Ahead) -> dict[str, Any]:
    when = None if one.at is None else sight.when(one.at)
    return {"when": when, "text": said(sight, program, one), "expected": one.expected}


def said(sight: Sight, program: Program, one: Ahead) -> str:
    """What will happen then, in plain words."""
    title = program.steps[one.step].called(sight.scope.community.locale)
    return words.comes(sight.texts, one.wait, view.step_in_words(sight.texts, title, one.day), one.awaited)


def _in_time(one: Ahead) -> tuple[bool, datetime]:
    return one.at is None, one.at or datetime.max.replace(tzinfo=UTC)


def _untold(title: str) -> dict[str, Any]:
    return {"title": title, "lines": [], "run": None}
