"""`/sop`: see and steer the scripts. What is aimed at is read by `handlers.sop_aim`."""

from collections.abc import Awaitable, Callable

from core.errors import Refused
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.people import Words, words_of
from handlers.sop_aim import Aim, aim, here, named, one_script, run_of, script_named
from handlers.sop_shown import run_lines, trace_lines
from handlers.upgrading import upgrade
from sop.engine.steering import ScriptOverview
from sop.library import FolderMissing
from storage.runs import Run
from storage.scripts import SwitchState
from views import problems, traces
from views import sop as view

USAGE = """[list | start | status | trace | …]
start SCRIPT @member | here | cohort NAME
stop SCRIPT @member
pause SCRIPT [@member]
resume SCRIPT [@member]
skip SCRIPT @member [place]
step SCRIPT STEP @member
status [SCRIPT] [@member]
trace @member [SCRIPT]
upgrade SCRIPT [@member]
reload"""


async def sop(context: Context) -> Replies:
    """One of the acts below; without any, the list."""
    words = words_of(context)
    act = _ACTS.get(words.first or "list")
    if act is None:
        raise WrongUse
    answer = await act(context, words.after())
    return [] if answer is None else [context.reply(answer)]


async def _list(context: Context, words: Words) -> str:
    if words:
        raise WrongUse
    scripts = await context.services.engine.overview(context.inside)
    lines = [view.ScriptLine(one.sop, one.title, one.subject, one.state, one.runs) for one in scripts]
    unusable = context.services.library.unusable(context.community.locale)
    return view.listing(context.texts, lines, unusable)


async def _start(context: Context, words: Words) -> str:
    target = await aim(context, words)
    script = await one_script(context, target.rest)
    if target.subject is None:
        if script.subject != "chat":
            raise Refused(
                "sop_subject", sop=script.sop, subject=script.subject, title=script.title, who=target.who
            )
        target = here(context)
    assert target.subject is not None
    engine, scope = context.services.engine, context.inside
    if target.subject.cohort_id is not None and script.subject == "member":
        count = await engine.start_for_cohort(scope, script.sop, target.subject.cohort_id)
        _note(context, "start", script, cohort=target.subject.cohort_id)
        return view.started_for_members(context.texts, script.title, str(target.who), count)
    with named(script, target):
        run = await engine.start(scope, script.sop, target.subject, context.user)
    _note(context, "start", script, run)
    return view.done(context.texts, "start", script.title, target.who)


async def _stop(context: Context, words: Words) -> str:
    script, target, run = await _run(context, words)
    with named(script, target):
        await context.services.engine.stop(context.inside, run, context.user)
    _note(context, "stop", script, run)
    return view.done(context.texts, "stop", script.title, target.who)


async def _pause(context: Context, words: Words) -> str:
    return await _hold(context, words, "pause")


async def _resume(context: Context, words: Words) -> str:
    return await _hold(context, words, "resume")


async def _hold(context: Context, words: Words, act: str) -> str:
    """Of one run; without anybody named, of the script for everybody."""
    engine, scope, user = context.services.engine, context.inside, context.user
    target = await aim(context, words)
    script = await one_script(context, target.rest)
    if target.subject is None:
        state = SwitchState.PAUSED if act == "pause" else SwitchState.ACTIVE
        await engine.switch(scope, script.sop, state, user)
        return view.switched(context.texts, script.title, paused=act == "pause")
    run = (await run_of(context, script, target)).run
    with named(script, target):
        await (engine.pause_run if act == "pause" else engine.resume_run)(scope, run, user)
    _note(context, act, script, run)
    return view.done(context.texts, act, script.title, target.who)


async def _skip(context: Context, words: Words) -> str:
    target = await aim(context, words)
    if not 1 <= len(target.rest) <= 2:
        raise WrongUse
    script = await script_named(context, target.rest[0])
    found = await run_of(context, script, target)
    places = [one.label for one in found.waiting]
    if len(target.rest) == 1 and len(places) != 1:
        raise Refused("place_missing", places=", ".join(places))
    place = target.rest[1] if len(target.rest) == 2 else places[0]
    with named(script, target):
        await context.services.engine.skip(context.inside, found.run, place, context.user)
    _note(context, "skip", script, found.run, place=place)
    return view.skipped(context.texts, script.title, target.who, place)


async def _step(context: Context, words: Words) -> str:
    target = await aim(context, words)
    if len(target.rest) != 2:
        raise WrongUse
    script = await script_named(context, target.rest[0])
    run, step = (await run_of(context, script, target)).run, target.rest[1]
    with named(script, target):
        await context.services.engine.step_now(context.inside, run, step, context.user)
    _note(context, "step", script, run, step=step)
    return view.stepped(context.texts, script.title, target.who, step)


async def _status(context: Context, words: Words) -> str:
    target = await aim(context, words)
    if target.subject is None and not target.rest:
        return await _list(context, words)
    script = await one_script(context, target.rest) if target.rest else None
    engine, scope = context.services.engine, context.inside
    if target.subject is not None:
        runs = await engine.runs_of(scope, target.subject)
        runs = [one for one in runs if script is None or one.run.sop == script.sop]
        total = len(runs)
    else:
        assert script is not None
        live = await context.uow.runs.live_of_community(
            context.community.id, 0, view.RUNS_SHOWN, sop=script.sop
        )
        runs, total = [await engine.status(scope, run) for run in live], script.runs
    if not runs:
        return view.nothing_runs(context.texts, target.who if target.subject else None)
    return view.status(context.texts, await run_lines(context, runs), total)


async def _trace(context: Context, words: Words) -> str:
    target = await aim(context, words)
    script = await one_script(context, target.rest) if target.rest else None
    if target.subject is None or target.subject.member_id is None:
        raise Refused("member_missing")
    name = script.sop if script is not None else None
    engine, member_id = context.services.engine, target.subject.member_id
    found = await engine.trace_of(context.inside, member_id, name, limit=traces.SHOWN + 1)
    if not found:
        return traces.nothing(context.texts)
    return traces.trace(context.texts, await trace_lines(context, found))


async def _reload(context: Context, words: Words) -> str:
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
    return problems.reloaded(
        context.texts,
        problems.Reloaded(
            total=len(after),
            added=sorted(after.keys() - before.keys()),
            changed=sorted(sop for sop in after.keys() & before.keys() if after[sop] != before[sop]),
            removed=sorted(before.keys() - after.keys()),
            problems=[problems.Fault(one.place, one.text, library.goes_on(one)) for one in library.problems],
        ),
    )


async def _run(context: Context, words: Words) -> tuple[ScriptOverview, Aim, Run]:
    """The script, whom it is aimed at, and the run that is meant."""
    target = await aim(context, words)
    script = await one_script(context, target.rest)
    if target.subject is None and script.subject == "chat":
        target = here(context)
    return script, target, (await run_of(context, script, target)).run


def _note(
    context: Context, act: str, script: ScriptOverview, run: Run | None = None, **detail: object
) -> None:
    """In the audit log."""
    context.uow.audit.record(
        context.user.id,
        f"sop_{act}",
        context.community.id,
        run.member_id if run is not None else None,
        sop=script.sop,
        run=run.id if run is not None else None,
        **detail,
    )


_ACTS: dict[str, Callable[[Context, Words], Awaitable[str | None]]] = {
    "list": _list,
    "start": _start,
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "step": _step,
    "status": _status,
    "trace": _trace,
    "upgrade": upgrade,
    "reload": _reload,
}

COMMANDS = (Command("sop", "see and steer the scripts", sop, Act.STEER_SOP, usage=USAGE),)
