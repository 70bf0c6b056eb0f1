"""The community's time: what it is, and moving it."""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from playground.page.asking import posted
from playground.page.server import Page
from playground.page.sight import look
from playground.page.upcoming import upcoming
from playground.sandbox import Sandbox
from playground.sandbox.time import Time
from views import playground as views
from views.texts import texts_for

LONGEST = timedelta(days=366)
AHEAD = 3
"""Days in which the next thing is looked for."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET the time; POST {do, minutes?} or {speed} moves it, and is answered at once."""

    dial = Dial(page)
    page.live.tells_time(dial.shown)

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(await dial.shown())

    async def move(request: web.Request) -> web.Response:
        asked = await posted(request)
        if "speed" in asked:
            page.sandbox.time.set_speed(float(asked["speed"]))
        if "do" in asked:
            _do(page.sandbox.time, str(asked["do"]), asked, await dial.announced())
        return web.json_response(await dial.shown())

    return [web.get("/api/time", show), web.post("/api/time", move)]


class Dial:
    """The clock as the page shows it. What comes next is read once for each state of things."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: tuple[Sandbox, int, int] | None = None
        self._next: dict[str, Any] | None = None

    async def shown(self) -> dict[str, Any]:
        """`trouble` is a sentence where time could not go on, `vain` one where it went for nothing that can be seen;
        `next` is unknown while it moves.
        """
        sandbox = self._page.sandbox
        time, texts = sandbox.time, texts_for(sandbox.locale)
        local = time.now.astimezone(sandbox.zone)
        return {
            "now": time.now.isoformat(),
            "date": views.date_of(texts, local),
            "clock": f"{local:%H:%M}",
            "day": time.day,
            "zone": str(sandbox.zone),
            "playing": time.playing,
            "speed": time.speed,
            "busy": time.busy,
            "vain": views.nothing_seen(texts) if time.in_vain else None,
            "trouble": views.no_rest(texts) if time.stuck else None,
            "next": None if time.busy or time.playing else await self._following(),
        }

    async def announced(self) -> datetime | None:
        """When what is shown as the next thing comes."""
        following = (await self.shown())["next"]
        return datetime.fromisoformat(following["at"]) if following else None

    async def _following(self) -> dict[str, Any] | None:
        telegram = self._page.sandbox.telegram
        state = (self._page.sandbox, telegram.clock.seq, telegram.revision)
        if state != self._known:
            now = telegram.now.isoformat()
            nothing: list[dict[str, Any]] = []
            found = await look(self._page, lambda sight: upcoming(sight, AHEAD), nothing)
            self._next = next((one for one in found if one["at"] > now), None)
            self._known = state
        return self._next


def _do(time: Time, what: str, asked: dict[str, Any], announced: datetime | None) -> None:
    match what:
        case "play":
            time.play()
        case "pause":
            time.pause()
        case "stop":
            time.stop()
        case "next":
            time.send_to_next(announced)
        case "morning":
            time.send(time.next_morning)
        case "advance":
            length = timedelta(minutes=float(asked.get("minutes", 10)))
            if not timedelta() < length <= LONGEST:
                raise ValueError(f"time can't move by {length}")
            time.send(time.now + length)
        case _:
            raise ValueError(f"time can't {what!r}")
