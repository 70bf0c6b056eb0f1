"""People who live on by themselves while time moves, as they do in a rehearsal, but through the Bot API."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.localtime import next_wall
from playground.emulator import Group, Happening, Message, Person, PrivateChat, StoryError
from playground.sandbox import acts
from rehearsal.behaviour import read_behaviour
from rehearsal.deciding import Act, Do, Heard, Means, Offer, Standing, decide, means, of_a_day

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox

SEED = 7
MANY = 100
TOGETHER = timedelta(minutes=1)
"""So many people act on the full minute: the program hears of those who act at the same time at once."""

_MIDNIGHT = time(0)
_A_SECOND = timedelta(seconds=1)


@dataclass(eq=False, slots=True)
class Player:
    """Somebody with their own dice and memory."""

    person: Person
    rng: Random
    standing: Standing


class Crowd:
    """Everybody who is in the group when the sandbox is opened, until a visitor plays them."""

    def __init__(self, sandbox: Sandbox, behaviour: str = "typical") -> None:
        self._sandbox = sandbox
        self._behaviour = read_behaviour(behaviour)
        self._planned: list[tuple[datetime, int, Player, Act]] = []
        self._numbers = count()
        self._next_day = self._midnight_after(sandbox.time.now)
        self._players = {player.person.id: player for player in self._gathered()}
        sandbox.telegram.subscribe(self._hear)

    def _gathered(self) -> Iterator[Player]:
        sandbox = self._sandbox
        yesterday = sandbox.time.now.astimezone(sandbox.zone).date() - timedelta(days=1)
        for number, person in enumerate(sandbox.telegram.people):
            hidden = person is sandbox.owner or person.id in sandbox.anonymous
            if hidden or person.is_gone or not sandbox.group.member(person).is_inside:
                continue
            standing = Standing(sandbox.locale, staff=person is sandbox.assistant, offered=yesterday)
            chat = person.private
            standing.started = isinstance(chat, PrivateChat) and chat.state != "never"
            yield Player(person, Random(SEED * 1_000_003 + number), standing)

    # What time asks

    async def next_act(self) -> datetime | None:
        """When somebody acts next; a new day is one, as everybody makes plans for it."""
        return min(self._next_day, self._planned[0][0]) if self._planned else self._next_day

    async def perform_due(self) -> None:
        """Do what is due. What cannot be done any more (the message is gone) is left."""
        now = self._sandbox.time.now
        if now >= self._next_day:
            self._plan_day(self._next_day)
            self._next_day = self._midnight_after(now)
        while self._planned and self._planned[0][0] <= now:
            _, _, player, act = heapq.heappop(self._planned)
            if player.person.id not in self._sandbox.played:
                with suppress(acts.Impossible, StoryError):
                    self._do(player.person, act)

    def _midnight_after(self, now: datetime) -> datetime:
        return next_wall(now, _MIDNIGHT, self._sandbox.zone)

    def _plan_day(self, midnight: datetime) -> None:
        local = midnight.astimezone(self._sandbox.zone)
        for player in self._players.values():
            for act in of_a_day(self._behaviour, player.rng, local, player.standing):
                self._plan(player, act, midnight)

    def _plan(self, player: Player, act: Act, since: datetime) -> None:
        at = max(since + act.after, self._sandbox.time.now + _A_SECOND)
        if len(self._players) >= MANY:
            at += -(at - datetime.min.replace(tzinfo=at.tzinfo)) % TOGETHER
        heapq.heappush(self._planned, (at, next(self._numbers), player, act))

    # Hearing

    def _hear(self, happening: Happening) -> None:
        message = happening.message
        if happening.kind != "said" or happening.method is None or message is None:
            return
        offers = tuple(
            self._offer(button.text, button.data, button.url) for row in message.buttons for button in row
        )
        local = message.sent_at.astimezone(self._sandbox.zone)
        private = isinstance(message.chat, PrivateChat)
        for player, to_me in self._hearers(message, offers):
            heard = Heard(local, private, to_me, offers, _asks(offers), message)
            for act in decide(self._behaviour, player.rng, heard, player.standing):
                self._plan(player, act, message.sent_at)

    def _hearers(self, message: Message, offers: tuple[Offer, ...]) -> Iterator[tuple[Player, bool]]:
        """Whom a message could make do something; in the group those whom it names, or all who may check in."""
        chat, staff = message.chat, self._sandbox.assistant
        if isinstance(chat, PrivateChat):
            named = {chat.person.id}
        elif chat is self._sandbox.staff:
            named = {staff.id} if staff is not None else set()
        else:
            named = set(message.mentions) if message.only_for is None else {message.only_for.id}
        found = [self._players[one] for one in sorted(named) if one in self._players]
        yield from ((player, True) for player in found)
        if not named and any(offer.means is Means.CHECK_IN for offer in offers):
            yield from ((player, False) for player in self._players.values())

    def _offer(self, label: str, data: str | None, url: str | None) -> Offer:
        bot = (self._sandbox.telegram.bot.username or "").lower()
        link = urlsplit(url or "")
        starts = link.hostname == "t.me" and link.path.strip("/").lower() == bot and "start=" in link.query
        return Offer(label, means(data, starts))

    # Doing

    def _do(self, person: Person, act: Act) -> None:
        group = self._sandbox.group
        on = act.on if isinstance(act.on, Message) else None
        match act.do:
            case Do.PRESS if on is not None:
                _press(person, on, act.text)
            case Do.REACT if on is not None:
                person.reacts(on, act.text)
            case Do.SAY:
                chat = on.chat if on is not None and isinstance(on.chat, Group) else group
                acts.says(person, chat, act.text, reply_to=on)
            case Do.WRITE:
                acts.says(person, person.private, act.text)
            case Do.START:
                acts.starts(person)
            case Do.JOIN:
                acts.joins(person, group)
            case Do.LEAVE:
                acts.leaves(person, group)
            case Do.BLOCK:
                acts.blocks(person)
            case Do.UNBLOCK:
                acts.unblocks(person)


def _asks(offers: tuple[Offer, ...]) -> str:
    """A text is expected where one may decline and there is nothing to choose from."""
    offered = {offer.means for offer in offers}
    return "text" if Means.DECLINE in offered and Means.CHOICE not in offered else ""


def _press(person: Person, message: Message, label: str) -> None:
    for row, buttons in enumerate(message.buttons):
        for column, button in enumerate(buttons):
            if button.text == label:
                acts.presses(person, message, row, column)
                return
