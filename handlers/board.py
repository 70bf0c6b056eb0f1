"""`/board`: learners, who is behind, who was never spoken to; a page for each with what can be done."""

from community import board, cohorts, leaves, selection, tags
from core import selectors
from core.callback import CallbackError, Press
from core.errors import Refused
from core.localtime import days_between
from core.message import Edit, Rows
from core.permissions import Act
from core.selection import Selector, Test, Trait
from core.tags import RESERVED
from handlers import drafts, sop_pages, why
from handlers.commands import Command, Where
from handlers.context import Context, Replies, Toast
from handlers.people import mention_of, user_of, words_of
from handlers.presses import PressRoute
from sop.engine.funnels import stands_at
from sop.engine.persons import person_of, preload
from sop.language.script import Each
from sop.language.values import OnDay
from sop.library import VersionLost
from sop.program import Program
from sop.state_text import state_of
from storage import board as stored
from storage.board import Line, Only
from storage.members import Member
from storage.runs import Run
from views import board as view
from views import leaves as leave_view
from views.board import Learner, Place
from views.names import shown
from views.times import day_near
from views.undo import button

TAGS = 12
"""Tags that are offered: those that most members hold."""

_COHORT = frozenset({"cohort", "期"})


async def show(context: Context) -> Replies:
    """Those who need attention first. `cohort NAME`, a script or a selector says about whom."""
    selector = await _asked(context)
    kept = 0
    if selector is not None:
        await selection.count(context.inside, selector)
        kept = context.uow.selections.keep(context.community.id, str(selector)).id
    return [context.reply(*await _page(context, Place(Only.ALL, 0, kept)))]


async def turn(context: Context, press: Press) -> Replies:
    """`bd:<only>:<page>:<selection>` shows another page in its place; with `:n` in a message of its own."""
    _enter(context)
    text, rows = await _page(context, _place(press, 0))
    row = await context.pressed() if len(press.args) == 3 else None
    if row is None:
        return [context.reply(text, rows)]
    context.uow.outbox.tell_of(row, None)
    return [Edit(row.id, text, rows)]


async def press_person(context: Context, press: Press) -> Replies:
    """`bp:<member>:<only>:<page>:<selection>` shows one of them in place of the board; with `:n` below it.

    A command in reply to their page is about them.
    """
    member = await _member(context, press)
    page = await _person(context, member, _place(press, 1))
    if len(press.args) == 5:
        return [context.reply(*page).instead(member_id=member.id)]
    return await _in_place(context, member, page)


async def press_tag(context: Context, press: Press) -> Replies:
    """`bt:<member>:<tag>:<only>:<page>:<selection>` puts a tag on or takes it off; tag 0 only shows them."""
    member, place, row_id = await _member(context, press), _place(press, 2), press.number(1)
    if not row_id:
        return await _in_place(context, member, await _tags(context, member, place))
    context.require(Act.TAG)
    tag = await stored.tag_named(context.uow, row_id)
    if tag is None:
        raise Refused("button_too_old")
    known = await context.uow.tags.find(member.id, tag)
    held = known is None or not known.held
    change = tags.put_on if held else tags.take_off
    await change(context.inside, member, tag, tags.Hand(context.user))
    toast = Toast(view.tagged_toast(context.texts, tag, held=held))
    return [toast, *await _in_place(context, member, await _tags(context, member, place))]


async def press_act(context: Context, press: Press) -> Replies:
    """`ba:<member>:` `d` drafts words, `n` reminds (`g`: in the group), `x` excuses today.

    `w` says why things were done, `s` which scripts run.
    """
    member, act = await _member(context, press), press.word(1)
    if act == "d":
        line = await board.line(context.inside, member, context.services.settings.owner_ids)
        return await drafts.propose(context, member, line.behind)
    if act in ("n", "g"):
        return await drafts.nudge(context, member, in_group=act == "g")
    if act == "w":
        return [await why.about(context, member)]
    if act == "s":
        return [await sop_pages.of_member(context, member)]
    if act != "x":
        raise CallbackError(f"no act of the board: {act!r}")
    context.require(Act.GIVE_LEAVE)
    given = await leaves.take(context.inside, member, 1, context.inside.today, context.user)
    assert given.entry is not None, "staff gave it"
    text = leave_view.given(context.texts, await mention_of(context, member), given.leave)
    return [context.reply(text, ((button(context.texts, given.entry.id),),))]


async def _asked(context: Context) -> Selector | None:
    words = words_of(context)
    if not words:
        return None
    if words.first in _COHORT and len(words.words) > 1:
        found = await cohorts.find(context.inside, words.after().text)
        return Selector(Test(Trait.COHORT, found.name))
    wanted = words.text.lower()
    for program in _lasting(context):
        if wanted in (program.sop.lower(), program.called(context.community.locale).lower()):
            return board.in_scripts([program.sop])
    return selectors.parse(words.text)


async def _page(context: Context, place: Place) -> tuple[str, Rows]:
    scope, owner_ids = context.inside, context.services.settings.owner_ids
    selector = await board.chosen(scope, place.selection, [one.sop for one in _lasting(context)])
    found = await board.page(scope, selector, place.only, place.page, owner_ids)
    members = [line.member_id for line in found.lines]
    await preload(context.uow, members)
    await context.uow.runs.load_of_members(members)
    active = await context.uow.activity.last_days(members) if members else {}
    lines = []
    for line in found.lines:
        last = active.get(line.member_id)
        seen = None if last is None else day_near(context.texts, last, scope.today)
        lines.append(await _learner(context, line, seen))
    meant = str(selector) if place.selection else None
    return view.board(context.texts, found, lines, Place(place.only, found.page, place.selection), meant)


async def _person(context: Context, member: Member, place: Place) -> tuple[str, Rows]:
    scope = context.inside
    line = await board.line(scope, member, context.services.settings.owner_ids)
    last = (await context.uow.activity.last_days([member.id])).get(member.id)
    learner = await _learner(
        context, line, None if last is None else day_near(context.texts, last, scope.today)
    )
    return view.person(
        context.texts, member.id, await person_of(scope, member, context.texts), learner, place
    )


async def _tags(context: Context, member: Member, place: Place) -> tuple[str, Rows]:
    common = await stored.common_tags(context.uow, context.community.id, TAGS + len(RESERVED))
    offered = [(key, tag) for key, tag in common if tag not in RESERVED][:TAGS]
    card = await person_of(context.inside, member, context.texts)
    return view.tags(context.texts, member.id, card, offered, place)


async def _learner(context: Context, line: Line, active: str | None) -> Learner:
    member = await context.uow.members.get(line.member_id)
    user = await user_of(context, member)
    runs = await context.uow.runs.live_of_member(member.id)
    where = [said for run in runs if (said := await _where(context, run)) is not None]
    return Learner(line, shown(user.name), where, active, member.spoken_at is not None)


async def _where(context: Context, run: Run) -> str | None:
    """The script, the day, the step; None for a script that lasts no longer than a day."""
    try:
        program = await context.services.library.pinned(context.uow, run.version)
    except VersionLost:
        return None
    if not lasts(program):
        return None
    locale, state = context.community.locale, state_of(run.state)
    day = days_between(state.first_day, context.inside.today) + 1
    step = stands_at(program, state)
    plan = None if step is None else program.steps[step]
    title = None if plan is None or plan.title is None else plan.title.said_in(locale)
    return view.where(context.texts, program.called(locale), day, title)


def lasts(program: Program) -> bool:
    """Whether a script accompanies people for days; the others are nothing to be behind in."""
    days = (step.begins for step in program.steps.values())
    return program.subject == "member" and any(
        isinstance(begins, Each) or (isinstance(begins, OnDay) and begins.day > 1) for begins in days
    )


def _lasting(context: Context) -> list[Program]:
    scripts = context.services.library.in_force(context.community.locale)
    return [entry.program for entry in scripts.values() if lasts(entry.program)]


def _enter(context: Context) -> None:
    if context.scope is None:
        raise context.nowhere()
    context.require(Act.WORK_TODO)


def _place(press: Press, at: int) -> Place:
    only = press.word(at)
    if only not in set(Only):
        raise CallbackError(f"no part of the board: {only!r}")
    return Place(Only(only), press.number(at + 1), press.number(at + 2))


async def _member(context: Context, press: Press) -> Member:
    """Whom the button is about; the context is their community from here on."""
    member = await context.uow.members.find(press.number(0))
    if member is None:
        raise Refused("button_unknown")
    await context.enter(member.community_id)
    _enter(context)
    return member


async def _in_place(context: Context, member: Member, shown_now: tuple[str, Rows]) -> Replies:
    row = await context.pressed()
    if row is None:
        return [context.reply(*shown_now).instead(member_id=member.id)]
    context.uow.outbox.tell_of(row, member.id)
    return [Edit(row.id, *shown_now)]


COMMANDS = (
    Command(
        "board",
        "learners: who is where, who is behind",
        show,
        Act.WORK_TODO,
        Where.PRIVATE | Where.STAFF,
        usage="\ncohort NAME\nSCRIPT\ntag:python inactive>3d",
    ),
)
PRESSES = (
    PressRoute("bd", turn),
    PressRoute("bp", press_person),
    PressRoute("bt", press_tag),
    PressRoute("ba", press_act),
)
