"""What a message carries besides its text: a picture drawn from its recipe, or a file."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Self

from core.message import Picture
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork

Draw = Callable[[Picture], Awaitable[bytes]]
"""Draws a picture as PNG; raises DrawingFailed."""


class DrawingFailed(Exception):
    """A recipe that cannot be drawn; the message goes without its picture."""


async def draws_nothing(picture: Picture) -> bytes:
    """For a program without pictures."""
    raise DrawingFailed(f"nobody here draws a {picture.kind}")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A photo or document of a row that is being sent. Either Telegram has it already (`file_id`), or `content` is
    uploaded, or `recipe` is still to be drawn.
    """

    field: str
    """The parameter of the Bot API: photo or document."""
    name: str
    file_id: str | None = None
    content: bytes | None = None
    recipe: Picture | None = None

    def drawn(self, content: bytes) -> Self:
        """The same with what was drawn."""
        return replace(self, content=content, file_id=None)

    @property
    def method(self) -> str:
        """The call that sends it."""
        return "sendPhoto" if self.field == "photo" else "sendDocument"


def recipe_key(picture: Picture) -> str:
    """What a drawn picture is known by: the same recipe, the same picture."""
    recipe = json.dumps([picture.kind, picture.data], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(recipe.encode()).hexdigest()


async def enclosure_of(uow: UnitOfWork, row: Outgoing) -> Enclosure | None:
    """What the row carries; None for a text, and for a file that is no longer kept."""
    if plain := row.payload.get("picture"):
        picture = Picture(**plain)
        known = await uow.attachments.uploaded(recipe_key(picture))
        return Enclosure("photo", f"{picture.kind}.png", file_id=known, recipe=picture)
    if plain := row.payload.get("attachment"):
        content = await uow.attachments.content(plain["id"])
        return None if content is None else Enclosure("document", plain["name"], content=content)
    return None
