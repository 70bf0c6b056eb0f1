"""`/sop` by buttons: the list, a script, for whom it starts, who is in it. One run is in `handlers.sop_run`."""

from collections.abc import Awaitable, Callable

from markupsafe import Markup

from community.aims import Aim
from core.callback import Press
from core.errors import Refused
from core.message import Edit, Message, Rows
from core.permissions import Act
from handlers import large_work, sop_switch
from handlers.commands import Where, place_of
from handlers.context import Context, Replies, Toast
from handlers.people import mention_of
from handlers.presses import PressRoute
from handlers.sop_aim import named
from handlers.sop_shown import plain_who, run_lines
from handlers.upgrading import look
from sop.engine.at_large import WAITS
from sop.engine.starts import Subject
from sop.engine.steering import ScriptOverview
from sop.engine.work import WorkKind
from storage.members import Member
from storage.runs import Run
from storage.scripts import SwitchState
from views import sop as text_view
from views import sop_pages as view
from views import undo, upgrading

LOOKED_AT = 300
"""Runs of a script of which it is counted where they stand: some ten milliseconds."""


async def listing(context: Context, page: int = 0) -> tuple[str, Rows]:
    """All scripts; with buttons where only staff see them."""
    scripts = await context.services.engine.overview(context.inside)
    lines = [sop_switch.line(one) for one in scripts]
    unusable = context.services.library.unusable(context.community.locale)
    text = text_view.listing(context.texts, lines, unusable)
    if place_of(context) is Where.GROUP:
        return text, ()
    return text, view.script_buttons(context.community.id, lines, page)


async def script_page(context: Context, script: ScriptOverview) -> tuple[str, Rows]:
    """One script: its switch, where its runs stand, what can be done."""
    standing, looked_at, former = await context.services.engine.standing(
        context.inside, script.sop, LOOKED_AT
    )
    page = view.Page(sop_switch.line(script), context.community.id, standing, looked_at, former)
    return view.script(context.texts, page)


async def of_member(context: Context, member: Member) -> Message:
    """What runs for somebody, each run by a button. Denied unless the person may steer scripts."""
    context.require(Act.STEER_SOP)
    subject = Subject("member", context.community.id, member_id=member.id)
    runs = await context.services.engine.runs_of(context.inside, subject)
    buttons = [(one.title, one.run.id) for one in runs]
    who = await mention_of(context, member)
    page = view.of_member(context.texts, who, await run_lines(context, runs), buttons)
    return context.reply(*page).instead(member_id=member.id)


def again(context: Context, run: Run) -> Rows:
    """Below the answer that a run was stopped."""
    return view.again(context.texts, run.id)


async def press(context: Context, press: Press) -> Replies:
    """`sp:<act>:<community id>:<script key>…`; `l` has a page instead of a key."""
    await context.enter(press.number(1))
    context.require(Act.STEER_SOP)
    if press.word(0) == "l":
        return await _show(context, await listing(context, press.number(2)))
    act = _ACTS.get(press.word(0))
    if act is None:
        raise Refused("button_unknown")
    return await act(context, await _script(context, press.word(2)), press)


async def _page(context: Context, script: ScriptOverview, _press: Press) -> Replies:
    return await _show(context, await script_page(context, script))


async def _set(context: Context, script: ScriptOverview, press: Press) -> Replies:
    state = _state(press)
    if sop_switch.needs_asking(script, state):
        return await _show(context, sop_switch.asking(context, script, state))
    return await _switch(context, script, state)


async def _sure(context: Context, script: ScriptOverview, press: Press) -> Replies:
    """What was asked is done if it was asked a moment ago."""
    row = await context.pressed()
    if row is not None and context.uow.now - row.created_at > WAITS:
        raise Refused("button_too_old")
    return await _switch(context, script, _state(press))


async def _switch(context: Context, script: ScriptOverview, state: SwitchState) -> Replies:
    row = await context.pressed()
    shown_in = row.id if row is not None and script.runs else None
    text, rows = await sop_switch.do(context, script, state, shown_in)
    if row is None:
        return [context.reply(text, rows)]
    back = view.back(context.texts, context.community.id, script.sop)
    return [Edit(row.id, text, (*rows, (back,)))]


async def _new(context: Context, script: ScriptOverview, _press: Press) -> Replies:
    offered: list[tuple[str, str, int]] = []
    if script.subject == "chat":
        chats = await context.uow.chats.of_community(context.community.id)
        offered = [(chat.title, "chat", chat.id) for chat in chats if chat.for_members and chat.active]
    else:
        cohorts = await context.uow.cohorts.of_community(context.community.id)
        offered = [(cohort.name, "cohort", cohort.id) for cohort in cohorts[-8:]]
    line = sop_switch.line(script)
    return await _show(context, view.starting(context.texts, line, context.community.id, offered))


async def _start_cohort(context: Context, script: ScriptOverview, press: Press) -> Replies:
    """For the cohort, or each of its members."""
    cohort = await context.uow.cohorts.get(press.number(3))
    if cohort.community_id != context.community.id:
        raise Refused("button_unknown")
    if script.subject == "cohort":
        return await _start(context, script, Subject("cohort", cohort.community_id, cohort_id=cohort.id))
    aim = Aim(cohort_id=cohort.id)
    return await large_work.carry_out(
        context, WorkKind.START, aim, script.sop, who=cohort.name, title=script.title
    )


async def _start_chat(context: Context, script: ScriptOverview, press: Press) -> Replies:
    chat = await context.uow.chats.get(press.number(3))
    if chat.community_id != context.community.id:
        raise Refused("button_unknown")
    return await _start(context, script, Subject("chat", context.community.id, chat_id=chat.id))


async def _start(context: Context, script: ScriptOverview, subject: Subject) -> Replies:
    with named(script, Markup(context.texts("them"))):
        run = await context.services.engine.start(context.inside, script.sop, subject, context.user)
    entry = context.uow.audit.record(
        context.user.id, "sop_start", context.community.id, sop=script.sop, title=script.title, run=run.id
    )
    text = text_view.done(context.texts, "start", script.title, await plain_who(context, run))
    return [context.reply(text, ((undo.button(context.texts, entry.id),),))]


async def _runs(context: Context, script: ScriptOverview, press: Press) -> Replies:
    found = await context.uow.runs.live_of_community(
        context.community.id, press.number(3), view.RUNS_A_PAGE + 1, sop=script.sop
    )
    some = found[: view.RUNS_A_PAGE]
    named = [((await plain_who(context, run)).striptags(), run.id) for run in some]
    following = some[-1].id if len(found) > len(some) else None
    line = sop_switch.line(script)
    return await _show(context, view.runs(context.texts, line, context.community.id, named, following))


async def _upgrade(context: Context, script: ScriptOverview, _press: Press) -> Replies:
    await look(context, script.sop)
    return [Toast(upgrading.confirmed(context.texts))]


async def _script(context: Context, key: str) -> ScriptOverview:
    scripts = await context.services.engine.overview(context.inside)
    found = next((one for one in scripts if view.script_key(one.sop) == key), None)
    if found is None:
        raise Refused("button_unknown")
    return found


def _state(press: Press) -> SwitchState:
    try:
        return SwitchState(press.word(3))
    except ValueError:
        raise Refused("button_unknown") from None


async def _show(context: Context, page: tuple[str, Rows]) -> Replies:
    """In the message whose button was pressed."""
    row = await context.pressed()
    if row is None:
        return [context.reply(*page)]
    context.uow.outbox.tell_of(row, None)
    return [Edit(row.id, *page)]


_ACTS: dict[str, Callable[[Context, ScriptOverview, Press], Awaitable[Replies]]] = {
    "s": _page,
    "set": _set,
    "sure": _sure,
    "new": _new,
    "ncohort": _start_cohort,
    "nchat": _start_chat,
    "r": _runs,
    "up": _upgrade,
}

PRESSES = (PressRoute("sp", press),)
