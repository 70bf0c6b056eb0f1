"""A script switched for the whole community: on, paused, frozen, off; asked before when many runs feel it."""

from core.errors import Refused
from core.message import Rows
from handlers.context import Context, Replies
from sop.engine.at_large import AT_ONCE
from sop.engine.steering import ScriptOverview
from storage.audit import AuditEntry
from storage.scripts import SwitchState
from views import sop_pages as view
from views import undo
from views.sop import ScriptLine


async def switch(context: Context, script: ScriptOverview, state: SwitchState) -> Replies:
    """Do it, or ask first if more than ten runs stand still or end. Refused: `switched_already`."""
    if needs_asking(script, state):
        return [context.reply(*asking(context, script, state))]
    return [context.reply(*await do(context, script, state))]


def needs_asking(script: ScriptOverview, state: SwitchState) -> bool:
    """Whether so many runs feel it that nobody should do it by accident."""
    return script.runs > AT_ONCE and state in (SwitchState.FROZEN, SwitchState.OFF) and script.state != state


def asking(context: Context, script: ScriptOverview, state: SwitchState) -> tuple[str, Rows]:
    """What would happen, with a button that does it."""
    return view.asking(context.texts, line(script), context.community.id, str(state))


async def do(
    context: Context, script: ScriptOverview, state: SwitchState, shown_in: int | None = None
) -> tuple[str, Rows]:
    """Switch it; what is said of it, with a button that takes it back. Refused: `switched_already`.

    `shown_in`: the outbox row of the message that tells how far its runs have been dealt with.
    """
    if script.state == state:
        raise Refused("switched_already", title=script.title, state=str(state))
    entry = await context.services.engine.switch(
        context.inside,
        script.sop,
        state,
        context.user,
        shown_in,
        title=script.title,
        locale=context.texts.locale,
    )
    text = view.switched(context.texts, script.title, str(state))
    # What has ended cannot go on where it stood.
    if entry is None or (state == SwitchState.OFF and script.runs):
        return text, ()
    return text, ((undo.button(context.texts, entry.id),),)


def line(script: ScriptOverview) -> ScriptLine:
    """A script as the views show it."""
    return ScriptLine(script.sop, script.title, script.subject, str(script.state), script.runs)


async def take_back(context: Context, entry: AuditEntry) -> None:
    """As it was before. Refused: `undo_overtaken` if it was switched again meanwhile."""
    detail = entry.detail or {}
    scripts = await context.services.engine.overview(context.inside)
    script = next((one for one in scripts if one.sop == detail.get("sop")), None)
    if script is None or "before" not in detail:
        raise Refused("button_unknown")
    if script.state != detail["state"]:
        raise Refused("undo_overtaken")
    before = SwitchState(detail["before"])
    await context.services.engine.switch(context.inside, script.sop, before, context.user)
