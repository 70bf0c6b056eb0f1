"""Ordinary group messages that count as activity, committed to SQLite, against bare aiogram dispatch."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from benchmarks.arriving import FLOOR, BareAiogram, batches, said
from benchmarks.program import Programme, running_program
from benchmarks.rounds import Comparison, Promise, compare
from bot.inbound import Inbound
from handlers.check_ins import by_command
from handlers.commands import Command, CommandTable
from handlers.incoming import RawUpdate
from handlers.tables import COMMANDS

MESSAGES_A_ROUND = 6_000
PEOPLE = 300
TEXT = "今天读完了第三章，很有收获，大家读到哪里了？"


async def measure(folder: Path) -> Comparison:
    """Messages a second."""
    async with running_program(folder / "messages") as program:
        chatter = Chatter(program)
        bare, inbound = BareAiogram(program.app.bot), program.inbound()
        return await compare(
            "A group message that counts activity", "messages/s", FLOOR,
            lambda: bare.handle(chatter.round()), lambda: handled(inbound, chatter.round()), Promise(0.5, 1.0),
        )  # fmt: skip


async def measure_many_commands(folder: Path) -> Comparison:
    """The same with a hundred commands, against ten."""
    async with running_program(folder / "commands") as program:
        chatter = Chatter(program)
        ten, hundred = program.inbound(_commands(10)), program.inbound(_commands(100))
        return await compare(
            "The same with 100 commands", "messages/s", "10 commands",
            lambda: handled(ten, chatter.round()), lambda: handled(hundred, chatter.round()), Promise(0.95, 1.0),
        )  # fmt: skip


class Chatter:
    """Rounds of messages by many people in turn."""

    def __init__(self, program: Programme) -> None:
        self._group, self._at = program.group, program.app.clock.now()
        self._numbers = itertools.count(1_000_000)

    def round(self) -> Sequence[RawUpdate]:
        """The next ones."""
        return [
            said(number, self._at, self._group, number % PEOPLE, TEXT)
            for number in itertools.islice(self._numbers, MESSAGES_A_ROUND)
        ]


async def handled(inbound: Inbound, updates: Sequence[RawUpdate]) -> int:
    """Have them handled in batches as polling brings them; returns how many there were."""
    for batch in batches(updates):
        await inbound.handle(batch)
    return len(updates)


def _commands(count: int) -> CommandTable:
    """That many commands, the program's own first."""
    own = COMMANDS.commands[:count]
    more = [Command(f"more_{number}", "one more", by_command) for number in range(count - len(own))]
    return CommandTable((*own, *more))
