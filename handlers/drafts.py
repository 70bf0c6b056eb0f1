"""Drafts: words proposed for a member, changed by a reply, sent as the bot; and the standard reminder."""

from typing import Any

from community import check_ins, drafts
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows, Target
from core.permissions import Act
from handlers.context import Context, Replies, Reply, Toast
from handlers.people import mention_of, user_of
from handlers.presses import PressRoute
from sop.engine.readers import texts_of
from storage.communities import Chat
from storage.members import Member
from storage.outgoing import Outgoing
from views import drafts as view
from views.names import shown

DRAFT = "draft"
"""Marks a message that shows a draft, with the member it is for and the words."""


async def propose(context: Context, member: Member, behind: int) -> Replies:
    """Words by the member's situation, in the language the member reads."""
    scope, user = context.inside, await user_of(context, member)
    joined, newcomer_for = member.joined_at, scope.policies.todos.newcomer_for
    situation = view.Situation(
        name=shown(user.name),
        new=joined is not None and scope.uow.now - joined < newcomer_for,
        spoken=member.spoken_at is not None,
        behind=behind,
        streak=await check_ins.current_streak(scope, member),
    )
    return [await _draft(context, member, view.proposed(await texts_of(scope, user.id), situation))]


async def rewritten(context: Context, mark: dict[str, Any]) -> Replies | None:
    """Somebody of the staff replied to a draft with other words; None if it is nobody's any more."""
    member = await _enter(context, int(mark["member"]))
    words = drafts.check(context.message.words if context.message else "")
    return [await _draft(context, member, words)]


async def press(context: Context, press: Press) -> Replies:
    """`dr:<member>:` `s` sends the draft in private or asks, `g` says it in the group, `b` shows it again."""
    member, row = await _enter(context, press.number(0)), await context.pressed()
    mark = {} if row is None else row.payload.get("extra", {}).get(DRAFT, {})
    if row is None or mark.get("member") != member.id:
        raise Refused("button_too_old")
    if await context.uow.outbox.was_planned(_key(row)):
        raise Refused("button_used")
    act, words = press.word(1), str(mark["words"])
    if act == "b":
        return [Edit(row.id, *view.draft(context.texts, member.id, await mention_of(context, member), words))]
    if act not in ("s", "g"):
        raise CallbackError(f"no act of a draft: {act!r}")
    if act == "s" and drafts.reachable(await user_of(context, member)):
        return await _in_private(context, member, row, words)
    return await _in_group(context, member, row, words, agreed=act == "g")


async def nudge(context: Context, member: Member, *, in_group: bool) -> Replies:
    """The standard reminder, once a day; in the group only after a press that says so."""
    scope, user = context.inside, await user_of(context, member)
    private = drafts.reachable(user) and not in_group
    who, key = await mention_of(context, member), await drafts.nudge_key(scope, member)
    if not private and not in_group:
        chat = await _group(context)
        return [context.reply(*view.ask_nudge_in_group(context.texts, member.id, who, chat.title))]
    context.uow.audit.record(context.user.id, "nudge", scope.community.id, member.id, in_group=in_group)
    to = Target.user(user.id) if private else Target.chat((await _group(context)).id)
    texts = await texts_of(scope, to.user_id)
    text = view.nudge(texts, shown(user.name) if private else who)
    rows = view.nudge_button(texts, scope.community.id, scope.today)
    replies: list[Reply] = [
        Toast(view.sent_toast(context.texts)),
        _to_member(context, member, to, text, key, rows),
    ]
    row = await context.pressed()
    if in_group and row is not None:
        replies.append(Edit(row.id, view.nudged(context.texts, who, shown(context.user.name))))
    return replies


async def _in_private(context: Context, member: Member, row: Outgoing, words: str) -> Replies:
    await drafts.said(context.inside, member, context.user, in_group=False)
    who, to = await mention_of(context, member), Target.user(member.user_id)
    otherwise = Message(
        context.here, Kind.NOTICE, view.not_arrived(context.texts, who), community_id=context.community.id
    )
    message = _to_member(context, member, to, view.plain(context.texts, words), _key(row))
    told = view.sent(context.texts, who, words, shown(context.user.name), None)
    return [
        Toast(view.sent_toast(context.texts)),
        message.instead(fallback=otherwise),
        Edit(row.id, told),
    ]


async def _in_group(context: Context, member: Member, row: Outgoing, words: str, *, agreed: bool) -> Replies:
    chat, who = await _group(context), await mention_of(context, member)
    if not agreed:
        return [Edit(row.id, *view.ask_group(context.texts, member.id, who, words, chat.title))]
    await drafts.said(context.inside, member, context.user, in_group=True)
    text = view.in_group(await texts_of(context.inside, None), who, words)
    told = view.sent(context.texts, who, words, shown(context.user.name), chat.title)
    message = _to_member(context, member, Target.chat(chat.id), text, _key(row))
    return [Toast(view.sent_toast(context.texts)), message, Edit(row.id, told)]


async def _draft(context: Context, member: Member, words: str) -> Message:
    text, rows = view.draft(context.texts, member.id, await mention_of(context, member), words)
    return context.reply(text, rows).instead(
        kind=Kind.NOTICE, member_id=member.id, extra={DRAFT: {"member": member.id, "words": words}}
    )


def _to_member(context: Context, member: Member, to: Target, text: str, key: str, rows: Rows = ()) -> Message:
    return Message(
        to,
        Kind.RESPONSE,
        text,
        rows,
        community_id=context.community.id,
        member_id=member.id,
        dedupe_key=key,
    )


async def _group(context: Context) -> Chat:
    """Where members are. Refused: `no_group_left`."""
    chat = await context.uow.chats.main(context.community.id)
    if chat is None:
        raise Refused("no_group_left")
    return chat


async def _enter(context: Context, member_id: int) -> Member:
    """Whom a draft is for; the context is their community from here on."""
    member = await context.uow.members.find(member_id)
    if member is None:
        raise Refused("button_unknown")
    await context.become(await context.scope_of(member.community_id))
    context.require(Act.WORK_TODO)
    return member


def _key(row: Outgoing) -> str:
    return f"draft:{row.id}"


PRESSES = (PressRoute("dr", press),)
