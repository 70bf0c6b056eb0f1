"""`/rank`: who leads by points today, this week, of all time, in a cohort; who stands around who asks; who improved."""

from community import cohorts, rank
from community.rank import Standing
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Rows
from core.permissions import Act, Role
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.people import words_of
from handlers.presses import PressRoute
from storage.cohorts import Cohort
from storage.rank import Span
from views import rank as view

IMPROVED = 5

WORDS = {
    "day": "day", "today": "day", "今天": "day", "今日": "day", "日榜": "day",
    "week": "week", "本周": "week", "这周": "week", "周榜": "week",
    "all": "all", "全部": "all", "总榜": "all",
    "improved": view.IMPROVED, "进步": view.IMPROVED, "进步榜": view.IMPROVED,
}  # fmt: skip
"""What people type for a board."""


async def ranking(context: Context) -> Replies:
    """A board; that of all time if none is named."""
    words = words_of(context)
    if words.first in ("cohort", "期"):
        cohort = await cohorts.find(context.inside, words.after().text)
        return [context.reply(*await _board(context, Span.COHORT, cohort))]
    which = WORDS.get(words.first) if words else "all"
    if which is None or words.after():
        raise WrongUse
    return [context.reply(*await _shown(context, which))]


async def turn(context: Context, press: Press) -> Replies:
    """`rk:<community>:<user>:<board>[:<cohort>]`: another board; for others, where they stand on it themselves."""
    asked_by, which = press.number(1), press.word(2)
    await context.enter(press.number(0))
    context.require(Act.SEE_RANK)
    cohort = None
    if which == Span.COHORT:
        known = await context.uow.cohorts.of_community(context.community.id)
        cohort = next((one for one in known if one.id == press.number(3)), None)
        if cohort is None:
            raise Refused("button_unknown")
    elif which not in WORDS.values():
        raise CallbackError(f"no board: {which!r}")
    if context.user.id != asked_by and which != view.IMPROVED:
        return [Toast(view.own_line(context.texts, await _of(context, Span(which), cohort)), alert=True)]
    shown = await _board(context, Span.COHORT, cohort) if cohort else await _shown(context, which)
    row = await context.pressed()
    return [] if row is None else [Edit(row.id, *shown)]


async def _shown(context: Context, which: str) -> tuple[str, Rows]:
    return await (_improved(context) if which == view.IMPROVED else _board(context, Span(which), None))


async def _board(context: Context, span: Span, cohort: Cohort | None) -> tuple[str, Rows]:
    texts = context.texts
    return view.ranking(texts, await _of(context, span, cohort)), await _buttons(context, span)


async def _improved(context: Context) -> tuple[str, Rows]:
    on = await rank.board(context.inside, Span.WEEK, context.services.settings.owner_ids)
    found, last_week = await rank.improved(context.inside, on, IMPROVED)
    gained = [view.Gained(_name(context, one.member_id), one.points, round(one.mean)) for one in found]
    text = view.improved(context.texts, context.community.title, gained, last_week=last_week)
    return text, await _buttons(context, view.IMPROVED)


async def _of(context: Context, span: Span, cohort: Cohort | None) -> view.Shown:
    on = await rank.board(context.inside, span, context.services.settings.owner_ids, cohort)
    found = await rank.table(context.inside, on, context.member)
    mine = None if context.member is None else context.member.id

    def line(one: Standing) -> view.Ranked:
        return view.Ranked(one.place, _name(context, one.member.id), one.points, asks=one.member.id == mine)

    return view.Shown(
        board=span,
        community=context.community.title,
        leaders=[line(one) for one in found.leaders],
        around=[line(one) for one in found.around],
        own=None if found.own is None else line(found.own),
        next=None if found.next is None else line(found.next),
        cohort=None if cohort is None else cohort.name,
        is_staff=context.role is not Role.MEMBER,
    )


def _name(context: Context, member_id: int) -> str:
    return context.uow.users.known(context.uow.members.known(member_id).user_id).name


async def _buttons(context: Context, shown: str) -> Rows:
    """The other boards, that of the person's latest cohort among them."""
    mine = [] if context.member is None else await context.uow.cohorts.of_member(context.member.id)
    cohort = (mine[-1].id, mine[-1].name) if mine else None
    return view.buttons(context.texts, (context.community.id, context.user.id), shown, cohort)


COMMANDS = (
    Command(
        "rank",
        "who leads by points",
        ranking,
        Act.SEE_RANK,
        usage="[day | week | all | improved | cohort NAME]",
    ),
)
PRESSES = (PressRoute("rk", turn),)
