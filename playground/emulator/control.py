"""The people API over HTTP, for playing by hand or from another program."""

from typing import Any

from aiohttp import web

from playground.emulator.chats import Group
from playground.emulator.errors import Json, StoryError
from playground.emulator.messages import Message
from playground.emulator.people import Person
from playground.emulator.presses import Press
from playground.emulator.stage import Emulator

ACTS = frozenset({
    "adds_bot", "blocks_bot", "creates_group", "deletes_account", "edits", "joins", "leaves", "presses",
    "presses_start", "promotes_bot", "reacts", "removes_bot", "replies", "says", "sends_photo",
    "speaks_anonymously", "unblocks_bot", "writes_to_bot",
})  # fmt: skip


class Control:
    """Turns `{"person", "act", …}` into one call of the people API.

    `group` is a title, `message` a message id in the group (or in private without one); every other key is
    passed on by its name.
    """

    def __init__(self, telegram: Emulator) -> None:
        self._telegram = telegram

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers 200 with what came of it, or 400 with the reason."""
        try:
            return web.json_response(self._shown(self._play(await request.json())))
        except (StoryError, KeyError, TypeError, ValueError) as wrong:
            return web.json_response({"error": str(wrong)}, status=400)

    def _play(self, wanted: Json) -> Any:
        person = self._person(wanted.pop("person"))
        act = wanted.pop("act")
        if act not in ACTS:
            raise StoryError(f"no act {act!r}; there are {', '.join(sorted(ACTS))}")
        subject: list[Any] = []
        group = self._group(wanted.pop("group")) if "group" in wanted else None
        if "message" in wanted:
            chat = group or person.private
            subject.append(chat.message(wanted.pop("message")))
        elif group is not None:
            subject.append(group)
        return getattr(person, act)(*subject, **wanted)

    def _person(self, name: str) -> Person:
        known = (p for p in self._telegram.world.people.values() if isinstance(p, Person) and p.name == name)
        return next(known, None) or self._telegram.person(name)

    def _group(self, title: str) -> Group:
        for group in self._telegram.groups:
            if group.title == title:
                return group
        raise StoryError(f"no group {title!r}")

    def _shown(self, result: Any) -> Json:
        if isinstance(result, Message):
            return {"message": result.as_json()}
        if isinstance(result, Group):
            return {"group": result.as_chat()}
        if isinstance(result, Press):
            return {"press": result.id, "url": result.url}
        return {"done": True}
