"""`/worksheet`: what the staff's day brings; for owners also the hour at which it comes."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress

from markupsafe import Markup

from community import shift_hours, work_sheet
from community.scope import Scope
from core.errors import Refused
from core.localtime import format_wall, parse_wall
from core.message import Message, Rows
from core.permissions import Act
from handlers.commands import Command, Where
from handlers.context import Context, Replies, Services
from handlers.undo import Undoers
from sop.library import VersionLost
from sop.state_text import state_of
from storage.audit import AuditEntry
from storage.coming import Coming, coming
from views import work_sheet as view
from views.names import mention, shown
from views.texts import Texts
from views.undo import button

MOST_HOURS = 8
"""Lines about what scripts do today: those that concern most people."""


async def worksheet(context: Context) -> Replies:
    """Today's sheet now; `HH:MM` changes when it comes."""
    if context.args:
        return [await _retimed(context)]
    text, buttons = await sheet(context.services, context.inside, context.texts)
    return [context.reply(text, buttons)]


async def _retimed(context: Context) -> Message:
    context.require(Act.SET_UP)
    try:
        at = format_wall(parse_wall(context.args.strip()))
    except ValueError:
        raise Refused("time_bad", text=context.args.strip()[:16]) from None
    entry = await shift_hours.change_sheet(context.inside, at, context.user)
    return context.reply(view.retimed(context.texts, at), ((button(context.texts, entry.id),),))


async def _hour_back(context: Context, entry: AuditEntry) -> None:
    """Undo: the sheet comes when it came before. Refused: `undo_overtaken`."""
    before = (entry.detail or {}).get("before", {}).get("work_sheet_at")
    if before is None:
        raise Refused("button_unknown")
    await shift_hours.change_sheet(context.inside, before, context.user)


async def sheet(services: Services, scope: Scope, texts: Texts) -> tuple[str, Rows]:
    """Today's sheet in the reader's language; scripts are called as the community calls them."""
    found = await work_sheet.make(scope, services.settings.owner_ids)
    uow = scope.uow
    accounts = {one.user_id for one in found.loads if one.user_id is not None}
    accounts |= {one.user_id for one in found.worked}
    await uow.users.load_ids(accounts)
    return view.sheet(
        texts,
        found,
        {key: shown(uow.users.known(key).name) for key in accounts},
        await _mentions(scope, [*found.newcomers, *(key for key, _ in found.behind)]),
        await _hours(services, scope),
    )


async def _mentions(scope: Scope, member_ids: Iterable[int]) -> dict[int, Markup]:
    uow, wanted = scope.uow, list(member_ids)
    await uow.members.load_ids(wanted)
    await uow.users.load_ids(uow.members.known(key).user_id for key in wanted)
    users = {key: uow.users.known(uow.members.known(key).user_id) for key in wanted}
    return {key: mention(user.name, user.telegram_id) for key, user in users.items()}


async def _hours(services: Services, scope: Scope) -> list[view.Hour]:
    """What scripts do in the rest of today, to the minute; those with most people, in order of time."""
    _, midnight = work_sheet.span_of(scope, scope.today)
    counted: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Coming] = {}
    for one in await coming(scope.uow, scope.community.id, scope.uow.now, midnight):
        key = (format_wall(one.at.astimezone(scope.zone).time()), one.sop)
        counted[key] += one.count
        first.setdefault(key, one)
    most = sorted(key for key, _ in counted.most_common(MOST_HOURS))
    await scope.uow.runs.load_ids(first[key].run_id for key in most)
    return [await _hour(services, scope, first[key], key[0], counted[key]) for key in most]


async def _hour(services: Services, scope: Scope, one: Coming, at: str, count: int) -> view.Hour:
    locale, run = scope.community.locale, scope.uow.runs.known(one.run_id)
    with suppress(VersionLost):
        if run is not None:
            program = await services.library.pinned(scope.uow, run.version)
            due = [place for place in state_of(run.state).places if place.at == one.at]
            plan = program.steps.get(due[0].step) if due else None
            step = None if plan is None or plan.title is None else plan.title.said_in(locale)
            return view.Hour(at, program.called(locale), step, count)
    return view.Hour(at, one.sop, None, count)


COMMANDS = (
    Command(
        "worksheet",
        "what the team's day brings",
        worksheet,
        Act.WORK_TODO,
        Where.PRIVATE | Where.STAFF,
        usage="\n08:30",
    ),
)

UNDO: Undoers = {"house_rules": (Act.SET_UP, _hour_back)}
