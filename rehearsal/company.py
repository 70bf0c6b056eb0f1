"""The invented people of a rehearsal: they hear what the bot says, and do what their behaviour makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from core.message import Kind
from rehearsal.behaviour import Behaviour
from rehearsal.deciding import Act, Do, Heard, Means, Offer, Standing, decide, means, of_a_day
from rehearsal.origins import Origins
from rehearsal.people import Person
from rehearsal.shown import Place, Shown
from rehearsal.stage import Stage

MOST_REACTIONS = 5
"""People who react to one message, at most: more of them teach nothing."""

MOST_TALK = 300
"""Things said of their own accord on one day, at most: a crowd is no larger a test of a script."""

MOST_WORK = 100
"""To-dos and decisions that the team takes up on one day, at most: it is three tired people."""

_A_SECOND = timedelta(seconds=1)


@dataclass(eq=False, slots=True)
class Player:
    """A person, with their own dice and memory."""

    person: Person
    rng: Random
    standing: Standing


class Company:
    """Everybody who takes part. What they do is planned on the stage."""

    def __init__(self, stage: Stage, behaviour: Behaviour, origins: Origins, seed: int) -> None:
        self.stage = stage
        self.members: list[Player] = []
        self.team: dict[int, Player] = {}
        self._behaviour = behaviour
        self._origins = origins
        self._seed = seed
        self._players: dict[int, Player] = {}
        self._rng = Random(seed)
        self._talk = self._work = 0
        self._entrance: Shown | None = None
        """The newest message in the group that leads to the private chat: the older ones are cleared away."""
        stage.subscribe(self._hear)

    def member(self, person: Person, *, knows_check_ins: bool, unasked: bool = False) -> Player:
        """Somebody who is going to live in the group; `unasked`: nothing there invites to check in."""
        player = self._player(person, len(self.members) + 1)
        player.standing.unasked = unasked
        if knows_check_ins:
            player.standing.offered = self.stage.local.date() - timedelta(days=1)
        self.members.append(player)
        return player

    def teammate(self, person: Person) -> None:
        """Somebody who does to-dos and decides."""
        player = self._player(person, -len(self.team) - 1)
        player.standing.staff = True
        self.team[person.id] = player

    def _player(self, person: Person, number: int) -> Player:
        rng = Random(self._seed * 1_000_003 + number)
        player = Player(person, rng, Standing(self.stage.setting.locale))
        self._players[person.id] = player
        return player

    def plan_day(self, midnight: datetime) -> None:
        """What everybody in the group does of their own accord on a local day."""
        self._talk = self._work = 0
        for player in self.members:
            if player.person.groups:
                for act in of_a_day(self._behaviour, player.rng, midnight, player.standing):
                    at = midnight + act.after
                    if at >= self.stage.now and not self._is_too_much(act):
                        self._plan(player, act, at)

    def _is_too_much(self, act: Act) -> bool:
        if act.do not in (Do.SAY, Do.WRITE) or self._is_check_in(act.text):
            return False
        self._talk += 1
        return self._talk > MOST_TALK

    def _is_check_in(self, text: str) -> bool:
        return text in self._behaviour.words.check_in.in_locale(self.stage.setting.locale)

    def plan_saying(self, player: Player, text: str, at: datetime) -> None:
        """Somebody says a certain thing in the group."""
        self._plan(player, Act(Do.SAY, timedelta(0), text), at)

    def finds_the_bot(self, player: Player, joined: datetime) -> None:
        """Where no script leads anybody to the private chat: they look for it by themselves."""
        habit = self._behaviour.starts
        if player.rng.random() < habit.chance:
            player.standing.started = True
            self._plan(player, Act(Do.START, timedelta(0)), joined + habit.after.drawn(player.rng))

    # Hearing

    def _hear(self, shown: Shown) -> None:
        if shown.edited_at is not None:
            return
        if shown.place is self.stage.group and any(one.means is Means.START for one in self._offers(shown)):
            self._entrance = shown
        local = shown.at.astimezone(self.stage.zone)
        for player, to_me in self._hearers(shown):
            private = shown.place.person is not None
            heard = Heard(local, private, to_me, self._offers(shown), self._asks(shown), shown)
            for act in decide(self._behaviour, player.rng, heard, player.standing):
                self._plan(player, act, shown.at + act.after)

    def _hearers(self, shown: Shown) -> Iterator[tuple[Player, bool]]:
        """Whom a message could make do something; in the group mostly those whom it names."""
        place = shown.place
        if place.person is not None:
            player = self._players.get(place.person.id)
            if player is not None:
                yield player, True
        elif place.staff:
            yield from ((player, True) for player in self._of_the_team(shown))
        else:
            yield from self._in_the_group(shown)

    def _of_the_team(self, shown: Shown) -> Sequence[Player]:
        """Decisions are for the owner, everything else is done by whoever was named last."""
        team = list(self.team.values())
        decides = any(offer.means is Means.AGREE for offer in self._offers(shown))
        if self._offers(shown):
            self._work += 1
        if self._work > MOST_WORK:
            return ()
        return team[:1] if decides else team[-1:]

    def _in_the_group(self, shown: Shown) -> Iterator[tuple[Player, bool]]:
        named = shown.mentioned if shown.only_for is None else {shown.only_for}
        for person_id in sorted(named):
            player = self._players.get(person_id)
            if player is not None:
                yield player, True
        offered = {offer.means for offer in self._offers(shown)}
        if not named and offered & {Means.CHECK_IN, Means.START}:
            leads = Means.START in offered
            yield from ((player, leads) for player in self.members if shown.place in player.person.groups)
        elif not offered and self.members:
            self._react(shown)

    def _react(self, shown: Shown) -> None:
        expected = self._behaviour.reacts * len(self.members)
        for _ in range(min(MOST_REACTIONS, int(expected + self._rng.random()))):
            player = self._rng.choice(self.members)
            after = timedelta(seconds=self._rng.randrange(5, 3600))
            self._plan(player, Act(Do.REACT, after, "👍", shown), shown.at + after)

    def _offers(self, shown: Shown) -> tuple[Offer, ...]:
        return tuple(
            Offer(button.text, means(button.data, button.start is not None)) for button in shown.buttons
        )

    def _asks(self, shown: Shown) -> str:
        """What a question expects; nothing where it only leads to the private chat."""
        if shown.kind is not Kind.QUESTION or any(button.start for button in shown.buttons):
            return ""
        kind = self._origins.asks(shown.source)
        return "" if kind == "choice" else kind

    # Doing

    def _plan(self, player: Player, act: Act, at: datetime) -> None:
        self.stage.plan(max(at, self.stage.now + _A_SECOND), partial(self._do, player, act))

    def _do(self, player: Player, act: Act) -> None:
        person, group = player.person, self.stage.group
        match act.do:
            case Do.PRESS:
                assert isinstance(act.on, Shown)
                person.presses(self._still_there(act.on, act.text), act.text)
            case Do.REACT:
                assert isinstance(act.on, Shown)
                person.reacts(act.on, act.text)
            case Do.SAY:
                person.says(act.text, self._where(act, group), replies_to=_answered(act))
            case Do.WRITE:
                person.says(act.text)
            case Do.START:
                person.starts()
            case Do.JOIN:
                person.joins(group)
            case Do.LEAVE:
                person.leaves(group)
            case Do.BLOCK:
                person.blocks()
            case Do.UNBLOCK:
                person.unblocks()

    def _still_there(self, shown: Shown, label: str) -> Shown:
        """The message itself, or where it was cleared away the newest with the same entrance."""
        newest = self._entrance
        return newest if shown.deleted and newest is not None and label in newest.labels else shown

    def _where(self, act: Act, group: Place) -> Place:
        return act.on.place if isinstance(act.on, Shown) else group


def _answered(act: Act) -> Shown | None:
    return act.on if isinstance(act.on, Shown) else None
