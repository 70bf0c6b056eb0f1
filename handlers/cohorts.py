"""`/cohort`: people who go through a camp together from a start date."""

from community import cohorts
from core.errors import Refused
from core.localtime import days_between
from core.message import Message
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.dates import parse_day
from handlers.people import Words, all_meant, mention_of, words_of
from handlers.undo import Undoers
from storage.audit import AuditEntry
from views import cohorts as view
from views.times import day_near
from views.undo import button


async def cohort(context: Context) -> Replies:
    """`new NAME DATE`, `add NAME @member …`, `list`."""
    words = words_of(context)
    acts = {"new": _new, "add": _add, "list": _list, "": _list}
    act = acts.get(words.first)
    if act is None:
        raise WrongUse
    return [await act(context, words.after())]


async def _new(context: Context, words: Words) -> Message:
    *name, day = words.text.split() if len(words.words) >= 2 else ("", "")
    if not day:
        raise WrongUse
    scope = context.inside
    day_meant = parse_day(day, scope.today)
    made, entry = await cohorts.create_undoably(scope, " ".join(name), day_meant, context.user)
    today = days_between(made.starts_on, scope.today) + 1
    day_one = day_near(context.texts, made.starts_on, scope.today)
    text = view.created(context.texts, made.name, day_one, today)
    return context.reply(text, ((button(context.texts, entry.id),),))


async def _dissolve(context: Context, entry: AuditEntry) -> None:
    """Undo: a cohort that was founded by mistake is gone, and what its scripts would have said."""
    engine = context.services.engine
    gone = await cohorts.take_back(context.inside, entry)
    await engine.expect_no_more(context.uow, gone.id)
    for run in await context.uow.runs.live_of_subject(cohort_id=gone.id):
        await engine.stop(context.inside, run, context.user)


async def _add(context: Context, words: Words) -> Message:
    members, words = await all_meant(context, words)
    if not words:
        raise WrongUse
    found = await cohorts.find(context.inside, words.text)
    if not members:
        raise Refused("member_missing")
    added, entry = await cohorts.add_all(context.inside, found, members, context.user)
    lines = [
        view.in_already(context.texts, found.name, await mention_of(context, member))
        for member in members
        if member not in added
    ]
    if entry is None:
        return context.reply("\n".join(lines))
    size = len(await context.uow.cohorts.members_of(found.id))
    who = [await mention_of(context, member) for member in added]
    text = "\n".join([view.added(context.texts, found.name, who, size), *lines])
    return context.reply(text, ((button(context.texts, entry.id),),))


async def _take_out(context: Context, entry: AuditEntry) -> None:
    """Undo: those who were put into a cohort together leave it, and the scripts that it gave them end."""
    assert entry.detail is not None
    audit = context.uow.audit
    for other in entry.detail.get("also", ()):
        added = await audit.find(other)
        if added is not None:
            await _take_one_out(context, added)
            audit.record_undone(context.user.id, added)
    await _take_one_out(context, entry)


async def _take_one_out(context: Context, entry: AuditEntry) -> None:
    assert entry.member_id is not None
    assert entry.detail is not None
    uow, scope = context.uow, context.inside
    found = await cohorts.find(scope, entry.detail["cohort"])
    await uow.cohorts.remove_member(found.id, entry.member_id)
    given = {one.sop for one in await uow.cohorts.scripts_of(found.id)}
    for run in await uow.runs.live_of_member(entry.member_id):
        if run.sop in given and run.started_at >= entry.at:
            await context.services.engine.stop(scope, run, context.user)


async def _list(context: Context, words: Words) -> Message:
    if words:
        raise WrongUse
    scope, lines = context.inside, []
    for found in await context.uow.cohorts.of_community(scope.community.id):
        size = len(await context.uow.cohorts.members_of(found.id))
        day = day_near(context.texts, found.starts_on, scope.today)
        lines.append(view.CohortLine(found.name, day, size, found.starts_on <= scope.today))
    return context.reply(view.listing(context.texts, lines))


COMMANDS = (
    Command(
        "cohort",
        "cohorts of a camp",
        cohort,
        Act.RUN_COHORT,
        usage="new NAME DATE\nadd NAME @member …\nlist",
    ),
)

UNDO: Undoers = {
    "cohort_create": (Act.RUN_COHORT, _dissolve),
    "cohort_add": (Act.RUN_COHORT, _take_out),
}
