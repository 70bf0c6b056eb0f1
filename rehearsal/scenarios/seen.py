"""What was seen, and whether it is what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.clock import Clock
from core.phrases import Phrase
from rehearsal.scenarios.expected import Message, Silence
from rehearsal.shown import Place, Shown


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message as it was seen then; it may have been changed later."""

    at: datetime
    shown: Shown
    text: str
    labels: tuple[str, ...]
    changed: bool
    """It had been there before, and read otherwise."""


@dataclass
class Sightings:
    """Everything that the bot shows, in order, changes included."""

    clock: Clock
    all: list[Sighting] = field(default_factory=list)

    def note(self, shown: Shown) -> None:
        """Called by the stage."""
        changed = shown.edited_at is not None
        self.all.append(Sighting(self.clock.now(), shown, shown.text, tuple(shown.labels), changed))


def contains(text: str, words: str) -> bool:
    """Whether words stand in a text, however both are broken into lines."""
    return " ".join(words.split()) in " ".join(text.split())


def mismatch(
    one: Sighting, wanted: Message | Silence, places: Sequence[Place] | None, mentions: Sequence[int] = ()
) -> Phrase | None:
    """The first thing in which a message is not the one that is meant; None: it is. `places`: None for any."""
    if places is not None and one.shown.place not in places:
        return Phrase("to somebody else")
    for words in wanted.text:
        if not contains(one.text, words):
            return Phrase("“{words}” isn't in it", words=words)
    for label in wanted.buttons:
        if not any(label in written for written in one.labels):
            return Phrase("no button “{label}”", label=label)
    return None if isinstance(wanted, Silence) else _further(one, wanted, mentions)


def _further(one: Sighting, wanted: Message, mentions: Sequence[int]) -> Phrase | None:
    for words in wanted.not_:
        if contains(one.text, words):
            return Phrase("“{words}” is in it", words=words)
    if not set(mentions) <= one.shown.mentioned:
        return Phrase("it doesn't mention them")
    if wanted.picture is not None and wanted.picture != (one.shown.picture is not None):
        return Phrase("it has no picture") if wanted.picture else Phrase("it has a picture")
    return None
