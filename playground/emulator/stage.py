"""The emulator as tests and demos hold it: start and stop, people, the clock, faults, what was refused."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from types import TracebackType

from aiohttp.web import RouteDef

from playground.emulator import state
from playground.emulator.chats import Group, PrivateChat
from playground.emulator.clock import Clock
from playground.emulator.errors import Json, StoryError
from playground.emulator.faults import Faults
from playground.emulator.limits import FloodLimits
from playground.emulator.log import Happening, Log
from playground.emulator.members import Account
from playground.emulator.messages import Message
from playground.emulator.past import Remembers
from playground.emulator.people import Person
from playground.emulator.server import Hook, Server
from playground.emulator.webhooks import Postman
from playground.emulator.world import Refusal, World

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Where stories begin unless they say otherwise: Monday, 9 o'clock in Shanghai."""

FIRST_PERSON = 5_000_000_000
"""People's ids begin above it, unless they are given."""

STALLS = 20
"""How often in a row the bot may name an instant that has come, before time is said to stand still."""

TOKEN = "7000000001:playground"


class Emulator(Remembers):
    """A Telegram with one bot, on a free port of 127.0.0.1.

    `privacy`: BotFather's privacy mode is on, so a bot without admin rights sees little. `lenient`: unknown
    parameters are ignored, as Telegram does. `limits`: flood limits; `FloodLimits(enforced=False)` is none.
    """

    def __init__(  # noqa: PLR0913 - each keyword is one way to be a Telegram
        self,
        *,
        start: datetime = MONDAY,
        token: str = TOKEN,
        username: str = "sop_bot",
        name: str = "小助手",
        privacy: bool = True,
        lenient: bool = False,
        limits: FloodLimits | None = None,
        port: int = 0,
    ) -> None:
        self.token = token
        self.clock = Clock(start)
        self.bot = Account(int(token.split(":", maxsplit=1)[0]), name, username=username, is_bot=True)
        self.world = World(self.clock, self.bot, privacy=privacy, limits=limits or FloodLimits())
        self._lenient = lenient
        self._server = Server(self.world, token, lenient=lenient, port=port)
        self._postman: asyncio.Task[None] | None = None

    def save(self) -> bytes:
        """Everything Telegram knows: people, chats, what was said, what the bot was not given yet, the time.

        Hooks, subscribers, routes and planned faults are not part of it. The bytes are JSON, for `restored`.
        """
        return state.written(self.token, self._lenient, self.world)

    @classmethod
    def restored(cls, saved: bytes, *, port: int = 0) -> "Emulator":
        """An emulator, not started yet, that goes on where `save` was called.

        The bytes may come from a stranger; StateError for those that no emulator of this version saved. People
        and groups are found again by `people` and `groups`.
        """
        token, lenient, world = state.read(saved)
        emulator = cls(token=token, lenient=lenient, port=port)
        emulator.world, emulator.clock, emulator.bot = world, world.clock, world.bot
        world.report.forget()
        emulator._server = Server(world, token, lenient=lenient, port=port)
        return emulator

    async def __aenter__(self) -> "Emulator":
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._postman is not None:
            self._postman.cancel()
            await asyncio.gather(self._postman, return_exceptions=True)
        await self._server.stop()

    # Where it is

    @property
    def url(self) -> str:
        """The Bot API's address, for `BOT_API_URL`."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def clock_url(self) -> str:
        """The clock's address, for `SOPBOT_TEST_CLOCK`."""
        return f"{self.url}/clock"

    def proxy(self, *addresses: str) -> Postman:
        """Pass what is brought to the webhook on to these addresses (`http://127.0.0.1:8080`) in turn."""
        postman = Postman(self.world, list(addresses))
        if self._postman is not None:
            self._postman.cancel()
        self._postman = asyncio.get_running_loop().create_task(postman.work(), name="webhook")
        return postman

    # Who is there

    def person(
        self,
        first_name: str,
        *,
        username: str | None = None,
        last_name: str | None = None,
        language_code: str | None = "zh-hans",
        id: int | None = None,  # noqa: A002 - the name Telegram uses
    ) -> Person:
        """Someone new on Telegram."""
        person_id = id or self._free_id()
        if person_id in self.world.people:
            raise StoryError(f"somebody else has the id {person_id}")
        person = Person(person_id, first_name, last_name, username, language_code)
        person.world = self.world
        self.world.people[person_id] = person
        self.world.private[person_id] = PrivateChat(person)
        return person

    def _free_id(self) -> int:
        person_id = FIRST_PERSON
        while person_id in self.world.people or person_id == FIRST_PERSON:
            person_id = FIRST_PERSON + self.world.number("person")
        return person_id

    @property
    def people(self) -> list[Person]:
        """Everybody there is, the first first."""
        return [person for person in self.world.people.values() if isinstance(person, Person)]

    @property
    def groups(self) -> list[Group]:
        return list(self.world.groups.values())

    @property
    def revision(self) -> int:
        """Grows with every change of any message; `Chat.changed_since` tells what is newer."""
        return self.world.revision

    def message(self, uid: int) -> Message:
        """The message of any chat with that uid, deleted or not; KeyError."""
        return self.world.message(uid)

    # What happened

    @property
    def log(self) -> Log:
        return self.world.log

    @property
    def refusals(self) -> list[Refusal]:
        """Every call answered with an error that nobody scripted."""
        return self.world.refusals

    def subscribe(self, subscriber: Callable[[Happening], None]) -> None:
        """`subscriber` is called for everything that happens from now on."""
        self.world.log.subscribe(subscriber)

    def on_call(self, hook: Hook) -> None:
        """`hook` (plain or async) is called before and after each call is processed, not for refused ones.

        One that kills the caller does `process.kill()` and awaits its end: that breaks the call off right
        there, the hook included.
        """
        self._server.hooks.append(hook)

    def menu(self, scope: str = "default", language: str = "") -> list[str]:
        """The commands set for a scope: default, all_private_chats, all_group_chats, all_chat_administrators,
        chat:ID, chat_administrators:ID, chat_member:ID:USER."""
        return [command["command"] for command in self.world.menus.get((scope, language), [])]

    def serve_also(self, *routes: RouteDef) -> None:
        """Further HTTP routes on the same port, before the start."""
        self._server.routes.extend(routes)

    # What goes wrong

    @property
    def faults(self) -> Faults:
        return self.world.faults

    def inject_raw(self, update: Json) -> None:
        """Queue an update as it is, malformed if need be."""
        self.world.updates.inject(update)

    def repeats_updates(self, count: int = 1) -> None:
        """The last updates come once more, with their old ids."""
        self.world.updates.repeat(count)

    def out_of_order(self) -> AbstractContextManager[None]:
        """`with telegram.out_of_order(): …` — what happens inside reaches the bot in the opposite order."""
        return self.world.updates.reversed()

    # Time

    @property
    def now(self) -> datetime:
        return self.clock.now

    def is_settled(self) -> bool:
        """The bot has had every update, and says that it rests at the present time."""
        report = self.world.report.latest
        if report is None or self.world.updates.unconfirmed:
            return False
        return bool(report["seq"] == self.clock.seq) and report["seen"] >= self.world.updates.last_id

    async def settle(self, timeout: float = 120) -> None:  # noqa: ASYNC109 - part of the story's language
        """Wait until the bot rests; `timeout` in real seconds, then TimeoutError says what is missing."""
        try:
            async with asyncio.timeout(timeout):
                while not self.is_settled():
                    await self.world.report.changed.wait()
        except TimeoutError:
            raise TimeoutError(self._what_is_missing()) from None

    async def until(self, condition: Callable[[], object], timeout: float = 120) -> None:  # noqa: ASYNC109
        """Wait until something happens that makes it true: for bots that don't report their rest.

        `timeout` in real seconds, then TimeoutError.
        """
        async with asyncio.timeout(timeout):
            while not condition():
                await self.log.changed.wait()

    def _what_is_missing(self) -> str:
        updates = self.world.updates
        return (
            f"the bot does not rest: {updates.unconfirmed} updates unconfirmed, last id {updates.last_id}; "
            f"clock seq {self.clock.seq}; last report {self.world.report.latest}; "
            f"refused so far: {[(refusal.method, refusal.description) for refusal in self.refusals[-3:]]}"
        )

    async def advance_to(self, instant: datetime) -> None:
        """Let time pass until then, stopping wherever the bot has something to do."""
        stalled = 0
        while self.now < instant:
            await self.settle()
            following = self.world.report.next_instant
            stalled = stalled + 1 if following is not None and following <= self.now else 0
            if stalled > STALLS:
                raise StoryError(f"at {self.now} the bot rests, yet says that {following} brings work")
            self.jump_to(max(self.now, min(following or instant, instant)))
        await self.settle()

    async def advance(self, **duration: float) -> None:
        """`advance(hours=3)`: as `advance_to`, with timedelta's keywords."""
        await self.advance_to(self.now + timedelta(**duration))

    def set_clock_back(self, **duration: float) -> None:
        """`set_clock_back(hours=1)`: the clock was ahead, and is put right."""
        self.clock.set_back(timedelta(**duration))
        self.world.report.forget()

    def jump_to(self, instant: datetime) -> None:
        """Move the clock without the bot, which is down."""
        self.clock.move_to(instant)
        self.world.report.forget()
