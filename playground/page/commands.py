"""The command menu that a person sees in a chat, from what the bot registered: the narrowest scope wins."""

from typing import Any

from aiohttp import web

from playground.emulator import Chat, Group, Person, PrivateChat
from playground.page.asking import chat_of, person_of
from playground.page.server import Page
from playground.sandbox import Sandbox


def routes(page: Page) -> list[web.RouteDef]:
    """GET the menu of one person in one chat."""

    async def show(request: web.Request) -> web.Response:
        sandbox = page.sandbox
        person = person_of(sandbox, request.query.get("as"))
        return web.json_response(menu(sandbox, person, chat_of(sandbox, request.query.get("chat"))))

    return [web.get("/api/commands", show)]


def menu(sandbox: Sandbox, person: Person, chat: Chat) -> list[dict[str, Any]]:
    """As Telegram chooses it: by scope from narrow to wide, in each first in the person's language."""
    language = (person.language_code or "").split("-")[0]
    menus = sandbox.telegram.world.menus
    for scope in _scopes(person, chat):
        for code in (language, ""):
            if (scope, code) in menus:
                return menus[scope, code]
    return []


def _scopes(person: Person, chat: Chat) -> list[str]:
    if isinstance(chat, PrivateChat):
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    admin = isinstance(chat, Group) and chat.member(person).is_admin
    return [
        f"chat_member:{chat.id}:{person.id}",
        *([f"chat_administrators:{chat.id}"] if admin else []),
        f"chat:{chat.id}",
        *(["all_chat_administrators"] if admin else []),
        "all_group_chats",
        "default",
    ]
