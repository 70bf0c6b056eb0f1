"""The command table: looked up, not tried in turn. It alone answers wrong place, missing right, wrong use.

`/help` and the command menus are made from it.
"""

import difflib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Flag, auto

from core.errors import Refused, SopbotError
from core.permissions import Act, Role, may
from handlers.context import Context, Replies
from storage.communities import ChatRole


class Where(Flag):
    """Places where a command makes sense."""

    PRIVATE = auto()
    GROUP = auto()
    STAFF = auto()
    ANYWHERE = PRIVATE | GROUP | STAFF


_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)

Handler = Callable[[Context], Awaitable[Replies]]


class WrongUse(SopbotError):
    """What follows the command cannot be understood: its usage is the answer."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `summary` and `usage` are msgids; `act` is the right it takes, None: anybody's."""

    name: str
    summary: str
    handler: Handler
    act: Act | None = None
    where: Where = Where.ANYWHERE
    usage: str = ""
    """What follows the name, for instance `@member 10 reason`; empty if nothing does."""
    unbound: bool = False
    """Also works in a group that belongs to no community yet, and in private without one."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it."""

    name: str
    bot: str | None
    args: str


class CommandTable:
    """All commands by name."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self.commands = commands
        self._by_name = {command.name: command for command in commands}

    def find(self, name: str) -> Command | None:
        """The command of that name, if there is one."""
        return self._by_name.get(name.lower())

    def closest(self, name: str) -> str | None:
        """The name that was probably meant."""
        found = difflib.get_close_matches(name.lower(), self._by_name, n=1, cutoff=0.6)
        return found[0] if found else None

    def offered(self, role: Role, place: Where) -> list[Command]:
        """The commands that somebody of this role can use in this place, in the table's order."""
        return [
            command
            for command in self.commands
            if command.where & place and (command.act is None or may(role, command.act))
        ]

    async def run(self, context: Context, typed: Typed) -> Replies:
        """Carry out a command; Refused and Denied are raised for the caller to word."""
        command = self.find(typed.name)
        if command is None:
            closest, place = self.closest(typed.name), place_of(context)
            if place is Where.GROUP or (place is Where.STAFF and closest is None):
                return []  # it may be meant for another bot
            raise Refused("unknown_command", name=typed.name, closest=closest or "")
        if context.scope is None and not command.unbound:
            raise context.nowhere()
        if command.act is not None:
            context.require(command.act)
        if place_of(context) not in command.where:
            raise Refused("wrong_place", name=command.name, where=_best_place(command))
        context.args = typed.args
        try:
            return await command.handler(context)
        except WrongUse:
            raise Refused("usage", name=command.name, usage=command.usage, typed=typed.args) from None


def place_of(context: Context) -> Where:
    """The kind of place something was done in."""
    if context.chat is None:
        return Where.PRIVATE
    return Where.STAFF if context.chat.role == ChatRole.STAFF else Where.GROUP


def _best_place(command: Command) -> str:
    """Where to use it, in one word."""
    if command.where & Where.PRIVATE:
        return "private"
    return "group" if command.where & Where.GROUP else "staff"


def read_command(text: str | None) -> Typed | None:
    """The command a text begins with, if any: `/name@bot arguments`."""
    found = _COMMAND.fullmatch(text or "")
    if found is None:
        return None
    name, bot, args = found.groups()
    return Typed(name, bot, (args or "").strip())
