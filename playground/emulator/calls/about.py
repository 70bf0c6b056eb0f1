"""What the bot says of itself, by language: its name, its description, the short one."""

from collections.abc import Callable
from typing import Any

from playground.emulator.entities import utf16_length
from playground.emulator.errors import Json, bad_request
from playground.emulator.world import World

LONGEST = {"name": 64, "description": 512, "short_description": 120}


def sets(what: str) -> Callable[[World, Json], Any]:
    """The method that sets one of them; an empty text takes it away."""

    def set_text(world: World, parameters: Json) -> Any:
        text = parameters.get(what, "")
        if utf16_length(text) > LONGEST[what]:
            raise bad_request(f"the {what.replace('_', ' ')} is too long")
        world.about[what, parameters.get("language_code", "")] = text
        return True

    return set_text


def gets(what: str) -> Callable[[World, Json], Any]:
    """The method that shows it in a language, or as it is for all others."""

    def get_text(world: World, parameters: Json) -> Any:
        own = world.about.get((what, parameters.get("language_code", "")))
        usual = world.bot.name if what == "name" else ""
        return {what: own or world.about.get((what, "")) or usual}

    return get_text
