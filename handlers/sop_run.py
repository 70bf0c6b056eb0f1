"""One run by buttons: where it stands; pause, stop, skip a place, run a step, why."""

from collections.abc import Awaitable, Callable
from functools import partial

from core.callback import Press
from core.errors import Refused
from core.message import Edit, Rows
from core.permissions import Act
from handlers.context import Context, Replies
from handlers.presses import PressRoute
from handlers.reasons import explained
from handlers.sop_aim import named_as
from handlers.sop_shown import plain_who, run_line, title_of, trace_lines, who
from sop.engine.starts import Subject
from sop.engine.steering import RunOverview
from storage.runs import LIVE, Run
from views import sop as text_view
from views import sop_pages as view
from views import traces

_TRACED = 15
"""Lines of its trace below a run."""


async def press(context: Context, press: Press) -> Replies:
    """`sr:<act>:<run id>…`."""
    run = await context.uow.runs.find(press.number(1))
    act = _ACTS.get(press.word(0))
    if run is None or act is None:
        raise Refused("button_unknown")
    await context.enter(run.community_id)
    context.require(Act.STEER_SOP)
    found = await context.services.engine.status(context.inside, run)
    if run.status not in LIVE and press.word(0) != "a":
        raise Refused("run_over", title=found.title, who=await plain_who(context, run))
    with named_as(found.title, await plain_who(context, run)):
        return await act(context, found, press)


async def _view(context: Context, found: RunOverview, _press: Press) -> Replies:
    return await _show(context, await _page(context, found.run))


async def _pause(context: Context, found: RunOverview, _press: Press) -> Replies:
    await context.services.engine.pause_run(context.inside, found.run, context.user)
    return await _done(context, found, "pause")


async def _resume(context: Context, found: RunOverview, _press: Press) -> Replies:
    await context.services.engine.resume_run(context.inside, found.run, context.user)
    return await _done(context, found, "resume")


async def _done(context: Context, found: RunOverview, act: str) -> Replies:
    _note(context, act, found)
    said = text_view.done(context.texts, act, found.title, await who(context, found.run))
    return await _show(context, await _page(context, found.run, said))


async def _ask_stop(context: Context, found: RunOverview, _press: Press) -> Replies:
    return await _show(context, view.stopping(context.texts, found.run.id, await run_line(context, found)))


async def _stop(context: Context, found: RunOverview, _press: Press) -> Replies:
    await context.services.engine.stop(context.inside, found.run, context.user)
    _note(context, "stop", found)
    said = text_view.done(context.texts, "stop", found.title, await who(context, found.run))
    run = found.run
    return await _show(context, view.run_over(context.texts, run.id, run.sop, run.community_id, said))


async def _skip(context: Context, found: RunOverview, press: Press) -> Replies:
    key = press.word(2)
    label = next((one.label for one in found.waiting if view.place_key(one.label) == key), None)
    if label is None:
        raise Refused("button_used")
    await context.services.engine.skip(context.inside, found.run, label, context.user)
    _note(context, "skip", found, place=label)
    said = text_view.skipped(context.texts, found.title, await who(context, found.run), label)
    return await _show(context, await _page(context, found.run, said))


async def _steps(context: Context, found: RunOverview, _press: Press) -> Replies:
    titles = [title for _, title in await _steps_of(context, found.run)]
    line = await run_line(context, found)
    return await _show(context, view.steps(context.texts, found.run.id, line, titles))


async def _step(context: Context, found: RunOverview, press: Press) -> Replies:
    steps = await _steps_of(context, found.run)
    if press.number(2) >= len(steps):
        raise Refused("button_unknown")
    step, title = steps[press.number(2)]
    await context.services.engine.step_now(context.inside, found.run, step, context.user)
    _note(context, "step", found, step=step)
    said = text_view.stepped(context.texts, found.title, await who(context, found.run), title)
    return await _show(context, await _page(context, found.run, said))


async def _trace(context: Context, found: RunOverview, _press: Press) -> Replies:
    lines = await context.uow.scripts.traces_of_run(found.run.id, _TRACED)
    text = traces.trace(context.texts, await trace_lines(context, lines))
    return [context.reply(text)]


async def _again(context: Context, found: RunOverview, _press: Press) -> Replies:
    """Begin anew for the same subject."""
    engine, run = context.services.engine, found.run
    with explained(context, partial(title_of, context)):
        begun = await engine.start(context.inside, run.sop, Subject.of(run), context.user)
    again = await engine.status(context.inside, begun)
    _note(context, "start", again)
    said = text_view.done(context.texts, "start", found.title, await who(context, run))
    return await _show(context, await _page(context, begun, said))


async def _page(context: Context, run: Run, said: str = "") -> tuple[str, Rows]:
    """The run as it is now."""
    current = context.uow.runs.known(run.id) or run
    if current.status not in LIVE:
        over = said or text_view.over(context.texts)
        return view.run_over(context.texts, run.id, run.sop, run.community_id, over)
    line = await run_line(context, await context.services.engine.status(context.inside, current))
    return view.run(context.texts, run.id, line, run.sop, run.community_id, said)


async def _steps_of(context: Context, run: Run) -> list[tuple[str, str]]:
    return await context.services.engine.steps_of(context.inside, run)


def _note(context: Context, act: str, found: RunOverview, **detail: object) -> None:
    run = found.run
    context.uow.audit.record(
        context.user.id,
        f"sop_{act}",
        run.community_id,
        run.member_id,
        sop=run.sop,
        title=found.title,
        run=run.id,
        **detail,
    )


async def _show(context: Context, page: tuple[str, Rows]) -> Replies:
    row = await context.pressed()
    return [context.reply(*page)] if row is None else [Edit(row.id, *page)]


_ACTS: dict[str, Callable[[Context, RunOverview, Press], Awaitable[Replies]]] = {
    "v": _view,
    "p": _pause,
    "c": _resume,
    "x": _ask_stop,
    "xx": _stop,
    "k": _skip,
    "st": _steps,
    "n": _step,
    "t": _trace,
    "a": _again,
}

PRESSES = (PressRoute("sr", press),)
