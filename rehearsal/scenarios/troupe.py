"""The cast of a scenario on its stage, and what they do there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from core.phrases import Phrase
from rehearsal.people import Person
from rehearsal.scenarios import model
from rehearsal.scenarios.model import Act
from rehearsal.scenarios.seen import contains
from rehearsal.scenarios.written import Role
from rehearsal.shown import Impossible, Place, Shown, Written
from rehearsal.stage import Stage

_NAMED = re.compile(r"@(\w+)")
_GREETING = {"zh": "大家好", "en": "Hello everybody"}


class CannotDo(Exception):
    """Somebody of the cast cannot do that now; `why` says what is in the way."""

    def __init__(self, msgid: str, **values: object) -> None:
        self.why = Phrase(msgid, **values)
        super().__init__(str(self.why))


class Troupe:
    """Everybody of the cast by name; one name may stand for a crowd."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.people: dict[str, list[Person]] = {}
        self.names: dict[int, str] = {}
        """What somebody is called in the cast, by their Telegram id."""

    async def gather(self, cast: Mapping[str, Role], locale: str) -> None:
        """Those who are there before the story begins."""
        for name, role in cast.items():
            people = [await self._enter(role, one, locale) for one in _names(name, role)]
            self.people[name] = people
            self.names |= {person.id: name for person in people}
        await self._stage.settle()

    async def _enter(self, role: Role, name: str, locale: str) -> Person:
        stage = self._stage
        if role.is_ == "owner":
            return stage.owner
        if role.is_ == "assistant":
            return await stage.assistant(name)
        person = stage.person(name)
        if role.private in ("open", "blocked") or (role.private is None and role.is_ == "member"):
            person.starts()
        if role.private == "blocked":
            person.blocks()
        if role.is_ == "member":
            person.is_there(stage.group)
            person.says(_GREETING[locale], stage.group)
        return person

    def places(self, names: Iterable[str]) -> list[Place]:
        """The places that names stand for: the group, the staff chat, somebody's private chat."""
        found: list[Place] = []
        for name in names:
            if name == model.GROUP:
                found.append(self._stage.group)
            elif name == model.STAFF:
                found += [self._stage.staff] if self._stage.staff is not None else []
            else:
                found += [person.home for person in self.people[name]]
        return found

    def place_name(self, place: Place) -> str:
        """The name of a place as the scenario writes it."""
        if place.person is not None:
            return self.names.get(place.person.id, place.person.name)
        return model.STAFF if place.staff else model.GROUP

    async def do(self, act: Act) -> None:
        """Have it done by everybody who is named. Raises CannotDo."""
        done = _ACTS[act.kind]
        for name in act.people:
            for person in self.people[name]:
                try:
                    done(self, person, act)
                except Impossible as reason:
                    raise CannotDo("{why}", why=str(reason)) from reason
        await self._stage.settle()

    def _joins(self, person: Person, _act: Act) -> None:
        if self._stage.group in person.groups:
            raise CannotDo("{who} is in the group already", who=person.name)
        person.joins(self._stage.group)

    def _leaves(self, person: Person, _act: Act) -> None:
        self._must_be_in(person, self._stage.group)
        person.leaves(self._stage.group)

    def _starts(self, person: Person, _act: Act) -> None:
        person.starts()

    def _blocks(self, person: Person, _act: Act) -> None:
        if person.private != "open":
            raise CannotDo("{who} has no open private chat to block", who=person.name)
        person.blocks()

    def _unblocks(self, person: Person, _act: Act) -> None:
        if person.private != "blocked":
            raise CannotDo("{who} hasn't blocked the bot", who=person.name)
        person.unblocks()

    def _says(self, person: Person, act: Act) -> None:
        place = self._where(person, act)
        text, mentions = self._with_mentions(act.words)
        person.says(text, place, replies_to=self._meant(person, act, place), mentions=mentions)

    def _sends_photo(self, person: Person, act: Act) -> None:
        place = self._where(person, act)
        answered = self._meant(person, act, place)
        person.sends_photo(act.words, place, replies_to=answered if isinstance(answered, Shown) else None)

    def _reacts(self, person: Person, act: Act) -> None:
        place = self._where(person, act)
        meant = self._meant(person, act, place) or self._latest(person, place)
        if meant is None:
            raise CannotDo("there is no message yet for {who} to react to", who=person.name)
        person.reacts(meant, act.words)

    def _presses(self, person: Person, act: Act) -> None:
        place = None if act.place is None else self._where(person, act)
        visible = [shown for shown in self._visible(person, place) if shown.labels]
        if act.below is not None:
            visible = [shown for shown in visible if contains(shown.text, act.below)]
        for same in (str.__eq__, str.__contains__):
            for shown in visible:
                for label in shown.labels:
                    if same(label, act.words):
                        person.presses(shown, label)
                        return
        labels = list(dict.fromkeys(label for shown in visible for label in shown.labels))[:8]
        raise CannotDo(
            "{who} sees no button “{label}”; there is: {labels}",
            who=person.name,
            label=act.words,
            labels=" ".join(f"[{label}]" for label in labels) or "–",
        )

    # Where, and what is meant

    def _where(self, person: Person, act: Act) -> Place:
        if act.place == "private":
            if person.private != "open":
                raise CannotDo("{who} hasn't opened the private chat; first: starts", who=person.name)
            return person.home
        place = self._stage.staff if act.place == model.STAFF else self._stage.group
        assert place is not None
        self._must_be_in(person, place)
        return place

    def _must_be_in(self, person: Person, place: Place) -> None:
        if place not in person.groups:
            raise CannotDo("{who} isn't in the group; first: joins", who=person.name)

    def _visible(self, person: Person, place: Place | None) -> list[Shown]:
        """What they can see, newest first."""
        places = person.groups | {person.home} if place is None else {place}
        return [
            shown
            for shown in reversed(self._stage.shown)
            if shown.place in places and not shown.deleted and shown.only_for in (None, person.id)
        ]

    def _meant(self, person: Person, act: Act, place: Place) -> Shown | Written | None:
        if act.to is None:
            return None
        written: Sequence[Written | Shown] = []
        if act.to in self.people:
            wanted = {one.id for one in self.people[act.to]}
            written = [one for one in self._stage.written if one.place is place and one.person.id in wanted]
        else:
            written = [one for one in self._visible(person, place) if contains(one.text, act.to)][:1]
        if not written:
            raise CannotDo("there is no message of “{to}” to answer", to=act.to)
        return written[-1]

    def _latest(self, person: Person, place: Place) -> Shown | Written | None:
        said: list[Shown | Written] = [*self._visible(person, place)[:1]]
        said += [one for one in self._stage.written if one.place is place][-1:]
        return max(said, key=lambda one: one.message_id, default=None)

    def _with_mentions(self, words: str) -> tuple[str, list[Person]]:
        """`@lin` means who is called so in the cast, by whatever name Telegram shows."""
        mentioned: list[Person] = []

        def named(found: re.Match[str]) -> str:
            people = self.people.get(found[1])
            if people is None:
                return found[0]
            mentioned.extend(people)
            return " ".join(person.name for person in people)

        return _NAMED.sub(named, words), mentioned


_ACTS: Mapping[str, Callable[[Troupe, Person, Act], None]] = {
    "joins": Troupe._joins,
    "leaves": Troupe._leaves,
    "starts": Troupe._starts,
    "blocks": Troupe._blocks,
    "unblocks": Troupe._unblocks,
    "says": Troupe._says,
    "sends_photo": Troupe._sends_photo,
    "reacts": Troupe._reacts,
    "presses": Troupe._presses,
}


def _names(name: str, role: Role) -> list[str]:
    shown = role.name or name
    return [shown] if role.people == 1 else [f"{shown}{number:03}" for number in range(1, role.people + 1)]
