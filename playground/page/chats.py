"""The chats that a person sees, what is said in them, and acting there."""

from collections.abc import Callable
from itertools import islice
from typing import Any

from aiohttp import web

from playground.emulator import Chat, Group, Message, Person, Press, PrivateChat
from playground.page.asking import NOBODY, chat_of, message_of, player_of, posted, sees
from playground.page.looks import hue_of, initials_of
from playground.page.markup import is_bot
from playground.page.rendering import Rendering
from playground.page.server import Page
from playground.sandbox import Sandbox, acts
from views import playground as views
from views.texts import texts_for

A_PAGE, LONGEST_PAGE = 60, 500

CHANGES: dict[str, Callable[[Person, Message, dict[str, Any]], None]] = {
    "edit": lambda person, message, asked: acts.edits(person, message, str(asked.get("text") or "")),
    "delete": lambda person, message, _: acts.deletes(person, message),
    "pin": lambda person, message, _: acts.pins(person, message),
    "react": lambda person, message, asked: acts.reacts(person, message, str(asked.get("emoji"))),
}
"""What a person does with a message that is there."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET chats, messages and files; POST what is done there. Who is outside a chat hears nothing."""

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(chat_list(page, _viewer(request)))

    async def messages(request: web.Request) -> web.Response:
        return web.json_response(_messages(page.sandbox, request))

    async def file(request: web.Request) -> web.Response:
        message = message_of(page.sandbox, _chat(page.sandbox, request), request.match_info["uid"])
        return _served(message)

    async def say(request: web.Request) -> web.Response:
        sandbox, asked, chat = page.sandbox, await posted(request), _chat(page.sandbox, request)
        said = _say(sandbox, player_of(sandbox, asked.get("as")), chat, asked)
        await _answered(page, said.author.id, chat)
        return web.json_response({"uid": said.uid})

    async def press(request: web.Request) -> web.Response:
        sandbox, asked, chat = page.sandbox, await posted(request), _chat(page.sandbox, request)
        message = message_of(sandbox, chat, asked.get("uid"))
        person = player_of(sandbox, asked.get("as"))
        pressed = acts.presses(person, message, int(asked.get("row", 0)), int(asked.get("column", 0)))
        await _answered(page, person.id, chat)
        return web.json_response(_outcome(sandbox, pressed))

    async def change(request: web.Request) -> web.Response:
        sandbox, asked, chat = page.sandbox, await posted(request), _chat(page.sandbox, request)
        person = player_of(sandbox, asked.get("as"))
        CHANGES[request.match_info["change"]](person, message_of(sandbox, chat, asked.get("uid")), asked)
        await _answered(page, person.id, chat)
        return web.json_response({})

    async def read(request: web.Request) -> web.Response:
        page.reading.mark(int(str((await posted(request)).get("as", NOBODY))), _chat(page.sandbox, request))
        page.changed("chats")
        return web.json_response({})

    return [
        web.get("/api/chats", listed),
        web.get(r"/api/chats/{chat:-?\d+}/messages", messages),
        web.get(r"/api/chats/{chat:-?\d+}/messages/{uid:\d+}/file", file),
        web.post(r"/api/chats/{chat:-?\d+}/say", say),
        web.post(r"/api/chats/{chat:-?\d+}/press", press),
        web.post(rf"/api/chats/{{chat:-?\d+}}/{{change:{'|'.join(CHANGES)}}}", change),
        web.post(r"/api/chats/{chat:-?\d+}/read", read),
    ]


def _viewer(request: web.Request) -> int:
    return int(request.query.get("as", NOBODY))


def _chat(sandbox: Sandbox, request: web.Request) -> Chat:
    return chat_of(sandbox, request.match_info["chat"])


async def _answered(page: Page, person: int, chat: Chat) -> None:
    """Wait until the program has dealt with it; who acts in a chat has read it before."""
    page.reading.mark(person, chat)
    await page.catch_up()


# The list


def chat_list(page: Page, viewer: int) -> list[dict[str, Any]]:
    """What the person sees at the left, the newest at the top; who looks on sees all groups.

    The community's group is there for whoever is outside too, so that they can join it.
    """
    world, door = page.sandbox.telegram.world, page.sandbox.group
    chats: list[Chat] = [group for group in world.groups.values() if sees(viewer, group) or group is door]
    if viewer in world.private:
        chats.append(world.private[viewer])
    rendering = Rendering(page.sandbox, viewer)
    chats.sort(key=lambda chat: -chat.messages[-1].uid if chat.messages else 0)
    return [_listed(page, chat, viewer, rendering) for chat in chats]


def _listed(page: Page, chat: Chat, viewer: int, rendering: Rendering) -> dict[str, Any]:
    sandbox = page.sandbox
    bot = sandbox.telegram.bot
    private = isinstance(chat, PrivateChat)
    title = bot.name if private else chat.label
    inside = sees(viewer, chat)
    pinned = next((message for message in reversed(chat.pinned) if inside and rendering.shows(message)), None)
    return {
        "id": chat.id,
        "kind": "private" if private else "staff" if chat is sandbox.staff else "group",
        "title": title,
        "hue": hue_of(bot.id if private else chat.id),
        "initials": initials_of(title),
        "members": chat.size if isinstance(chat, Group) else 2,
        "last": _last(chat, rendering, sandbox) if inside else None,
        "unread": page.reading.unread(viewer, chat, rendering) if inside else 0,
        "pinned": {"uid": pinned.uid, "text": rendering.preview(pinned)} if pinned else None,
        "canWrite": _can_write(chat, viewer),
        "state": chat.state if isinstance(chat, PrivateChat) else "open",
        "typing": bot.name if chat.action(sandbox.telegram.now) is not None else None,
    }


def _last(chat: Chat, rendering: Rendering, sandbox: Sandbox) -> dict[str, Any] | None:
    message = next((one for one in reversed(chat.messages) if rendering.shows(one)), None)
    if message is None:
        return None
    local, today = message.sent_at.astimezone(sandbox.zone), sandbox.time.now.astimezone(sandbox.zone)
    same_day = local.date() == today.date()
    return {
        "author": rendering.name_of(message),
        "text": rendering.preview(message),
        "time": f"{local:%H:%M}" if same_day else views.date_of(texts_for(sandbox.locale), local),
        "service": bool(message.service),
    }


def _can_write(chat: Chat, viewer: int) -> bool:
    if isinstance(chat, PrivateChat):
        return viewer == chat.person.id and chat.state == "open"
    return viewer != NOBODY and sees(viewer, chat)


# Messages


def _messages(sandbox: Sandbox, request: web.Request) -> dict[str, Any]:
    """What is asked for: the last ones, those around another one, or the news."""
    chat, viewer, asked = _chat(sandbox, request), _viewer(request), request.query
    if not sees(viewer, chat):
        return {"messages": [], "more": False, "revision": chat.revision}
    rendering = Rendering(sandbox, viewer)
    if "since" in asked:
        return _news(chat, rendering, int(asked["since"]))
    limit = min(max(int(asked.get("limit", A_PAGE)), 1), LONGEST_PAGE)
    if "after" in asked:
        return _newer(chat, rendering, int(asked["after"]), limit)
    return _older(chat, rendering, int(asked["before"]) if "before" in asked else None, limit)


def _older(chat: Chat, rendering: Rendering, before: int | None, limit: int) -> dict[str, Any]:
    """The last ones, or the last ones before a message."""
    found: list[Message] = []
    for message in reversed(chat.messages):
        if (before is None or message.uid < before) and rendering.shows(message):
            found.append(message)
            if len(found) > limit:
                break
    shown = [rendering.message(message) for message in reversed(found[:limit])]
    return {"messages": shown, "more": len(found) > limit, "revision": chat.revision}


def _newer(chat: Chat, rendering: Rendering, after: int, limit: int) -> dict[str, Any]:
    """The first ones after a message."""
    later = (message for message in chat.messages if message.uid > after and rendering.shows(message))
    found = list(islice(later, limit + 1))
    shown = [rendering.message(message) for message in found[:limit]]
    return {"messages": shown, "more": len(found) > limit, "revision": chat.revision}


def _news(chat: Chat, rendering: Rendering, since: int) -> dict[str, Any]:
    """What is new or another than at that revision."""
    shown = [rendering.message(message) for message in chat.changed_since(since)]
    return {"messages": shown, "more": False, "revision": max(chat.revision, since)}


def _served(message: Message) -> web.Response:
    if message.file is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    if message.file.kind == "photo":
        return web.Response(body=message.file.content, content_type=_picture_type(message), headers=headers)
    headers["Content-Disposition"] = "attachment"
    return web.Response(body=message.file.content, content_type="application/octet-stream", headers=headers)


def _picture_type(message: Message) -> str:
    content = message.file.content if message.file else b""
    if content.startswith(b"\xff\xd8"):
        return "image/jpeg"
    return "image/webp" if content.startswith(b"RIFF") else "image/png"


# Acting


def _say(sandbox: Sandbox, person: Person, chat: Chat, asked: dict[str, Any]) -> Message:
    reply = asked.get("reply")
    hides = person.id in sandbox.anonymous and isinstance(chat, Group) and chat.member(person).is_admin
    return acts.says(
        person,
        chat,
        str(asked.get("text") or ""),
        reply_to=message_of(sandbox, chat, reply) if reply else None,
        anonymous=bool(asked.get("anonymous", hides)) and isinstance(chat, Group),
        with_photo=bool(asked.get("photo")),
    )


def _outcome(sandbox: Sandbox, pressed: Press) -> dict[str, Any]:
    """What pressing the button leads to on the page."""
    if pressed.url is not None:
        if is_bot(pressed.url, sandbox.telegram.bot.username or ""):
            if "startgroup" in pressed.url:
                return {"toast": views.startgroup(texts_for(sandbox.locale))}
            return {"opens": pressed.person.id}
        return {"url": pressed.url}
    if pressed.answer:
        return {"alert" if pressed.alert else "toast": pressed.answer}
    return {}
