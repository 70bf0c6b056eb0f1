"""`/cohort`: people who go through a camp together from a start date."""

from community import cohorts
from core.errors import Refused
from core.localtime import days_between
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.dates import parse_day
from handlers.people import Words, meant_anywhere, mention_of, words_of
from views import cohorts as view
from views.times import day_near


async def cohort(context: Context) -> Replies:
    """`new NAME DATE`, `add NAME @member`, `list`."""
    words = words_of(context)
    acts = {"new": _new, "add": _add, "list": _list, "": _list}
    act = acts.get(words.first)
    if act is None:
        raise WrongUse
    return [context.reply(await act(context, words.after()))]


async def _new(context: Context, words: Words) -> str:
    *name, day = words.text.split() if len(words.words) >= 2 else ("", "")
    if not day:
        raise WrongUse
    scope = context.inside
    made = await cohorts.create(scope, " ".join(name), parse_day(day, scope.today), context.user)
    today = days_between(made.starts_on, scope.today) + 1
    return view.created(context.texts, made.name, day_near(context.texts, made.starts_on, scope.today), today)


async def _add(context: Context, words: Words) -> str:
    member, words = await meant_anywhere(context, words)
    if not words:
        raise WrongUse
    found = await cohorts.find(context.inside, words.text)
    if member is None:
        raise Refused("member_missing")
    who = await mention_of(context, member)
    if not await cohorts.add(context.inside, found, member, context.user):
        return view.in_already(context.texts, found.name, who)
    size = len(await context.uow.cohorts.members_of(found.id))
    return view.added(context.texts, found.name, [who], size)


async def _list(context: Context, words: Words) -> str:
    if words:
        raise WrongUse
    scope, lines = context.inside, []
    for found in await context.uow.cohorts.of_community(scope.community.id):
        size = len(await context.uow.cohorts.members_of(found.id))
        day = day_near(context.texts, found.starts_on, scope.today)
        lines.append(view.CohortLine(found.name, day, size, found.starts_on <= scope.today))
    return view.listing(context.texts, lines)


COMMANDS = (
    Command(
        "cohort",
        "cohorts of a camp",
        cohort,
        Act.RUN_COHORT,
        usage="new NAME DATE\nadd NAME @member\nlist",
    ),
)
