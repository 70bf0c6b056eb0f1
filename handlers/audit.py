"""`/audit`: the owner reads who did what, to whom, when; of everybody, or of one person."""

from collections.abc import Sequence
from typing import Any

from core.callback import Press
from core.errors import Refused
from core.message import Edit, Rows
from core.permissions import Act
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies
from handlers.people import meant_anywhere, user_of, words_of
from handlers.presses import PressRoute
from handlers.sop_shown import local, title_of
from storage.audit import COMMAND_LINE, AuditEntry
from storage.members import Member
from views import audit as view
from views.names import shown


async def audit(context: Context) -> Replies:
    """The latest acts; with a name those by and to that person."""
    member, rest = await meant_anywhere(context, words_of(context), anybody=True)
    if rest:
        raise WrongUse
    return [context.reply(*await _page(context, member, None))]


async def press(context: Context, press: Press) -> Replies:
    """`au:<community id>:<member id, 0 for everybody>:<before>`: older acts."""
    await context.enter(press.number(0))
    context.require(Act.READ_AUDIT)
    member = await context.uow.members.find(press.number(1)) if press.number(1) else None
    if member is not None and member.community_id != context.community.id:
        raise Refused("button_unknown")
    page = await _page(context, member, press.number(2))
    row = await context.pressed()
    return [context.reply(*page)] if row is None else [Edit(row.id, *page)]


async def _page(context: Context, member: Member | None, before: int | None) -> tuple[str, Rows]:
    uow, community_id = context.uow, context.community.id
    whose = (member.id, member.user_id) if member is not None else None
    found = await uow.audit.page(community_id, view.SHOWN + 1, before, whose)
    some = found[: view.SHOWN]
    entries = [await _entry(context, one) for one in some]
    more = None
    if len(found) > len(some):
        more = view.older(member.id if member is not None else 0, community_id, some[-1].id)
    about = shown((await user_of(context, member)).name) if member is not None else ""
    return view.page(context.texts, entries, about, more)


async def _entry(context: Context, one: AuditEntry) -> view.Entry:
    undone = None if one.undoes is None else await context.uow.audit.find(one.undoes)
    given = {**((undone.detail or {}) if undone is not None else {}), **(one.detail or {})}
    detail = {name: _plain(value) for name, value in given.items()}
    if "sop" in detail and not detail.get("title"):
        detail["title"] = title_of(context, detail["sop"])
    return view.Entry(
        local(context, one.at), await _actor(context, one), one.act, await _whom(context, one, detail), detail
    )


async def _actor(context: Context, one: AuditEntry) -> str:
    user = None if one.actor == COMMAND_LINE else await context.uow.users.find(one.actor)
    return view.nobody(context.texts) if user is None else shown(user.name)


async def _whom(context: Context, one: AuditEntry, detail: dict[str, str]) -> str:
    """The member; where it was done to many, the selection in words; else everybody."""
    member = None if one.member_id is None else await context.uow.members.find(one.member_id)
    if member is not None:
        return shown((await user_of(context, member)).name)
    return detail.get("who") or view.everybody(context.texts)


def _plain(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


COMMANDS = (Command("audit", "who did what", audit, Act.READ_AUDIT, where=Where.PRIVATE, usage="[@member]"),)

PRESSES = (PressRoute("au", press),)
