"""`/help`: made from the command table."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from core.permissions import LOWEST, Role
from handlers.commands import Command, CommandTable, place_of
from handlers.context import Context, Replies
from views import help as view


def command(table: Callable[[], CommandTable]) -> Command:
    """`/help` over a table of which it is itself a part."""
    return Command("help", "what I can do here", partial(_list, table), unbound=True)


async def _list(table: Callable[[], CommandTable], context: Context) -> Replies:
    """The commands that the person can use in this place."""
    offered = table().offered(context.role, place_of(context))
    if context.scope is None:
        offered = [one for one in offered if one.unbound]
    offer = view.Offer(
        members=_lines(offered, Role.STRANGER, Role.MEMBER),
        staff=_lines(offered, Role.ASSISTANT),
        owner=_lines(offered, Role.OWNER),
    )
    community_id = None if context.private or context.scope is None else context.community.id
    return [context.whisper(*view.commands(context.texts, offer, community_id))]


def _lines(offered: Iterable[Command], *roles: Role) -> Sequence[view.Line]:
    return [
        view.Line(one.name, one.usage, one.summary)
        for one in offered
        if (LOWEST[one.act] if one.act is not None else Role.STRANGER) in roles
    ]
