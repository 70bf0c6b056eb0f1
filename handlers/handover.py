"""`/handover`: the end of a shift; everything to anyone or to a colleague, with a summary for the team."""

from community import handover, staff
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows, Target
from core.permissions import Act, Role
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Reply, Toast
from handlers.presses import PressRoute
from handlers.undo import Undoers
from sop.engine.cards import card_edits, mention_of_user
from sop.engine.readers import texts_of
from storage.audit import AuditEntry
from storage.todo_notes import TodoNote
from storage.todos import Todo
from storage.users import Reach, User
from views import handover as view
from views.names import shown
from views.texts import Texts
from views.times import moment
from views.undo import button

CARDS = 10
"""To-dos whose cards are brought up to date at once; those of more are when somebody presses them."""


async def show(context: Context) -> Replies:
    """What one holds, and did today."""
    if context.args:
        raise WrongUse
    return [context.reply(*view.shift(context.texts, await _shift(context)))]


async def press(context: Context, press: Press) -> Replies:
    """`ho:<user>:` `a` gives all to anyone, `c` asks to whom, `t:<user>` to them, `s` posts it, `b` shows it."""
    if context.scope is None:
        raise context.nowhere()
    context.require(Act.WORK_TODO)
    if context.user.id != press.number(0):
        raise Refused("handover_not_yours")
    act = press.word(1)
    if act == "b":
        return await _edited(context, *view.shift(context.texts, await _shift(context)))
    if act == "c":
        return await _ask(context)
    if act == "a":
        return await _hand(context, None)
    if act == "t":
        return await _hand(context, await _colleague(context, press.number(2)))
    if act == "s":
        own = await handover.of(context.inside, context.user)
        return [Toast(view.posted(context.texts)), *await _told(context, own, None)]
    raise CallbackError(f"no act of a shift's end: {act!r}")


async def take_back(context: Context, entry: AuditEntry) -> None:
    """Undo: what nobody has touched meanwhile is theirs again."""
    for todo in (await handover.take_back(context.inside, entry, context.user))[:CARDS]:
        for edit in await card_edits(context.inside, todo):
            await context.uow.outbox.plan_edit(edit)


async def _hand(context: Context, heir: User | None) -> Replies:
    own = await handover.of(context.inside, context.user)
    handed, entry = await handover.hand_all(context.inside, context.user, heir)
    replies: list[Reply] = [Toast(view.posted(context.texts)), *await _told(context, own, heir, entry)]
    for todo in handed[:CARDS]:
        replies += await card_edits(context.inside, todo)
    return replies


async def _told(
    context: Context, own: handover.Shift, heir: User | None, entry: AuditEntry | None = None
) -> list[Reply]:
    """In place of the question, and to the staff chat; without one to the heir in private."""
    text = await _summary(context, context.texts, own, heir, gone=entry is not None)
    undo = () if entry is None else ((button(context.texts, entry.id),),)
    row, chat = await context.pressed(), await context.uow.chats.staff(context.community.id)
    replies: list[Reply] = [context.reply(text, undo) if row is None else Edit(row.id, text, undo)]
    there = None
    if chat is not None:
        there = None if context.chat is not None and context.chat.id == chat.id else Target.chat(chat.id)
    elif heir is not None and heir.reach == Reach.OPEN:
        there = Target.user(heir.id)
    if there is not None:
        texts = await texts_of(context.inside, there.user_id)
        text = await _summary(context, texts, own, heir, gone=entry is not None)
        replies.append(Message(there, Kind.NOTICE, text, community_id=context.community.id))
    return replies


async def _summary(
    context: Context, texts: Texts, own: handover.Shift, heir: User | None, *, gone: bool
) -> str:
    """`gone`: what was held has been handed over."""
    shift = await _in_words(context, texts, own)
    mention = None if heir is None else mention_of_user(heir)
    return view.summary(texts, shift, mention, shift.holds if gone else ())


async def _ask(context: Context) -> Replies:
    own, owner_ids = await _shift(context), context.services.settings.owner_ids
    people = await staff.assistants(context.uow, context.community.id)
    people += await staff.owners(context.uow, owner_ids)
    offered = [(one.id, shown(one.name)) for one in dict.fromkeys(people) if one.id != context.user.id]
    return await _edited(context, *view.heirs(context.texts, own, offered))


async def _colleague(context: Context, user_id: int) -> User:
    heir = await context.uow.users.find(user_id)
    if heir is None:
        raise Refused("button_unknown")
    role = await staff.role_of(context.inside, heir, context.services.settings.owner_ids)
    if role < Role.ASSISTANT:
        raise Refused("not_staff", name=heir.name)
    return heir


async def _shift(context: Context) -> view.Shift:
    return await _in_words(context, context.texts, await handover.of(context.inside, context.user))


async def _in_words(context: Context, texts: Texts, own: handover.Shift) -> view.Shift:
    return view.Shift(
        user_id=context.user.id,
        name=shown(context.user.name),
        holds=[_held(context, texts, one) for one in own.holds],
        worked=own.worked,
        notes=[await _note(context, one) for one in own.notes],
    )


def _held(context: Context, texts: Texts, todo: Todo) -> view.Held:
    scope = context.inside
    due = None if todo.due_at is None else moment(texts, todo.due_at, scope.zone, scope.uow.now)
    return view.Held(todo.id, todo.text, due)


async def _note(context: Context, note: TodoNote) -> tuple[str | None, str]:
    if note.member_id is None:
        return None, note.text
    member = await context.uow.members.get(note.member_id)
    return shown((await context.uow.users.get(member.user_id)).name), note.text


async def _edited(context: Context, text: str, rows: Rows) -> Replies:
    row = await context.pressed()
    return [context.reply(text, rows)] if row is None else [Edit(row.id, text, rows)]


COMMANDS = (Command("handover", "end your shift", show, Act.WORK_TODO, Where.PRIVATE | Where.STAFF),)
PRESSES = (PressRoute("ho", press),)
UNDO: Undoers = {handover.HANDED: (Act.WORK_TODO, take_back)}
