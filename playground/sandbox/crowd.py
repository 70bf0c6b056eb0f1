"""People who live on by themselves while time moves, as they do in a rehearsal, but through the Bot API."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.localtime import next_wall
from playground.emulator import Group, Happening, Message, Person, PrivateChat, StoryError
from playground.sandbox import acts
from rehearsal.behaviour import Behaviour, read_behaviour
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
    """Somebody with their own dice and memory, who behaves as `named` says."""

    person: Person
    named: str
    behaviour: Behaviour
    rng: Random
    standing: Standing


class Crowd:
    """Those who live by themselves, until a visitor plays them: everybody who is in the group when the sandbox is
    opened, if a behaviour is given, and whomever a visitor lets live.
    """

    def __init__(self, sandbox: Sandbox, behaviour: str | None) -> None:
        self._sandbox = sandbox
        self._planned: list[tuple[datetime, int, Player, Act]] = []
        self._numbers = count()
        self._next_day = self._midnight_after(sandbox.time.now)
        self._players: dict[int, Player] = {}
        people = {person.id: person for person in sandbox.telegram.people}
        if behaviour is not None:
            for number, person in enumerate(people.values()):
                if self._is_there(person):
                    self._take_in(person, behaviour, number)
        for person_id, named in sandbox.lively.items():
            self._take_in(people[person_id], named, person_id)
            self._comes_yet(people[person_id])
        sandbox.telegram.subscribe(self._hear)

    def _is_there(self, person: Person) -> bool:
        sandbox = self._sandbox
        hidden = person is sandbox.owner or person.id in sandbox.anonymous
        return not hidden and not person.is_gone and sandbox.group.member(person).is_inside

    def _take_in(self, person: Person, named: str, number: int) -> None:
        sandbox = self._sandbox
        inside = sandbox.group.member(person).is_inside
        yesterday = sandbox.time.now.astimezone(sandbox.zone).date() - timedelta(days=1)
        standing = Standing(
            sandbox.locale, staff=person is sandbox.assistant, offered=yesterday if inside else None
        )
        chat = person.private
        standing.started = isinstance(chat, PrivateChat) and chat.state != "never"
        dice = Random(SEED * 1_000_003 + number)
        self._players[person.id] = Player(person, named, _behaviour(named), dice, standing)

    def _comes_yet(self, person: Person) -> None:
        """Who was never in the group comes within the hour."""
        if person.id not in self._sandbox.group.members:
            player = self._players[person.id]
            after = timedelta(seconds=player.rng.randrange(60, 3600))
            self._plan(player, Act(Do.JOIN, after), self._sandbox.time.now)

    # What a visitor asks

    def enliven(self, person: Person, named: str) -> None:
        """Have somebody live by themselves from now on, with the behaviour of that name."""
        if not self._players:
            self._next_day = self._midnight_after(self._sandbox.time.now)
        self._sandbox.lively[person.id] = named
        self._sandbox.played.discard(person.id)
        self._take_in(person, named, person.id)
        self._comes_yet(person)

    def behaviour_of(self, person: Person) -> str | None:
        """By what they live; None for whoever waits for a visitor."""
        player = self._players.get(person.id)
        return None if player is None or person.id in self._sandbox.played else player.named

    # What time asks

    async def next_act(self) -> datetime | None:
        """When somebody acts next; a new day is one, as everybody makes plans for it."""
        if not self._players:
            return None
        return min(self._next_day, self._planned[0][0]) if self._planned else self._next_day

    async def perform_due(self) -> None:
        """Do what is due. What cannot be done any more (the message is gone) is left."""
        now = self._sandbox.time.now
        if self._players and now >= self._next_day:
            self._plan_day(self._next_day)
            self._next_day = self._midnight_after(now)
        while self._planned and self._planned[0][0] <= now:
            _, _, player, act = heapq.heappop(self._planned)
            if self._is_at_it(player):
                with suppress(acts.Impossible, StoryError):
                    self._do(player.person, act)

    def _is_at_it(self, player: Player) -> bool:
        """Whether a plan still holds: nobody plays them, and they have not been given another behaviour."""
        person = player.person.id
        return person not in self._sandbox.played and self._players.get(person) is player

    def _midnight_after(self, now: datetime) -> datetime:
        return next_wall(now, _MIDNIGHT, self._sandbox.zone)

    def _plan_day(self, midnight: datetime) -> None:
        local = midnight.astimezone(self._sandbox.zone)
        for player in self._players.values():
            for act in of_a_day(player.behaviour, player.rng, local, player.standing):
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
            for act in decide(player.behaviour, player.rng, heard, player.standing):
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


@cache
def _behaviour(named: str) -> Behaviour:
    return read_behaviour(named)


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
