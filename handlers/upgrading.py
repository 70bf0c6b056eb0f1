"""`/sop upgrade`: runs on a former version of their script move to the one in force, once a button is pressed."""

from core.callback import Press
from core.errors import Refused
from core.message import Edit
from core.permissions import Act
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from handlers.sop_aim import Meant, named, run_of
from sop.engine.steering import ScriptOverview
from views import upgrading as view


async def upgrade(context: Context, script: ScriptOverview, target: Meant) -> Replies:
    """Of one run, at once; without anybody named, show who can move, which is found out bit by bit."""
    engine, scope = context.services.engine, context.inside
    if target.subject is None:
        await look(context, script.sop)
        return []
    run = (await run_of(context, script, target)).run
    with named(script, target.who):
        await engine.upgrade(scope, run, context.user)
    context.uow.audit.record(
        context.user.id, "sop_upgrade", scope.community.id, run.member_id, sop=script.sop, run=run.id
    )
    return [context.reply(view.moved(context.texts, script.title, target.who))]


async def look(context: Context, sop: str) -> None:
    """Have it found out who can move; it is told here, with a button that moves them."""
    reply_to = context.message.message_id if context.message and not context.private else None
    await context.services.engine.look_at_upgrade(context.inside, sop, context.here, reply_to)


async def press(context: Context, press: Press) -> Replies:
    """`up:<job id>` moves whom a preview has shown."""
    look = await context.uow.work.find(press.number(0))
    if look is None or "tally" not in look.data:
        raise Refused("button_unknown")
    await context.become(await context.scope_of(look.community_id))
    context.require(Act.STEER_SOP)
    job = await context.services.engine.upgrade_all(context.inside, look, context.user)
    if job is None:
        begun = await context.uow.work.find(look.data["confirmed"])
        done = begun is None or begun.done_at is not None
        return [Toast(view.pressed_before(context.texts, done=done), alert=True)]
    row = await context.pressed()
    toast = Toast(view.confirmed(context.texts))
    if row is None:
        return [toast]
    return [toast, Edit(row.id, f"{row.message().text}\n\n{view.under_way(context.texts)}")]


PRESSES = (PressRoute("up", press),)
