"""`/why @member`: what was done and what was not, and why. As a reply to a message of the bot's: why that one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from core.callback import Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.people import meant_anywhere, mention_of, words_of
from handlers.presses import PressRoute
from handlers.reasons import readable
from handlers.sop_aim import one_script
from handlers.sop_shown import local, run_lines, title_of, trace_lines
from sop.engine.starts import Subject
from sop.library import VersionLost
from sop.state import label_in, path_and_day
from storage.members import Member
from storage.outgoing import Outgoing
from storage.scripts import Trace
from storage.users import Reach, User
from views import why as view

LOOK_BACK = timedelta(days=7)
"""How long messages that did not arrive are told of."""

_READ = 80
"""Trace lines read for one page: most say nothing to anybody."""

_SNIPPET = 24
_MENTION = "tg://user?id="
_TAG = re.compile(r"<[^>]+>")


async def why(context: Context) -> Replies:
    """About a member, perhaps of one script only; or about the message replied to, unless that is somebody's page."""
    words = words_of(context)
    row = await _replied_to(context)
    if row is not None and not words and not (row.kind == Kind.REPLY and row.member_id is not None):
        return [_discreet(context, await _about_message(context, row))]
    member, rest = await meant_anywhere(context, words)
    if member is None:
        raise Refused("why_missing") if not words else WrongUse
    sop = (await one_script(context, tuple(str(word) for word in rest.words))).sop if rest else None
    return [_discreet(context, *await _about_member(context, member, sop=sop))]


async def about(context: Context, member: Member) -> Message:
    """As `/why @member`, in answer to a button. Denied unless the person may steer scripts."""
    context.require(Act.STEER_SOP)
    return _discreet(context, *await _about_member(context, member)).instead(member_id=member.id)


async def press(context: Context, press: Press) -> Replies:
    """`wy:<member id>:<before>`: older things; 0: the latest."""
    member = await context.uow.members.find(press.number(0))
    if member is None:
        raise Refused("button_unknown")
    await context.enter(member.community_id)
    context.require(Act.STEER_SOP)
    page = await _about_member(context, member, before=press.number(1) or None)
    row = await context.pressed()
    return [context.reply(*page)] if row is None else [Edit(row.id, *page)]


async def _about_member(
    context: Context, member: Member, sop: str | None = None, before: int | None = None
) -> tuple[str, Rows]:
    scope, uow, engine = context.inside, context.uow, context.services.engine
    user = await uow.users.get(member.user_id)
    runs = await engine.runs_of(scope, Subject("member", scope.community.id, member_id=member.id))
    read = readable(context, await uow.scripts.traces_of(_READ, [member.id], sop, before))
    telling = view.telling(read)
    told = view.fitting(context.texts, await happened(context, telling[-view.SHOWN :]))
    shown = telling[len(telling) - len(told) :]
    more = len(telling) > len(shown) or len(read) == _READ
    page = view.Page(
        who=await mention_of(context, member),
        member_id=member.id,
        runs=await run_lines(context, [one for one in runs if sop in (None, one.run.sop)]),
        not_arrived=[one for _, one in await not_arrived(context, user)],
        reach=reach_of(user),
        happened=told,
        older=shown[0].id if more and shown else None,
        first=before is None,
    )
    return view.page(context.texts, page)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message comes from: the script, the step, for whom; and what led to it, in order of time.

    `where` is None for a message that no script sent.
    """

    where: tuple[str, str, Markup] | None
    traces: Sequence[Trace] = ()


async def origin_of(context: Context, row: Outgoing) -> Origin:
    """Which script said it, to whom, and how the run came there."""
    uow = context.uow
    run = await uow.runs.find(row.run_id) if row.run_id is not None else None
    if run is None or run.community_id != context.community.id:
        return Origin(None)
    label = label_in(row.source) if row.source is not None else ""
    lines = readable(context, await uow.scripts.traces_of_run(run.id, _READ))
    before = [line for line in lines if row.sent_at is None or line.at <= row.sent_at]
    started = [line for line in before if line.what in ("started", "by_hand") and not line.path]
    here = view.telling([line for line in before if line.path and label.startswith(line.path)])
    title, who = title_of(context, run.sop), Markup(context.texts("everybody"))
    if run.member_id is not None:
        who = await mention_of(context, await uow.members.get(run.member_id))
    if row.payload.get("text", "").count(_MENTION) > 1:
        who = view.with_others(context.texts, who)
    where = (title, await step_named(context, run.sop, label, run.version), who)
    return Origin(where, [*started[-2:], *here])


async def happened(context: Context, lines: Sequence[Trace]) -> list[view.Happened]:
    """What trace lines say, each with its step's title."""
    found = []
    for trace, line in zip(lines, await trace_lines(context, lines), strict=True):
        found.append(view.Happened(await step_named(context, trace.sop, trace.path), line))
    return found


async def _about_message(context: Context, row: Outgoing) -> str:
    origin, sent = await origin_of(context, row), None if row.sent_at is None else local(context, row.sent_at)
    told = view.fitting(context.texts, await happened(context, origin.traces))
    return view.message(context.texts, row.kind, origin.where, sent, told)


async def step_named(context: Context, sop: str, label: str, version: str | None = None) -> str:
    """The step that a label lies in, by its title; empty for the run as a whole."""
    if not label:
        return ""
    path, day = path_and_day(label)
    step = path.split("/", 1)[0]
    library, locale = context.services.library, context.community.locale
    program = library.program(locale, sop)
    if version is not None and (program is None or step not in program.steps):
        try:
            program = await library.pinned(context.uow, version)
        except VersionLost:
            program = None
    title = program.steps[step].called(locale) if program is not None and step in program.steps else step
    return view.step_in_words(context.texts, title, day)


async def not_arrived(context: Context, user: User) -> list[tuple[datetime, view.NotArrived]]:
    """What scripts meant for somebody's private chat lately and did not arrive (yet), and when it should have."""
    since = context.uow.now - LOOK_BACK
    found = []
    for row in await context.uow.outbox.not_arrived(user.id, since, 5):
        if row.community_id != context.community.id or row.run_id is None:
            continue
        run = await context.uow.runs.find(row.run_id)
        text = " ".join(_TAG.sub("", row.payload.get("text", "")).split())
        text = text if len(text) <= _SNIPPET else text[: _SNIPPET - 1].rstrip() + "…"
        told = view.NotArrived(
            title_of(context, run.sop) if run is not None else "",
            local(context, row.not_before),
            "stopped" if row.error == "run stopped" else row.state,
            Markup(text).unescape(),
        )
        found.append((row.not_before, told))
    return found


async def _replied_to(context: Context) -> Outgoing | None:
    """The outbox row of the bot's message that is replied to. Refused: `why_unknown`."""
    replied = context.message.replied_to if context.message else None
    if replied is None or replied.author is None or replied.author.id != context.services.me.id:
        return None
    chat_id = context.chat.id if context.chat else None
    row = await context.uow.outbox.shown(chat_id, context.user.id, replied.message_id)
    if row is None:
        raise Refused("why_unknown")
    return row


def reach_of(user: User) -> str | None:
    """What keeps private messages from somebody; None if they arrive."""
    if user.reach != Reach.OPEN:
        return user.reach
    return "opted_out" if user.opted_out else None


def _discreet(context: Context, text: str, buttons: Rows = ()) -> Message:
    """In a group of members only for the eyes of who asked, where Telegram offers that."""
    reply = context.reply(text, buttons)
    among_members = context.chat is not None and context.chat.for_members
    return reply.instead(only_for=context.user.id) if among_members else reply


COMMANDS = (Command("why", "why I did something, or didn't", why, Act.STEER_SOP, usage="@member [SCRIPT]"),)

PRESSES = (PressRoute("wy", press),)
