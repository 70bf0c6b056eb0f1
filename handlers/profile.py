"""`/me`: how a member stands; whole in private, in one line in a group."""

from community import check_ins, rank
from core.localtime import days_between
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from sop.language.script import Each
from sop.program import Program
from sop.state_text import state_of
from views import profile as view
from views.times import day_near

ENTRIES = 5
PROGRAMMES = 3


async def me(context: Context) -> Replies:
    """The card of who asks."""
    if context.args:
        raise WrongUse
    if not context.private:
        return [context.reply(view.brief(context.texts, await _standing(context)))]
    return [context.reply(view.card(context.texts, context.community.title, await _whole(context)))]


async def _standing(context: Context) -> view.Standing:
    member, scope = context.me, context.inside
    return view.Standing(
        name=context.user.name,
        points=member.points,
        place=await rank.place_of(scope, member, context.services.settings.owner_ids),
        streak=await check_ins.current_streak(scope, member),
        best_streak=member.best_streak,
        check_ins=member.check_ins,
    )


async def _whole(context: Context) -> view.Whole:
    member, scope = context.me, context.inside
    graduated = scope.policies.digest.graduated
    entries = await scope.uow.points.latest(member.id, ENTRIES)
    return view.Whole(
        standing=await _standing(context),
        programmes=await _programmes(context),
        graduated=any(tag.tag == graduated for tag in await scope.uow.tags.of(member.id)),
        entries=[
            view.Entry(entry.amount, entry.reason, day_near(context.texts, entry.day, scope.today))
            for entry in entries
        ],
    )


async def _programmes(context: Context) -> list[tuple[str, int]]:
    """What the member goes through day by day. Scripts without daily steps are the staff's own affair."""
    found = []
    locale = context.community.locale
    for run in await context.uow.runs.live_of_member(context.me.id):
        program = context.services.library.program(locale, run.sop)
        if program is None or program.title is None or not _is_daily(program):
            continue
        day = days_between(state_of(run.state).first_day, context.inside.today) + 1
        if day >= 1:
            found.append((program.title.said_in(locale), day))
    return found[:PROGRAMMES]


def _is_daily(program: Program) -> bool:
    return any(isinstance(step.begins, Each) for step in program.steps.values())


COMMANDS = (Command("me", "your points, streak and progress", me, Act.SEE_SELF),)
