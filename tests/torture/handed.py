"""What the program had in hand when it dropped dead: updates that it took, whose plain replies go from memory.

An update that is handed out again was not committed, and is answered by the life that gets it then. One that is not
was dealt with, and if that was long ago, it was answered long ago too.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from playground.emulator import CallSeen, Emulator

MOMENT = timedelta(seconds=5)
"""So long a plain reply may wait in memory for its turn; undisturbed, none of the story's takes two seconds."""


@dataclass(frozen=True)
class _Taken:
    """The last time that an update was handed out."""

    place: str
    at: datetime
    life: int


class Handed:
    """Watches what is handed out; `died_at` grows by an instant with each death."""

    def __init__(self, telegram: Emulator, died_at: Sequence[datetime]) -> None:
        self._telegram = telegram
        self._died_at = died_at
        self._taken: dict[int, _Taken] = {}
        telegram.on_call(self._look)

    def _look(self, call: CallSeen) -> None:
        if call.method != "getUpdates" or call.answer is None:
            return
        for update in call.answer["result"]:
            chat = self._telegram.world.private.get(_author(update))
            if chat is not None:
                taken = _Taken(chat.label, self._telegram.now, len(self._died_at))
                self._taken[update["update_id"]] = taken

    def in_hand(self) -> Counter[str]:
        """By private chat: updates that some life took within the last moment before its death, and no later one."""
        return Counter(
            one.place
            for one in self._taken.values()
            if one.life < len(self._died_at) and self._died_at[one.life] - one.at <= MOMENT
        )


def _author(update: dict[str, Any]) -> int:
    """Whoever did what the update tells; 0 if nobody did."""
    for told in update.values():
        if isinstance(told, dict):
            author = told.get("from") or told.get("user")
            return int(author["id"]) if author else 0
    return 0
