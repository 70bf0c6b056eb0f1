"""What readers of formatted texts share: where they are in the source, and what they have made of it so far."""

from playground.emulator.entities import in_order, utf16_length
from playground.emulator.errors import Json


class Parser:
    """Goes through a source once; offsets of entities are UTF-16 units of the plain text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._entities: list[Json] = []

    def _append(self, text: str) -> None:
        """Further plain text."""
        self._text.append(text)
        self._length += utf16_length(text)

    def _parsed(self) -> tuple[str, list[Json]]:
        """Plain text and entities."""
        return "".join(self._text), in_order(self._entities)
