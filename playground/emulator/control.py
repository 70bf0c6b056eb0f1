"""Playing people over HTTP, by hand or from another program: `/control`.

`POST /control` takes one act, `{"person": "小林", "act": "says", "group": "写作营", "text": "大家好"}`; `GET /control`
shows who is there and every act with what it takes; `GET /control/messages` what was said.
"""

import base64
import binascii
import inspect
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from aiohttp import web

from playground.emulator.acts import EVENTS, acts, check, described
from playground.emulator.chats import Chat, Group
from playground.emulator.errors import ApiError, Json, StoryError
from playground.emulator.messages import Message
from playground.emulator.people import Person
from playground.emulator.presses import Press
from playground.emulator.stage import Emulator

REFUSALS_SHOWN = 20
_TO_JSON = partial(json.dumps, ensure_ascii=False)

Serve = Callable[[web.Request], Awaitable[Json]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """`routes()` are for `Emulator.serve_also`. People are known by name, and appear when first named."""

    def __init__(self, telegram: Emulator) -> None:
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/control", self._kindly(self._overview)),
            web.get("/control/messages", self._kindly(self._messages)),
            web.post("/control", self._kindly(self._act)),
        ]

    def _kindly(self, serve: Serve) -> Handler:
        """Answers 200 with what came of it, 400 with the reason, 403 to the page of another site."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Origin", self._telegram.url) != self._telegram.url:
                return web.json_response({"error": "other sites may not play here"}, status=403)
            try:
                return web.json_response(await serve(request), dumps=_TO_JSON)
            except StoryError as wrong:
                return web.json_response({"error": str(wrong)}, status=400)
            except ApiError as wrong:
                return web.json_response({"error": wrong.description}, status=400)

        return answer

    async def _act(self, request: web.Request) -> Json:
        try:
            wanted = await request.json()
        except ValueError:
            wanted = None
        if not isinstance(wanted, dict):
            raise StoryError('an act is a JSON object, as {"person": "Lin", "act": "presses_start"}')
        act, name = wanted.pop("act", None), wanted.pop("person", None)
        if not isinstance(act, str) or act not in acts():
            raise StoryError(f"there is no act {act!r}; there are {', '.join(acts())}")
        if act in EVENTS:
            check(act, wanted)
            return _shown(self._happens(act, wanted))
        if not isinstance(name, str) or not name.strip():
            raise StoryError(f"{act} needs a person, by name")
        check(act, wanted)
        return _shown(self._does(self._person(name), act, wanted))

    def _does(self, person: Person, act: str, wanted: Json) -> Any:
        """Call the person's method with what its keys stand for."""
        chat = self._group(wanted["group"]) if "group" in wanted else person.private
        given = {
            one.parameter: self._meant(one.kind, wanted[key], chat)
            for key, one in acts()[act].items()
            if key in wanted and one.parameter
        }
        method = getattr(person, act)
        parameters = inspect.signature(method).parameters.values()
        in_order = [one for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD and one.name in given]
        positional = [given.pop(one.name) for one in in_order]
        spread = [
            item for one in parameters if one.kind is one.VAR_POSITIONAL for item in given.pop(one.name, [])
        ]
        return method(*positional, *spread, **given)

    def _meant(self, kind: str, value: Any, chat: Chat) -> Any:
        if kind == "Group":
            return chat
        if kind == "Message":
            return _message(chat, value)
        if kind == "Account":
            return self._person(value)
        if kind == "names":
            return [self._person(name) for name in value]
        if kind == "bytes":
            return _decoded(value)
        return value

    def _happens(self, event: str, wanted: Json) -> Any:
        telegram = self._telegram
        if event == "appears":
            return telegram.person(wanted.pop("name"), **wanted)
        if event == "becomes_supergroup":
            group = self._group(wanted["group"])
            group.becomes_supergroup()
            return group
        if event == "advances":
            telegram.jump_to(_later(telegram.now, wanted))
        else:
            telegram.faults.next(**wanted)
        return None

    async def _overview(self, request: web.Request) -> Json:
        del request
        telegram = self._telegram
        states = {one.id: telegram.world.private[one.id].state for one in telegram.people}
        return {
            "now": telegram.now.isoformat(),
            "revision": telegram.revision,
            "bot": telegram.bot.as_user(),
            "people": [{**one.as_user(), "private": states[one.id]} for one in telegram.people],
            "groups": [{**one.as_chat(), "members": one.size} for one in telegram.groups],
            "waiting_updates": telegram.world.updates.unconfirmed,
            "refused": [f"{one.method}: {one.description}" for one in telegram.refusals[-REFUSALS_SHOWN:]],
            "acts": {act: described(act) for act in acts()},
        }

    async def _messages(self, request: web.Request) -> Json:
        """Of `?group=` or of the private chat of `?person=`, those that changed `&since=` a revision."""
        query = request.query
        if "group" in query:
            chat: Chat = self._group(query["group"])
        elif "person" in query:
            chat = self._known(query["person"]).private
        else:
            raise StoryError("say whose messages: ?group=TITLE or ?person=NAME")
        since = query.get("since", "0")
        if not since.isdecimal():
            raise StoryError(f"since is a revision, a whole number, not {since!r}")
        return {"revision": chat.revision, "messages": [_seen(one) for one in chat.changed_since(int(since))]}

    def _person(self, name: str) -> Person:
        return self._found(name) or self._telegram.person(name)

    def _known(self, name: str) -> Person:
        person = self._found(name)
        if person is None:
            raise StoryError(f"there is nobody called {name!r}")
        return person

    def _found(self, name: str) -> Person | None:
        people = self._telegram.people
        return next((one for one in people if name in (one.name, f"@{one.username}")), None)

    def _group(self, title: str) -> Group:
        groups = self._telegram.groups
        found = next((group for group in groups if group.title == title), None)
        if found is None:
            known = ", ".join(group.title for group in groups) or "none yet"
            raise StoryError(f"there is no group {title!r}; there are: {known}")
        return found


def _later(now: datetime, duration: dict[str, float]) -> datetime:
    try:
        return now + timedelta(**duration)
    except (OverflowError, ValueError):
        raise StoryError(f"time does not go so far: {duration}") from None


def _message(chat: Chat, message_id: int) -> Message:
    message = chat.message(message_id)
    if message is None:
        raise StoryError(f"there is no message {message_id} in {chat.label}")
    return message


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as wrong:
        raise StoryError(f"the content is not base64: {wrong}") from None


def _seen(message: Message) -> Json:
    """As the Bot API shows it, with what only people see."""
    seen = {
        **message.as_json(),
        "revision": message.revision,
        "deleted": message.deleted,
        "pinned": message.pinned,
    }
    return {**seen, "reactions": message.reactions}


def _shown(result: Any) -> Json:
    if isinstance(result, Message):
        return {"message": result.as_json()}
    if isinstance(result, Group):
        return {"group": result.as_chat()}
    if isinstance(result, Person):
        return {"person": result.as_user()}
    if isinstance(result, Press):
        return {"press": result.id, "url": result.url}
    return {"topic": result} if isinstance(result, int) else {"done": True}
