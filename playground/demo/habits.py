"""How people react to a message from the bot: the habits out of which the cast is made."""

from collections.abc import Collection

from playground.demo.chronicle import is_private
from playground.demo.play import Habit, Player
from playground.emulator import Message

WEEK = range(1, 8)


def presses_start(label: str, *, after: float) -> Habit:
    """Follows the button to the bot's private chat, `after` so many minutes; once."""

    def habit(player: Player, message: Message) -> None:
        if label in message.labels and not is_private(message) and not player.has_started:
            player.later(lambda: player.person.presses(message, label), minutes=after)

    return habit


def answers(question: str, text: str, *, after: float) -> Habit:
    """Answers the question that contains these words."""

    def habit(player: Player, message: Message) -> None:
        if is_private(message) and question in message.text:
            player.later(lambda: player.person.writes_to_bot(text), minutes=after)

    return habit


def checks_in(label: str, *, hours: range, after: float, days: Collection[int] = WEEK) -> Habit:
    """Presses the check-in button of what comes in these hours, on these days of the story."""

    def habit(player: Player, message: Message) -> None:
        day, _ = player.play.when(message)
        if label in message.labels and day in days and player.play.local.hour in hours:
            player.later(lambda: player.person.presses(message, label), minutes=after)

    return habit


def checks_in_by_word(text: str, *, after: float, days: Collection[int] = WEEK) -> Habit:
    """Says so in the group when the morning's message comes, instead of pressing its button."""

    def habit(player: Player, message: Message) -> None:
        day, clock = player.play.when(message)
        if is_private(message) and clock == "09:00" and day in days:
            player.later(lambda: player.person.says(player.play.group, text), minutes=after)

    return habit


def works_off(ending: str, *, after: float, about: Collection[str], unless: bool = False) -> Habit:
    """Does a to-do about one of these people (or about anybody else) and presses its button."""

    def habit(player: Player, message: Message) -> None:
        named = any(name in message.text for name in about)
        label = next((label for label in message.labels if label.endswith(ending)), None)
        if label is not None and named is not unless:
            player.later(lambda: player.person.presses(message, label), minutes=after)

    return habit
