"""What happens while the broadcast goes out: who does what at which instant, and what Telegram saw of it."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from playground.emulator import CallSeen, Emulator, Group, Happening, Message, Person
from tests.simulation.crowd import WORDS, Crowd, Size

DUE = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Half past nine in Shanghai: everybody's message is due."""

GROUP_COMMANDS = ("/rank", "/me", "/checkin", "/help")
A_SECOND = 2
"""Commands in private, each of somebody else."""

_FREE = ("get", "answerCallbackQuery", "setMyCommands", "deleteMyCommands", "setWebhook", "deleteWebhook")

Deed = tuple[float, Callable[[], None]]
"""At which second after DUE, and what."""


@dataclass
class Seen:
    """What Telegram saw since the broadcast was due; instants are virtual."""

    crowd: Crowd
    calls: list[datetime] = field(default_factory=list)
    """Every call that counts for the bot's limit, also what was refused because somebody blocked the bot."""
    to: list[int] = field(default_factory=list)
    """The chats of those calls; 0 where there is none."""
    told: dict[int, datetime] = field(default_factory=dict)
    """When whom the broadcast reached, or found blocked."""
    again: list[int] = field(default_factory=list)
    """Whom it reached once more."""
    asked: dict[int, deque[tuple[datetime, Message]]] = field(default_factory=dict)
    """Commands without an answer, by chat."""
    waits: list[timedelta] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    backlog: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._members = {person.id for person in self.crowd.members}

    def ask(self, message: Message) -> None:
        """Somebody sent a command."""
        self.asked.setdefault(message.chat_id, deque()).append((message.sent_at, message))

    def call(self, call: CallSeen, now: datetime) -> None:
        """A call arrived."""
        if call.stage != "before" or call.method.startswith(_FREE):
            return
        self.calls.append(now)
        chat_id = call.parameters.get("chat_id", 0)
        self.to.append(chat_id)
        if chat_id in self.crowd.blocked and WORDS in call.parameters.get("text", ""):
            self.told[chat_id] = now

    def happen(self, event: Happening) -> None:
        """Something happened; only what the bot says counts."""
        message = event.message
        if event.kind != "said" or event.method is None or message is None:
            return
        if WORDS in message.text:
            if message.chat_id in self.told:
                self.again.append(message.chat_id)
            self.told[message.chat_id] = event.at
        elif message.text.startswith("积压"):
            self.backlog.append(message.text)
        elif message.chat_id > 0 or message.reply_to is not None:
            self._answer(message, event.at)

    def _answer(self, message: Message, now: datetime) -> None:
        waiting = self.asked.get(message.chat_id)
        if not waiting:
            self.disorder.append(f"{message!r} answers nothing")
            return
        at, question = waiting.popleft()
        self.waits.append(now - at)
        if message.reply_to not in (None, question):
            self.disorder.append(f"{message!r} does not answer {question!r}")
        if message.chat_id > 0 and message.chat_id not in self.told and message.chat_id in self._members:
            self.disorder.append(f"{message!r} came before what was due earlier")


class Story:
    """Deeds in order of time, the same for the same seed."""

    def __init__(self, telegram: Emulator, crowd: Crowd, size: Size, seed: int) -> None:
        self._telegram = telegram
        self._crowd = crowd
        self._size = size
        self._others = {person.id for person in crowd.members if person is not crowd.slow}
        self._random = random.Random(seed)
        self.seen = Seen(crowd)
        self.joined: list[Person] = []

    async def play(self, longest: float) -> None:
        """From the instant at which the broadcast is due until everybody was told, and a little longer.

        Whoever has a backlog is not waited for. `longest`: virtual seconds after which it is given up.
        """
        telegram = self._telegram
        telegram.on_call(lambda call: self.seen.call(call, telegram.now))
        telegram.subscribe(self.seen.happen)
        for second, deed in self._deeds(longest):
            await telegram.advance_to(DUE + timedelta(seconds=second))
            if self.seen.told.keys() >= self._others:
                break
            deed()
        await telegram.advance(seconds=90)

    def _deeds(self, longest: float) -> list[Deed]:
        deeds = [*self._in_groups(longest), *self._in_private(longest), *self._joins()]
        return sorted(deeds, key=lambda deed: deed[0])

    def _in_groups(self, longest: float) -> Iterator[Deed]:
        for group, talkers in zip(self._crowd.groups, self._crowd.talkers, strict=True):
            for minute in range(int(longest // 60) + 1):
                for _ in range(self._size.a_minute):
                    person = self._random.choice(talkers)
                    command = self._random.choice(GROUP_COMMANDS)
                    yield 60 * (minute + self._random.random()), self._asks(person, command, group)

    def _in_private(self, longest: float) -> Iterator[Deed]:
        free = [
            person
            for person in self._crowd.members
            if person is not self._crowd.slow and person.id not in self._crowd.blocked
        ]
        for number in range(int(longest * A_SECOND)):
            person = self._random.choice(free)
            yield (number + self._random.random()) / A_SECOND, self._asks(person, "/me", None)

    def _joins(self) -> Iterator[Deed]:
        group = self._crowd.groups[0]
        for number in range(self._size.joiners):
            person = self._telegram.person(f"新人{number + 1}")
            self.joined.append(person)
            second = self._size.joining * self._random.random()
            yield second, lambda person=person: person.joins(group)  # type: ignore[misc]

    def _asks(self, person: Person, command: str, group: Group | None) -> Callable[[], None]:
        def ask() -> None:
            said = person.writes_to_bot(command) if group is None else person.says(group, command)
            self.seen.ask(said)

        return ask
