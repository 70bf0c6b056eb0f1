"""`/award` and `/deduct`: points by hand, always with a reason, and taken back; `/points`: all of them, paged."""

from community import points
from community.points import Award, Grounds
from core.callback import Press
from core.errors import Refused
from core.message import Edit, Message, Rows
from core.permissions import Act, Role, may
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.people import meant_first, mention_of, user_of, words_of
from handlers.presses import PressRoute
from handlers.undo import Undoers
from storage.audit import AuditEntry
from storage.members import Member
from storage.point_weeks import monday
from storage.points import PointEntry
from views import points as view
from views import undo as undo_view
from views.times import day_near

A_PAGE = 10


async def award(context: Context) -> Replies:
    """Give a member points."""
    member, amount, grounds = await _read(context)
    given = await points.award(context.inside, member, amount, grounds)
    who = await mention_of(context, member)
    text = view.awarded(context.texts, who, amount, grounds.reason, given.balance)
    return [_with_undo(context, text, given)]


async def deduct(context: Context) -> Replies:
    """Take points from a member."""
    member, amount, grounds = await _read(context)
    taken = await points.deduct(context.inside, member, amount, grounds)
    who = await mention_of(context, member)
    text = view.deducted(context.texts, who, amount, grounds.reason, taken.balance)
    return [_with_undo(context, text, taken)]


async def history(context: Context) -> Replies:
    """One's own points, or for staff somebody else's: whole in private, in brief in a group."""
    words = words_of(context)
    member = context.me if not words else await _somebody(context)
    if context.private:
        text, buttons = await _page(context, member, 0)
        return [context.reply(text, buttons)]
    week = await context.uow.points.sums_by_rule(member.id, monday(context.inside.today))
    name = (await user_of(context, member)).name
    return [context.whisper(view.brief(context.texts, name, member.points, week))]


async def turn(context: Context, press: Press) -> Replies:
    """`pt:<member>:<page>`: another page."""
    member = await _whose(context, press.number(0))
    return await _shown(context, member, press.number(1))


async def undo_entry(context: Context, press: Press) -> Replies:
    """`pu:<entry>:<page>`: staff take back what was done by hand, however long ago."""
    entry = await context.uow.points.find(press.number(0))
    if entry is None or entry.by_user_id is None:
        raise Refused("button_unknown")
    await context.enter(entry.community_id)
    context.require(Act.AWARD)
    await _reverse(context, entry)
    about = {"entry": entry.id, "points": entry.amount, "reason": entry.reason}
    context.uow.audit.record(context.user.id, "undo", entry.community_id, entry.member_id, **about)
    member = await context.uow.members.get(entry.member_id)
    toast = Toast(undo_view.undone(context.texts))
    return [toast, *await _shown(context, member, press.number(1))]


async def take_back(context: Context, audited: AuditEntry) -> None:
    """What the audit log tells of is taken back by its button."""
    entry_id = (audited.detail or {}).get("entry")
    entry = None if entry_id is None else await context.uow.points.find(entry_id)
    if entry is None:
        raise Refused("button_unknown")
    await _reverse(context, entry)


async def _reverse(context: Context, entry: PointEntry) -> None:
    member = await context.uow.members.get(entry.member_id)
    if member.user_id == context.user.id and context.role < Role.OWNER:
        raise Refused("self_reward")
    await points.take_back(context.inside, entry, by=context.user)


async def _somebody(context: Context) -> Member:
    context.require(Act.AWARD)
    member, rest = await meant_first(context, words_of(context))
    if rest:
        raise WrongUse
    return member


async def _whose(context: Context, member_id: int) -> Member:
    """The member whose page it is: one's own, or any for staff."""
    member = await context.uow.members.find(member_id)
    if member is None:
        raise Refused("button_unknown")
    await context.enter(member.community_id)
    if member.user_id != context.user.id:
        context.require(Act.AWARD)
    return member


async def _shown(context: Context, member: Member, number: int) -> Replies:
    row = await context.pressed()
    if row is None:
        raise Refused("button_too_old")
    return [Edit(row.id, *await _page(context, member, number))]


async def _page(context: Context, member: Member, number: int) -> tuple[str, Rows]:
    ledger, texts = context.uow.points, context.texts
    pages = max(1, -(-await ledger.count(member.id) // A_PAGE))
    number = min(number, pages - 1)
    entries = await ledger.latest(member.id, A_PAGE, number * A_PAGE)
    undone = await ledger.undone(entry.id for entry in entries)
    givers = [entry.giver_id for entry in entries if entry.giver_id is not None]
    await context.uow.members.load_ids(givers)
    await context.uow.users.load_ids(context.uow.members.known(key).user_id for key in givers)
    page = view.Page(
        member_id=member.id,
        name=(await user_of(context, member)).name,
        balance=member.points,
        week=await ledger.sums_by_rule(member.id, monday(context.inside.today)),
        lines=[_line(context, entry, undone) for entry in entries],
        number=number,
        pages=pages,
    )
    return view.page(texts, page), view.page_buttons(texts, page)


def _line(context: Context, entry: PointEntry, undone: set[int]) -> view.Line:
    by_hand = entry.by_user_id is not None and entry.undoes is None and entry.id not in undone
    return view.Line(
        id=entry.id,
        amount=entry.amount,
        reason=entry.reason,
        rule=entry.rule,
        day=day_near(context.texts, entry.day, context.inside.today),
        reverses=entry.undoes is not None,
        undone=entry.id in undone,
        may_undo=by_hand and may(context.role, Act.AWARD),
        giver=None if entry.giver_id is None else _name(context, entry.giver_id),
    )


def _name(context: Context, member_id: int) -> str:
    return context.uow.users.known(context.uow.members.known(member_id).user_id).name


def _with_undo(context: Context, text: str, booked: Award) -> Message:
    if booked.audited is None:
        return context.reply(text)
    return context.reply(text, ((undo_view.button(context.texts, booked.audited.id),),))


async def _read(context: Context) -> tuple[Member, int, Grounds]:
    member, words = await meant_first(context, words_of(context))
    if not words:
        raise WrongUse
    amount = points.parse_amount(words.first, context.services.policies.points.at_once)
    reason = points.parse_reason(words.after().text)
    return member, amount, Grounds(reason, points.HAND, _source(context), by=context.user)


def _source(context: Context) -> str:
    """The command's own message, so that its repetition is harmless."""
    assert context.message is not None
    return f"hand:{context.message.chat.id}:{context.message.message_id}"


COMMANDS = (Command("points", "your points and what they're for", history, Act.SEE_SELF, usage="[@member]"),)
STAFF_COMMANDS = (
    Command("award", "give points", award, Act.AWARD, usage="@member 10 reason"),
    Command("deduct", "take points", deduct, Act.AWARD, usage="@member 10 reason"),
)
PRESSES = (PressRoute("pt", turn), PressRoute("pu", undo_entry))
UNDO: Undoers = {"award": (Act.AWARD, take_back), "deduct": (Act.AWARD, take_back)}
