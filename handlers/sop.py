"""`/sop`: see and steer the scripts. What is aimed at is read by `handlers.sop_aim`."""

from collections.abc import Awaitable, Callable
from functools import partial

from markupsafe import Markup

from core.errors import Refused
from core.permissions import Act
from handlers import sop_many, sop_pages, sop_switch
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.people import Words, words_of
from handlers.reasons import explained
from handlers.sop_aim import Meant, here, meant, named, named_as, one_script, run_of, script_named
from handlers.sop_shown import run_lines, title_of, trace_lines
from handlers.undo import Undoers
from handlers.upgrading import upgrade
from sop.engine.steering import ScriptOverview
from sop.library import FolderMissing
from storage.audit import AuditEntry
from storage.runs import Run
from storage.scripts import SwitchState
from views import problems, traces, undo
from views import sop as view

USAGE = """[list | start | status | trace | …]
start SCRIPT @member … | cohort NAME | tag:TAG points>100 | here
stop [SCRIPT] @member …
pause [SCRIPT] @member …
resume [SCRIPT] @member …
skip SCRIPT @member … [place]
step SCRIPT STEP @member …
status [SCRIPT] [@member …]
trace @member … [SCRIPT]
upgrade SCRIPT [@member …]
pause | freeze | off | on SCRIPT
reload"""


async def sop(context: Context) -> Replies:
    """One of the acts below; without any, the list."""
    words = words_of(context)
    act = _ACTS.get(words.first or "list")
    if act is None:
        raise WrongUse
    return await act(context, words.after())


async def _list(context: Context, words: Words) -> Replies:
    if words:
        raise WrongUse
    return [context.reply(*await sop_pages.listing(context))]


async def _start(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    script = await one_script(context, target.rest)
    if target.many and script.subject != "cohort":
        return await sop_many.start(context, script, target)
    if target.subject is None:
        if script.subject != "chat":
            raise Refused(
                "sop_subject", sop=script.sop, subject=script.subject, title=script.title, who=target.who
            )
        target = here(context)
    assert target.subject is not None
    with named(script, target.who), explained(context, partial(title_of, context)):
        run = await context.services.engine.start(context.inside, script.sop, target.subject, context.user)
    entry = note(context, "start", script, run)
    text = view.done(context.texts, "start", script.title, target.who)
    return [context.reply(text, ((undo.button(context.texts, entry.id),),))]


async def _stop(context: Context, words: Words) -> Replies:
    script, target, run = await _run(context, words)
    if script is None or run is None:
        return await sop_many.steer(context, "stop", script, target)
    with named(script, target.who):
        await context.services.engine.stop(context.inside, run, context.user)
    note(context, "stop", script, run)
    text = view.done(context.texts, "stop", script.title, target.who)
    return [context.reply(text, sop_pages.again(context, run))]


async def _pause(context: Context, words: Words) -> Replies:
    return await _hold(context, words, "pause")


async def _resume(context: Context, words: Words) -> Replies:
    return await _hold(context, words, "resume")


async def _hold(context: Context, words: Words, act: str) -> Replies:
    """Of one run, of several; without anybody named, of the script for everybody."""
    engine, scope, user = context.services.engine, context.inside, context.user
    target = await meant(context, words)
    if target.subject is None and target.aim is None:
        state = SwitchState.PAUSED if act == "pause" else SwitchState.ACTIVE
        return await sop_switch.switch(context, await one_script(context, target.rest), state)
    if target.many or not target.rest:
        script = await one_script(context, target.rest) if target.rest else None
        return await sop_many.steer(context, act, script, target)
    script = await one_script(context, target.rest)
    run = (await run_of(context, script, target)).run
    with named(script, target.who):
        await (engine.pause_run if act == "pause" else engine.resume_run)(scope, run, user)
    entry = note(context, act, script, run)
    text = view.done(context.texts, act, script.title, target.who)
    return [context.reply(text, ((undo.button(context.texts, entry.id),),))]


async def _freeze(context: Context, words: Words) -> Replies:
    """A script's clocks stand still; those of somebody's runs do when they are paused."""
    target = await meant(context, words)
    if target.subject is not None or target.aim is not None:
        return await _hold(context, words, "pause")
    return await sop_switch.switch(context, await one_script(context, target.rest), SwitchState.FROZEN)


async def _off(context: Context, words: Words) -> Replies:
    script = await one_script(context, tuple(str(word) for word in words.words))
    return await sop_switch.switch(context, script, SwitchState.OFF)


async def _on(context: Context, words: Words) -> Replies:
    script = await one_script(context, tuple(str(word) for word in words.words))
    return await sop_switch.switch(context, script, SwitchState.ACTIVE)


async def _skip(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    if not 1 <= len(target.rest) <= 2:
        raise WrongUse
    script = await script_named(context, target.rest[0])
    place = target.rest[1] if len(target.rest) == 2 else None
    if target.many:
        return await sop_many.steer(context, "skip", script, target, place=place)
    found = await run_of(context, script, target)
    places = [one.label for one in found.waiting]
    if place is None and len(places) != 1:
        raise Refused("place_missing", places=", ".join(places))
    place = place or places[0]
    with named(script, target.who):
        await context.services.engine.skip(context.inside, found.run, place, context.user)
    note(context, "skip", script, found.run, place=place)
    return [context.reply(view.skipped(context.texts, script.title, target.who, place))]


async def _step(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    if len(target.rest) != 2:
        raise WrongUse
    script, step = await script_named(context, target.rest[0]), target.rest[1]
    if target.many:
        return await sop_many.steer(context, "step", script, target, step=step)
    run = (await run_of(context, script, target)).run
    with named(script, target.who):
        await context.services.engine.step_now(context.inside, run, step, context.user)
    note(context, "step", script, run, step=step)
    return [context.reply(view.stepped(context.texts, script.title, target.who, step))]


async def _status(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    script = await one_script(context, target.rest) if target.rest else None
    if target.subject is None and target.aim is None and script is None:
        return await _list(context, words)
    runs, total = await sop_many.runs_meant(context, script, target)
    if not runs:
        somebody = target.subject is not None or target.aim is not None
        return [context.reply(view.nothing_runs(context.texts, target.who if somebody else None))]
    return [context.reply(view.status(context.texts, await run_lines(context, runs), total))]


async def _trace(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    script = await one_script(context, target.rest) if target.rest else None
    if target.aim is None:
        raise Refused("member_missing")
    members = await target.aim.page(context.inside, 0, sop_many.TRACED)
    name = script.sop if script is not None else None
    found = await context.uow.scripts.traces_of(traces.SHOWN + 1, members, name)
    if not found:
        return [context.reply(traces.nothing(context.texts))]
    lines = await trace_lines(context, found, with_names=len(members) > 1)
    return [context.reply(traces.trace(context.texts, lines))]


async def _upgrade(context: Context, words: Words) -> Replies:
    target = await meant(context, words)
    script = await one_script(context, target.rest)
    if target.many:
        return await sop_many.steer(context, "upgrade", script, target)
    return await upgrade(context, script, target)


async def _reload(context: Context, words: Words) -> Replies:
    """Read the folder again, and tell what changed and what is wrong."""
    if words:
        raise WrongUse
    library, locale = context.services.library, context.community.locale
    before = {sop: entry.program.version for sop, entry in library.in_force(locale).items()}
    try:
        library.refresh()
    except FolderMissing as error:
        raise Refused("scripts_missing", folder=error.folder) from error
    await context.services.engine.sync_schedules(context.uow)
    after = {sop: entry.program.version for sop, entry in library.in_force(locale).items()}
    context.uow.audit.record(context.user.id, "sop_reload", context.community.id)
    told = problems.Reloaded(
        total=len(after),
        added=sorted(after.keys() - before.keys()),
        changed=sorted(sop for sop in after.keys() & before.keys() if after[sop] != before[sop]),
        removed=sorted(before.keys() - after.keys()),
        problems=[problems.Fault(one.place, one.text, library.goes_on(one)) for one in library.problems],
    )
    return [context.reply(problems.reloaded(context.texts, told))]


async def _run(context: Context, words: Words) -> tuple[ScriptOverview | None, Meant, Run | None]:
    """The script, whom it is aimed at, and the run that is meant; no run if there may be several."""
    target = await meant(context, words)
    if target.aim is not None and not target.rest:
        return None, target, None
    script = await one_script(context, target.rest)
    if target.many and script.subject == "member":
        return script, target, None
    if target.subject is None and script.subject == "chat":
        target = here(context)
    return script, target, (await run_of(context, script, target)).run


def note(context: Context, act: str, script: ScriptOverview, run: Run, **detail: object) -> AuditEntry:
    """In the audit log."""
    return context.uow.audit.record(
        context.user.id,
        f"sop_{act}",
        context.community.id,
        run.member_id,
        sop=script.sop,
        title=script.title,
        run=run.id,
        **detail,
    )


async def _take_back(context: Context, entry: AuditEntry) -> str | None:
    """A start is stopped, a pause is resumed, and the other way round. Refused: `run_over` and the like."""
    detail = entry.detail or {}
    run = await context.uow.runs.find(int(detail.get("run", 0)))
    if run is None:
        raise Refused("button_unknown")
    engine, scope = context.services.engine, context.inside
    back = {"sop_start": engine.stop, "sop_pause": engine.resume_run, "sop_resume": engine.pause_run}
    with named_as(str(detail.get("title", run.sop)), Markup(context.texts("them"))):
        await back[entry.act](scope, run, context.user)
    if entry.act != "sop_start":
        return None
    lines = await context.uow.scripts.traces_of_run(run.id, traces.SHOWN)
    said = any(line.what in ("said", "asked") for line in lines)
    return view.said_stays(context.texts) if said else None


UNDO: Undoers = {
    "sop_start": (Act.STEER_SOP, _take_back),
    "sop_pause": (Act.STEER_SOP, _take_back),
    "sop_resume": (Act.STEER_SOP, _take_back),
    "sop_switch": (Act.STEER_SOP, sop_switch.take_back),
}

_ACTS: dict[str, Callable[[Context, Words], Awaitable[Replies]]] = {
    "list": _list,
    "start": _start,
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
    "freeze": _freeze,
    "off": _off,
    "on": _on,
    "skip": _skip,
    "step": _step,
    "status": _status,
    "trace": _trace,
    "upgrade": _upgrade,
    "reload": _reload,
}

COMMANDS = (Command("sop", "see and steer the scripts", sop, Act.STEER_SOP, usage=USAGE),)
