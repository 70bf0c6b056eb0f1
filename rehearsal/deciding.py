"""What somebody does about what the bot says, and what they do of their own accord.

Neutral on both sides: whoever carries this out (a rehearsal, the playground) says what a person heard and is
told what the person will do, and when. The same seed gives the same people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from core.callback import CallbackError, decode
from rehearsal.behaviour import Behaviour, Delay

HUGE = 4_000
"""Characters of a text with which nothing sensible can be done."""

FORBIDDEN = ("/setup", "/award 100", "/sop list", "/cohort new x", "/audit", "/staff")
"""Commands that members give in vain."""

_SATURDAY = 5


class Means(StrEnum):
    """What a button is for, as far as anybody behaves differently."""

    START = "start"
    CHECK_IN = "check_in"
    CHOICE = "choice"
    DECLINE = "decline"
    DONE = "done"
    COULD_NOT = "could_not"
    AGREE = "agree"
    REFUSE = "refuse"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button as somebody sees it."""

    label: str
    means: Means


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot's, as one person hears it.

    `at` is local. `to_me`: in private, or it names them. `asks`: a text, or a number, is expected of them.
    `ref` is whatever the world needs to let them press a button of it.
    """

    at: datetime
    private: bool
    to_me: bool
    offers: tuple[Offer, ...] = ()
    asks: str = ""
    ref: object = None


class Do(StrEnum):
    """What people can do."""

    START = "start"
    PRESS = "press"
    SAY = "say"
    """In the group."""
    WRITE = "write"
    """To the bot, in private."""
    REACT = "react"
    LEAVE = "leave"
    JOIN = "join"
    BLOCK = "block"
    UNBLOCK = "unblock"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that will be done `after` so long."""

    do: Do
    after: timedelta
    text: str = ""
    """What is said, or the label of the button, or the emoji."""
    on: object = None
    """The `ref` of the message on which a button is pressed, or to which somebody reacts."""


@dataclass(slots=True)
class Standing:
    """What a person remembers of themselves; deciding keeps it up to date."""

    locale: str
    staff: bool = False
    started: bool = False
    """Whether they opened the private chat, or are about to."""
    away_until: datetime | None = None
    checked_in: date | None = None
    """The last local day on which they did, or decided to."""
    offered: date | None = None
    """The last local day on which they were offered to check in."""
    unasked: bool = False
    """Nothing invites people to check in, so those who do it do it by themselves."""
    kept: tuple[date, object, str] | None = None
    """A button from the past that may be pressed once more: its day, message, label."""


def means(data: str | None, starts: bool = False) -> Means:
    """What a button is for, by its callback data; `starts`: it is a link into the bot's private chat."""
    if starts:
        return Means.START
    if data is None:
        return Means.OTHER
    try:
        press = decode(data)
    except CallbackError:
        return Means.OTHER
    act = press.args[1] if press.verb in _WITH_ACTS and len(press.args) > 1 else ""
    return _VERBS.get((press.verb, act), Means.OTHER)


_WITH_ACTS = ("td", "gt")
_VERBS = {
    ("ci", ""): Means.CHECK_IN,
    ("qa", ""): Means.CHOICE,
    ("qs", ""): Means.DECLINE,
    ("td", "d"): Means.DONE,
    ("td", "u"): Means.COULD_NOT,
    ("gt", "y"): Means.AGREE,
    ("gt", "n"): Means.REFUSE,
}


def decide(behaviour: Behaviour, rng: Random, heard: Heard, me: Standing) -> list[Act]:
    """What somebody will do about a message; nothing while they are away."""
    if me.away_until is not None and heard.at < me.away_until:
        return []
    if not heard.offers and not heard.asks:
        if heard.private or rng.random() >= behaviour.reacts:
            return []
        return [Act(Do.REACT, timedelta(seconds=rng.randrange(5, 600)), "👍", heard.ref)]
    offered = {offer.means: offer for offer in heard.offers}
    if me.staff:
        return list(_works(behaviour, rng, heard, offered))
    if Means.START in offered and not me.started:
        return list(_starts(behaviour, rng, heard, me, offered[Means.START]))
    if heard.asks or Means.CHOICE in offered:
        return list(_answers(behaviour, rng, heard, me, offered))
    if Means.CHECK_IN in offered:
        return list(_checks_in(behaviour, rng, heard, me, offered[Means.CHECK_IN]))
    return []


def of_a_day(behaviour: Behaviour, rng: Random, midnight: datetime, me: Standing) -> list[Act]:
    """What somebody will do on a local day without being asked; `after` counts from its midnight."""
    if me.away_until is not None and midnight < me.away_until:
        return []
    if me.staff:
        return []
    return [*_goes(behaviour, rng, midnight, me), *_checks_in_by_word(behaviour, rng, midnight, me),
            *_talks(behaviour, rng, me)]  # fmt: skip


def _works(behaviour: Behaviour, rng: Random, heard: Heard, offered: dict[Means, Offer]) -> Iterator[Act]:
    team = behaviour.team
    if rng.random() >= team.does:
        return
    if Means.DONE in offered:
        chosen = Means.COULD_NOT if rng.random() < team.could_not else Means.DONE
    elif Means.AGREE in offered:
        chosen = Means.AGREE if rng.random() < team.agrees else Means.REFUSE
    else:
        return
    if chosen in offered:
        after = _awake(behaviour, rng, heard.at, team.after)
        yield from _presses(behaviour, rng, after, heard, offered[chosen].label)


def _starts(behaviour: Behaviour, rng: Random, heard: Heard, me: Standing, offer: Offer) -> Iterator[Act]:
    if not heard.to_me or me.started or rng.random() >= behaviour.starts.chance:
        return
    me.started = True
    after = _awake(behaviour, rng, heard.at, behaviour.starts.after)
    yield Act(Do.PRESS, after, offer.label, heard.ref)
    if rng.random() < behaviour.slips.double_press:
        yield Act(Do.START, after + timedelta(seconds=2))


def _answers(
    behaviour: Behaviour, rng: Random, heard: Heard, me: Standing, offered: dict[Means, Offer]
) -> Iterator[Act]:
    habit = behaviour.answers
    if not heard.to_me or rng.random() >= habit.chance:
        return
    after = _awake(behaviour, rng, heard.at, habit.after)
    if Means.DECLINE in offered and rng.random() < habit.declines:
        yield from _presses(behaviour, rng, after, heard, offered[Means.DECLINE].label)
        return
    if rng.random() < habit.invalid:
        yield _says(heard, after, rng.choice(behaviour.words.invalid.in_locale(me.locale)))
        after += timedelta(seconds=rng.randrange(20, 300))
    choices = [offer.label for offer in heard.offers if offer.means is Means.CHOICE]
    if choices:
        yield from _presses(behaviour, rng, after, heard, rng.choice(choices))
    elif heard.asks == "number":
        yield _says(heard, after, str(rng.randrange(1, 60)))
    else:
        yield _says(heard, after, rng.choice(behaviour.words.answers.in_locale(me.locale)))


def _says(heard: Heard, after: timedelta, text: str) -> Act:
    """An answer: in private as a message, in the group as a reply."""
    return Act(Do.WRITE, after, text) if heard.private else Act(Do.SAY, after, text, heard.ref)


def _checks_in(behaviour: Behaviour, rng: Random, heard: Heard, me: Standing, offer: Offer) -> Iterator[Act]:
    today, habit = heard.at.date(), behaviour.checks_in
    kept, me.kept = me.kept, (today, heard.ref, offer.label)
    if kept is not None and kept[0] < today and rng.random() < behaviour.slips.old_button:
        yield Act(Do.PRESS, timedelta(seconds=rng.randrange(5, 3600)), kept[2], kept[1])
    again = me.offered == today
    me.offered = today
    if me.checked_in == today:
        return
    chance = habit.reminded if again else _on_this_day(behaviour, today) * (1 - habit.by_word)
    if rng.random() < chance:
        me.checked_in = today
        after = _awake(behaviour, rng, heard.at, habit.after)
        yield from _presses(behaviour, rng, after, heard, offer.label)


def _checks_in_by_word(behaviour: Behaviour, rng: Random, midnight: datetime, me: Standing) -> Iterator[Act]:
    """Only who was offered to check in before: what nobody speaks of nobody does."""
    today, habit = midnight.date(), behaviour.checks_in
    if me.offered is None or me.checked_in == today:
        return
    share = 1.0 if me.unasked else habit.by_word
    if rng.random() < _on_this_day(behaviour, today) * share:
        me.checked_in = today
        after = timedelta(minutes=habit.hours.drawn(rng), seconds=rng.randrange(60))
        yield Act(Do.SAY, after, rng.choice(behaviour.words.check_in.in_locale(me.locale)))


def _on_this_day(behaviour: Behaviour, day: date) -> float:
    habit = behaviour.checks_in
    if habit.weekends is not None and day.weekday() >= _SATURDAY:
        return habit.weekends
    return habit.chance


def _presses(behaviour: Behaviour, rng: Random, after: timedelta, heard: Heard, label: str) -> Iterator[Act]:
    yield Act(Do.PRESS, after, label, heard.ref)
    if rng.random() < behaviour.slips.double_press:
        yield Act(Do.PRESS, after + timedelta(seconds=1), label, heard.ref)


def _goes(behaviour: Behaviour, rng: Random, midnight: datetime, me: Standing) -> Iterator[Act]:
    """Away, out of the group, or out of the private chat; and back."""
    if rng.random() < behaviour.away.a_day:
        me.away_until = midnight + behaviour.away.after.drawn(rng)
    for habit, out, back in ((behaviour.leaves, Do.LEAVE, Do.JOIN), (behaviour.blocks, Do.BLOCK, Do.UNBLOCK)):
        if out is Do.BLOCK and not me.started:
            continue
        if rng.random() < habit.a_day:
            after = _sometime(behaviour, rng)
            yield Act(out, after)
            if rng.random() < habit.returns:
                yield Act(back, after + habit.after.drawn(rng))


def _talks(behaviour: Behaviour, rng: Random, me: Standing) -> Iterator[Act]:
    slips, words = behaviour.slips, behaviour.words
    if rng.random() < behaviour.chats.a_day:
        yield Act(Do.SAY, _sometime(behaviour, rng), rng.choice(words.chat.in_locale(me.locale)))
    if rng.random() < slips.nonsense:
        do = Do.WRITE if me.started and rng.random() < 0.5 else Do.SAY
        yield Act(do, _sometime(behaviour, rng), rng.choice(words.nonsense.in_locale(me.locale)))
    if rng.random() < slips.commands:
        yield Act(Do.SAY, _sometime(behaviour, rng), rng.choice(FORBIDDEN))
    if me.started and rng.random() < slips.huge:
        word = rng.choice(words.chat.in_locale(me.locale))
        yield Act(Do.WRITE, _sometime(behaviour, rng), (word * HUGE)[:HUGE])


def _sometime(behaviour: Behaviour, rng: Random) -> timedelta:
    return timedelta(minutes=behaviour.awake.drawn(rng), seconds=rng.randrange(60))


def _awake(behaviour: Behaviour, rng: Random, now: datetime, delay: Delay) -> timedelta:
    """How long it takes them: the delay, a day more for who is late, and till morning if it is night."""
    after = delay.drawn(rng)
    if rng.random() < behaviour.late:
        after += timedelta(days=1)
    then = now + after
    wait = behaviour.awake.wait(then.hour * 60 + then.minute)
    if wait:
        after += timedelta(minutes=wait + rng.randrange(45))
    return after
