"""The owner's word on what a restored database holds."""

from community import restores, staff
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Kind, Message, Target
from core.permissions import Act
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from storage.restores import Verdict
from storage.users import Reach
from views import restores as view

_VERDICTS = {view.SKIP: Verdict.SKIP, view.SEND: Verdict.SEND}


async def press(context: Context, press: Press) -> Replies:
    """`rs:<restore>:s` skips what is late, `:a` sends it all the same."""
    uow, restore = context.uow, await context.uow.restores.latest()
    if restore is None or restore.id != press.number(0):
        raise Refused("button_unknown")
    context.require(Act.RELEASE_RESTORE)
    if restore.released_at is not None:
        raise Refused("restore_decided")
    verdict = _VERDICTS.get(press.word(1))
    if verdict is None:
        raise CallbackError(f"no verdict: {press.word(1)!r}")
    await restores.release(uow, context.services.policies, restore, verdict, context.user)
    text = view.decided(context.texts, context.user.name, press.word(1))
    owners = await staff.owners(uow, context.services.settings.owner_ids)
    told = [Message(Target.user(one.id), Kind.NOTICE, text) for one in owners if one.reach == Reach.OPEN]
    return [Toast(view.toast(context.texts)), *told]


PRESSES = (PressRoute("rs", press),)
