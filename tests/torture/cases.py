"""Copies of the world at the end of each phase, and cases: a phase played from such a copy, with a kill or without."""

import asyncio
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from playground.emulator import Emulator, FloodLimits, StoryError
from tests.forge import ROOT, Forge
from tests.torture import outcome
from tests.torture.comparison import violations
from tests.torture.handed import Handed
from tests.torture.lives import Children, EndedByItself, Lives, as_process, in_process
from tests.torture.outcome import Outcome
from tests.torture.points import Point, Watch
from tests.torture.story import PHASES, Phase, Scene

SCRIPTS = Path(__file__).parent / "scripts"
SHIPPED = ("welcome.yaml", "check_in_reminder.yaml")
_UNKNOWN = re.compile(r"不确定是否送达 (\d+)")
"""How a digest counts them."""

PATIENCE = 60
"""Real seconds for a program to rest on a busy machine."""


@dataclass(frozen=True)
class Copy:
    """The world between two phases; no database before the first."""

    state: bytes
    database: Path | None


@dataclass(frozen=True)
class Ground:
    """What all cases of a scenario share: its size, copies before each phase, outcomes after each."""

    folder: Path
    size: int
    copies: Sequence[Copy]
    outcomes: Sequence[Outcome]

    @property
    def scripts(self) -> Path:
        return self.folder / "scripts"

    @property
    def phases(self) -> Sequence[Phase]:
        return PHASES[: len(self.outcomes)]


@dataclass(frozen=True)
class Case:
    """A point of a phase, by the phase's place in the story.

    `real`: the program is a process and is killed. `again`: the program is killed a second time so many points after
    the first, while it recovers; 0 for no such kill.
    """

    phase: int
    point: Point
    real: bool = False
    again: int = 0

    def __str__(self) -> str:
        ending = ":real" if self.real else f":again {self.again}" if self.again else ""
        return f"{PHASES[self.phase].__name__}:{self.point}{ending}"

    @property
    def kills(self) -> int:
        return 2 if self.again else 1

    @property
    def kind(self) -> str:
        """Under which it is counted."""
        return f"{self.point.kind}{' of a process' if self.real else ' and again' if self.again else ''}"

    @classmethod
    def read(cls, text: str) -> "Case":
        """Raises ValueError when the text was not written by `str`."""
        phase, _, rest = text.partition(":")
        names = [one.__name__ for one in PHASES]
        if phase not in names:
            raise ValueError(f"there is no phase {phase!r}")
        point, _, again = rest.removesuffix(":real").partition(":again ")
        return cls(names.index(phase), Point.read(point), rest.endswith(":real"), int(again or 0))


@dataclass(frozen=True)
class Verdict:
    """What came of a case: `passed` are the points that were seen, `unknown` counts messages."""

    case: Case | None
    deaths: int
    violations: Sequence[str]
    passed: Sequence[Point] = ()
    unknown: int = 0
    repeated: int = 0

    @property
    def struck(self) -> bool:
        """The program was killed as often as the case says."""
        return self.case is not None and self.deaths >= self.case.kills


async def prepare(folder: Path, size: int, phases: int = len(PHASES)) -> Ground:
    """Play the story undisturbed, in one life, and keep copies."""
    scripts = folder / "scripts" / "zh"
    shutil.copytree(SCRIPTS, scripts)
    for name in SHIPPED:
        shutil.copy(ROOT / "sop_scripts" / "zh" / name, scripts)
    database = folder / "sopbot.db"
    telegram = Emulator(limits=FloodLimits())
    copies, outcomes = [Copy(telegram.save(), None)], []
    async with telegram, in_process(telegram, database, scripts.parent, Watch()) as lives:
        for number, phase in enumerate(PHASES[:phases]):
            await play(phase, Scene(telegram, size), lives)
            outcomes.append(outcome.read(telegram, database))
            kept = folder / f"after_{number}.db"
            _copy(database, kept)
            copies.append(Copy(telegram.save(), kept))
    return Ground(folder, size, copies, outcomes)


async def play(phase: Phase, scene: Scene, lives: Lives | Children) -> None:
    """The phase, to its end in rest; EndedByItself if the program did not last."""
    played = asyncio.create_task(_to_the_end(phase, scene))
    await asyncio.wait([played, lives.keeper], return_when=asyncio.FIRST_COMPLETED)
    if lives.keeper.done():
        played.cancel()
        await lives.keeper
    await played


async def _to_the_end(phase: Phase, scene: Scene) -> None:
    await scene.telegram.settle(PATIENCE)
    await phase(scene)
    await scene.telegram.settle(PATIENCE)


async def rehearse(ground: Ground, phase: int) -> Verdict:
    """A phase from its copy, without a kill: the points it passes, and what a mere restart changes."""
    return await _verdict(ground, phase, None, None)


async def try_case(ground: Ground, case: Case, forge: Forge | None = None) -> Verdict:
    """A phase from its copy, with the kill; `forge` for real cases."""
    return await _verdict(ground, case.phase, case, forge)


async def _verdict(ground: Ground, phase: int, case: Case | None, forge: Forge | None) -> Verdict:
    copy, calm = ground.copies[phase], ground.outcomes[phase]
    watch = Watch(case.point, case.again) if case else Watch()
    with tempfile.TemporaryDirectory(dir=ground.folder) as folder:
        database = Path(folder) / "sopbot.db"
        if copy.database is not None:
            shutil.copy(copy.database, database)
        async with Emulator.restored(copy.state) as telegram:
            program: AbstractAsyncContextManager[Lives | Children]
            if forge is not None and case is not None:
                program = as_process(forge, telegram, database, ground.scripts, case.point)
            else:
                program = in_process(telegram, database, ground.scripts, watch)
            async with program as lives:
                scene, handed = Scene(telegram, ground.size), Handed(telegram, lives.died_at)
                try:
                    await play(ground.phases[phase], scene, lives)
                    torn = outcome.read(telegram, database)
                    found = violations(calm, torn, len(lives.died_at), handed.in_hand())
                    found += await _untold(scene, torn)
                except (EndedByItself, StoryError, TimeoutError) as error:
                    return Verdict(case, len(lives.died_at), [f"not played to its end: {error!r}"])
    repeated = (torn.said - calm.said).total()
    return Verdict(case, len(lives.died_at), found, watch.passed, torn.unknown.total(), repeated)


async def _untold(scene: Scene, torn: Outcome) -> list[str]:
    """Whether the owner can see how many messages are of unknown outcome: in the digests, the one of today included."""
    if not torn.unknown:
        return []
    scene.owner.writes_to_bot("/digest")
    await scene.wait(seconds=10)
    counted: dict[str, int] = {}
    for message in scene.owner.inbox:
        found = _UNKNOWN.search(message.text)
        if found:
            counted[message.text.partition("\n")[0]] = int(found[1])
    told, unknown = sum(counted.values()), torn.unknown.total()
    return [] if told == unknown else [f"{unknown} messages are unknown, and the owner was told of {told}"]


def _copy(database: Path, to: Path) -> None:
    """A consistent copy of a database in use."""
    with sqlite3.connect(database) as source, sqlite3.connect(to) as target:
        source.backup(target)
