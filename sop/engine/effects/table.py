"""The table of effects: what applies each kind."""

from collections.abc import Awaitable, Callable
from typing import Any

from sop import effects
from sop.engine.acts import Act
from sop.engine.effects import ask, certificates, check_ins, gates, points, runs, say, tags, tasks

Apply = Callable[[Act, Any], Awaitable[None]]


async def _nothing(_act: Act, _effect: effects.Finish) -> None:
    """The end of a run is written with its state."""


APPLY: dict[type[effects.Effect], Apply] = {
    effects.Say: say.apply,
    effects.Ask: ask.apply,
    effects.CloseQuestion: ask.close,
    effects.Award: points.apply,
    effects.Tag: tags.add,
    effects.Untag: tags.remove,
    effects.Certify: certificates.issue,
    effects.ExpectCheckIn: check_ins.expect,
    effects.ExcuseCheckIn: check_ins.excuse,
    effects.OpenTask: tasks.open_task,
    effects.OpenGate: gates.open_gate,
    effects.CloseGate: gates.close_gate,
    effects.StartRun: runs.start,
    effects.StopRuns: runs.stop,
    effects.Finish: _nothing,
}
