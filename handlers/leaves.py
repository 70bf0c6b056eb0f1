"""`/leave`: a member takes some days off, sees and cancels them; the team gives them, and can undo that."""

from datetime import date

from community import leaves
from core.callback import Press
from core.message import Edit, Rows
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.dates import is_day, parse_day
from handlers.own import enter_own
from handlers.people import Words, meant_first, mention_of, words_of
from handlers.presses import PressRoute
from handlers.undo import Undoers
from storage.audit import AuditEntry
from views import leaves as view
from views.undo import button


async def leave(context: Context) -> Replies:
    """What leave there is, with buttons; `3d` takes three days, `@member 3d` gives them."""
    words = words_of(context)
    if not words:
        return [context.reply(*await _shown(context))]
    if not isinstance(words.words[0], str) or words.first.startswith("@"):
        return await _give(context, words)
    days, first = _read(context, words)
    taken = await leaves.take(context.inside, context.me, days, first)
    return [context.reply(*view.taken(context.texts, context.me, taken.leave, context.inside.today))]


async def press_days(context: Context, press: Press) -> Replies:
    """`lv:<member>:<days>`: take so many days."""
    await enter_own(context, press)
    taken = await leaves.take(context.inside, context.me, press.number(1))
    return [Toast(view.toast(context.texts, taken.leave)), *await _anew(context)]


async def press_cancel(context: Context, press: Press) -> Replies:
    """`lc:<member>:<leave>`: the rest of it is not wanted."""
    await enter_own(context, press)
    await leaves.cancel(context.inside, context.me, press.number(1))
    return [Toast(view.cancelled(context.texts)), *await _anew(context)]


async def take_back(context: Context, entry: AuditEntry) -> None:
    """Undo: leave that was given by hand."""
    assert entry.member_id is not None
    assert entry.detail is not None
    member = await context.uow.members.get(entry.member_id)
    await leaves.cancel(context.inside, member, int(entry.detail["leave"]), context.user)


async def _give(context: Context, words: Words) -> Replies:
    context.require(Act.GIVE_LEAVE)
    member, rest = await meant_first(context, words)
    days, first = _read(context, rest)
    given = await leaves.take(context.inside, member, days, first, context.user)
    assert given.entry is not None
    text = view.given(context.texts, await mention_of(context, member), given.leave)
    return [context.reply(text, ((button(context.texts, given.entry.id),),))]


def _read(context: Context, words: Words) -> tuple[int, date | None]:
    """A length and, before or after it, a date."""
    parts = words.text.split()
    dates = [part for part in parts if is_day(part)]
    lengths = [part for part in parts if not is_day(part)]
    if len(lengths) != 1 or len(dates) > 1:
        raise WrongUse
    first = parse_day(dates[0], context.inside.today) if dates else None
    return leaves.parse_length(lengths[0]), first


async def _anew(context: Context) -> list[Edit]:
    row = await context.pressed()
    return [] if row is None else [Edit(row.id, *await _shown(context))]


async def _shown(context: Context) -> tuple[str, Rows]:
    scope = context.inside
    standing = await leaves.of(scope, context.me, scope.today)
    return view.shown(context.texts, context.me.id, standing, scope.today)


COMMANDS = (
    Command(
        "leave", "take days off from checking in", leave, Act.CHECK_IN, usage="\n3d\n@member 3d 2026-12-01"
    ),
)
PRESSES = (PressRoute("lv", press_days), PressRoute("lc", press_cancel))
UNDO: Undoers = {"give_leave": (Act.GIVE_LEAVE, take_back)}
