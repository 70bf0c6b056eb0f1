"""`/sop` for several members, a cohort or a selection: what is done goes through large work."""

from typing import Any

from core.errors import Refused
from handlers.context import Context, Replies
from handlers.large_work import carry_out
from handlers.sop_aim import Meant, speaks_in
from sop.engine.starts import Subject
from sop.engine.steering import RunOverview, ScriptOverview
from sop.engine.work import WorkKind
from views import sop as view

KINDS = {
    "stop": WorkKind.STOP,
    "pause": WorkKind.PAUSE,
    "resume": WorkKind.RESUME,
    "skip": WorkKind.SKIP,
    "step": WorkKind.STEP,
    "upgrade": WorkKind.UPGRADE_RUNS,
}
"""What each act is called as large work."""

TRACED = 50
"""Members of a selection whose traces are shown together."""

_LOOKED_AT = 200
"""Members of a selection whose runs are listed."""


async def start(context: Context, script: ScriptOverview, target: Meant) -> Replies:
    """Start a script for all of them. Refused: `sop_subject`."""
    if script.subject != "member":
        raise Refused(
            "sop_subject", sop=script.sop, subject=script.subject, title=script.title, who=target.who
        )
    return await _carry_out(context, WorkKind.START, script, target, chat_id=speaks_in(context))


async def steer(
    context: Context, act: str, script: ScriptOverview | None, target: Meant, **given: str | None
) -> Replies:
    """Stop, pause … their runs of a script; without one, of all scripts."""
    return await _carry_out(context, KINDS[act], script, target, **given)


async def runs_meant(
    context: Context, script: ScriptOverview | None, target: Meant
) -> tuple[list[RunOverview], int]:
    """The first live runs that are meant, and how many there are."""
    engine, scope, uow = context.services.engine, context.inside, context.uow
    sop = script.sop if script is not None else None
    if target.subject is None and target.aim is None:
        assert script is not None
        live = await uow.runs.live_of_community(scope.community.id, 0, view.RUNS_SHOWN, sop=sop)
        return [await engine.status(scope, run) for run in live], script.runs
    found: list[RunOverview] = []
    if target.subject is not None:
        found += await engine.runs_of(scope, target.subject)
    if target.many and target.aim is not None:
        members = await target.aim.page(scope, 0, _LOOKED_AT)
        await uow.runs.load_of_members(members)
        for key in members:
            found += await engine.runs_of(scope, Subject("member", scope.community.id, member_id=key))
    mine = [one for one in found if sop in (None, one.run.sop)]
    return mine[: view.RUNS_SHOWN], len(mine)


async def _carry_out(
    context: Context, kind: WorkKind, script: ScriptOverview | None, target: Meant, **data: Any
) -> Replies:
    if target.aim is None:
        raise Refused("member_missing")
    title = script.title if script is not None else None
    sop = script.sop if script is not None else ""
    who = target.who.striptags()
    return await carry_out(context, kind, target.aim, sop, who=who, title=title, **data)
