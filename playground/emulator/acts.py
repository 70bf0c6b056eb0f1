"""The acts of `/control`: what each takes as JSON, read off the methods that do them, and kind words if it is wrong."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from playground.emulator.errors import Json, StoryError
from playground.emulator.members import ADMIN_RIGHTS
from playground.emulator.people import Person

PERSONAL = (
    "adds", "adds_bot", "blocks_bot", "creates_group", "deletes", "deletes_account", "demotes", "demotes_bot",
    "edits", "joins", "kicks", "leaves", "opens_topic", "pins", "presses", "presses_at", "presses_start",
    "promotes", "promotes_bot", "reacts", "removes_bot", "replies", "says", "sends_document", "sends_photo",
    "silences_bot", "speaks_anonymously", "unblocks_bot", "unpins", "writes_to_bot",
)  # fmt: skip
"""What people do: methods of `Person`."""

_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "str": (str, "text"),
    "int": (int, "whole number"),
    "float": ((int, float), "number"),
    "bool": (bool, "true or false"),
    "bytes": (str, "base64"),
    "Message": (int, "message id"),
    "Group": (str, "title of a group"),
    "Account": (str, "name of a person"),
    "list": (list, "list of texts"),
    "names": (list, "list of names"),
}
"""The type of a parameter → what JSON gives for it, and its words."""

_KEYS = {"where": "group", "person": "whom"}
"""Parameters that are called otherwise in JSON, where `person` is who acts."""


@dataclass(frozen=True)
class Taken:
    """One key of an act's JSON; `parameter` is its name in the method, if that has it."""

    kind: str
    required: bool = False
    parameter: str = ""

    @property
    def words(self) -> str:
        return _KINDS[self.kind][1]

    def fits(self, value: object) -> bool:
        """Whether JSON gave something of that kind."""
        expected = _KINDS[self.kind][0]
        if isinstance(value, list):
            return expected is list and all(isinstance(item, str) for item in value)
        return isinstance(value, expected) and (expected is bool or not isinstance(value, bool))


EVENTS: dict[str, dict[str, Taken]] = {
    "appears": {
        "name": Taken("str", required=True),
        "last_name": Taken("str"),
        "username": Taken("str"),
        "language_code": Taken("str"),
    },
    "advances": {name: Taken("float") for name in ("days", "hours", "minutes", "seconds")},
    "becomes_supergroup": {"group": Taken("Group", required=True)},
    "fails": {
        "method": Taken("str"),
        "status": Taken("int"),
        "description": Taken("str"),
        "retry_after": Taken("int"),
        "cut": Taken("str"),
        "slow": Taken("float"),
        "times": Taken("int"),
    },
}
"""What no person does: somebody appears on Telegram, time passes, a group moves, calls fail (`Faults.next`)."""


@cache
def acts() -> dict[str, dict[str, Taken]]:
    """Every act with the keys it takes beside `act` and `person`."""
    return {**{name: _of_method(getattr(Person, name)) for name in PERSONAL}, **EVENTS}


def check(act: str, wanted: Json) -> None:
    """StoryError for keys that the act lacks or doesn't know, or that hold something else than they should."""
    taken = acts()[act]
    unknown = [key for key in wanted if key not in taken]
    missing = [key for key, one in taken.items() if one.required and key not in wanted]
    if unknown:
        raise StoryError(f"{act} doesn't know {', '.join(unknown)}; it takes {described(act)}")
    if missing:
        raise StoryError(f"{act} needs {', '.join(missing)}; it takes {described(act)}")
    for key, value in wanted.items():
        if not taken[key].fits(value):
            raise StoryError(f"{act}: {key} is to be a {taken[key].words}, not {value!r}")


def described(act: str) -> str:
    """What the act takes, in words."""
    taken = acts()[act]
    keys = [
        f"{key} ({one.words}{', needed' if one.required else ''})"
        for key, one in taken.items()
        if key not in ADMIN_RIGHTS
    ]
    rights = ["rights, as can_pin_messages (true or false)"] if "can_pin_messages" in taken else []
    return ", ".join(keys + rights) or "nothing"


def _of_method(method: Callable[..., Any]) -> dict[str, Taken]:
    taken: dict[str, Taken] = {}
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        kind = str(parameter.annotation).removesuffix(" | None")
        if parameter.kind is parameter.VAR_KEYWORD:
            taken |= {right: Taken("bool", parameter=right) for right in ADMIN_RIGHTS}
        elif parameter.kind is parameter.VAR_POSITIONAL:
            taken[parameter.name] = Taken("list", parameter=parameter.name)
        elif "list[Account]" in kind:
            taken[parameter.name] = Taken("names", parameter=parameter.name)
        else:
            key = _KEYS.get(parameter.name, parameter.name)
            taken[key] = Taken(kind, parameter.default is parameter.empty, parameter.name)
    if "message" in taken:
        taken["group"] = Taken("Group")  # where the message is; without it the private chat
    return taken
