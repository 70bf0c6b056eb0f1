"""The buttons of to-dos and gates: done, could not reach, take over, hand over, later, note, yes, no, undo."""

from datetime import datetime, time, timedelta

from community import staff, todos
from core.callback import CallbackError, Press
from core.errors import Refused
from core.localtime import instant_of
from core.message import Edit, Kind, Message, Target
from core.permissions import Role
from handlers import notes, todo_list
from handlers.context import Context, Replies, Reply, Toast
from handlers.presses import PressRoute
from sop.engine.cards import card_edits, card_of, closer_of, mention_of_user
from sop.engine.readers import texts_of
from storage.todos import Todo, TodoState
from storage.users import Reach, User
from views import todos as view
from views.names import shown
from views.times import moment

_TASK = {"d": TodoState.DONE, "u": TodoState.UNREACHABLE}
_GATE = {"y": TodoState.YES, "n": TodoState.NO}
_EVENING, _MORNING = time(20), time(9)


async def press_task(context: Context, press: Press) -> Replies:
    """`td:<todo id>:` and what is done with it.

    `d`, `u` close it (in a list: `d:<whose>:<page>`), `r` opens it again; `c` takes it over, `f` puts it back;
    `h` asks for an heir, `t:<user id>` hands over; `z` asks until when it sleeps, `s:<until>` lets it, `w` wakes
    it; `n` asks for a note; `o` shows the card below a list, `b` in place of a question.
    """
    found, act = await _found(context, press), press.word(1)
    if act == "r":
        return await _reopen(context, found)
    if found.state != TodoState.OPEN:
        return await _too_late(context, found, press)
    if act in _TASK:
        return await _close(context, found, _TASK[act], press)
    if act == "t":
        return await _hand_over(context, found, await context.uow.users.find(press.number(2)))
    if act == "s":
        return await _sleep(context, found, press.word(2))
    handler = _ACTS.get(act)
    if handler is None:
        raise CallbackError(f"no act of a to-do: {act!r}")
    return await handler(context, found)


async def press_gate(context: Context, press: Press) -> Replies:
    """`gt:<todo id>:y|n`, in a list `y:<whose>:<page>`."""
    found = await _found(context, press)
    expired = found.due_at is not None and found.due_at <= context.at
    if found.state != TodoState.OPEN or expired:
        return await _too_late(context, found, press)
    if press.word(1) not in _GATE:
        raise CallbackError(f"no decision: {press.word(1)!r}")
    return await _close(context, found, _GATE[press.word(1)], press)


async def _found(context: Context, press: Press) -> Todo:
    """The to-do, if the person may deal with it; the context is its community from here on."""
    found = await context.uow.todos.find(press.number(0))
    if found is None:
        raise Refused("button_unknown")
    await context.become(await context.scope_of(found.community_id))
    todos.require_role(found, context.role)
    return found


async def _close(context: Context, found: Todo, outcome: TodoState, press: Press) -> Replies:
    closed = await todos.close(context.uow, found, outcome, context.user, context.at)
    return await _changed(context, closed, view.closed_toast(context.texts, outcome), press)


async def _reopen(context: Context, found: Todo) -> Replies:
    opened = await todos.reopen(context.uow, found, context.user, any_ones=context.role >= Role.OWNER)
    return await _changed(context, opened, view.reopened_toast(context.texts))


async def _take(context: Context, found: Todo) -> Replies:
    taken = await todos.hand_over(context.uow, found, context.user, context.user)
    return await _changed(context, taken, view.claimed_toast(context.texts))


async def _put_back(context: Context, found: Todo) -> Replies:
    freed = await todos.hand_over(context.uow, found, None, context.user)
    return await _changed(context, freed, view.freed_toast(context.texts))


async def _changed(context: Context, todo: Todo, toast: str, press: Press | None = None) -> list[Reply]:
    """All its cards, and the message with the pressed button, brought up to date."""
    edits = await card_edits(context.inside, todo)
    return [Toast(toast), *edits, *await _shown_anew(context, todo, edits, press)]


async def _too_late(context: Context, found: Todo, press: Press) -> Replies:
    closer = await closer_of(context.uow, found)
    state = found.state if found.state != TodoState.OPEN else TodoState.EXPIRED
    toast = Toast(view.already(context.texts, state, shown(closer.name) if closer else None), alert=True)
    if found.state == TodoState.OPEN:
        return [toast]
    return [toast, *await _shown_anew(context, found, [], press)]


async def _shown_anew(
    context: Context, found: Todo, edits: list[Edit], press: Press | None = None
) -> list[Edit]:
    """The message with the pressed button, if it is not among the edits already. A list names its page."""
    row = await context.pressed()
    if row is None or any(edit.outbox_id == row.id for edit in edits):
        return []
    if press is not None and len(press.args) > 3:
        return [Edit(row.id, *await todo_list.page(context, press.word(2), press.number(3)))]
    return [Edit(row.id, *await card_of(context.inside, found, context.texts))]


async def _ask_heir(context: Context, found: Todo) -> Replies:
    """Offer the staff as buttons, in place of the card."""
    people = [(user.id, shown(user.name)) for user in await _heirs(context, found)]
    if not people:
        return [Toast(view.nobody_else(context.texts), alert=True)]
    text, rows = view.heirs(context.texts, found.id, found.text, people)
    row = await context.pressed()
    if row is None or row.todo_id != found.id:
        return [context.reply(text, rows)]
    return [Edit(row.id, text, rows)]


async def _heirs(context: Context, found: Todo) -> list[User]:
    """Who may do it instead of the one who has it now."""
    people = await staff.owners(context.uow, context.services.settings.owner_ids)
    if found.for_role != "owner":
        people = await staff.assistants(context.uow, found.community_id) + people
    holder = found.assignee if found.assignee is not None else context.user.id
    return [user for user in dict.fromkeys(people) if user.id != holder]


async def _hand_over(context: Context, found: Todo, heir: User | None) -> Replies:
    if heir is None:
        raise Refused("button_unknown")
    role = await staff.role_of(context.inside, heir, context.services.settings.owner_ids)
    if role < Role.ASSISTANT:
        raise Refused("not_staff", name=shown(heir.name))
    handed = await todos.hand_over(context.uow, found, heir, context.user)
    replies = await _changed(context, handed, view.handed_toast(context.texts, shown(heir.name)))
    if heir.id != context.user.id:
        replies.append(await told(context, handed, heir))
    return replies


async def told(context: Context, handed: Todo, heir: User) -> Message:
    """Who takes over is told in private if that reaches them, else by a mention in the same place."""
    private = heir.reach == Reach.OPEN
    texts = await texts_of(context.inside, heir.id) if private else context.texts
    text, rows = await card_of(context.inside, handed, texts)
    head = view.handed_over(texts, text, shown(context.user.name), None if private else mention_of_user(heir))
    to = Target.user(heir.id) if private else context.here
    return Message(
        to,
        Kind.TODO,
        head,
        rows,
        community_id=handed.community_id,
        member_id=handed.member_id,
        todo_id=handed.id,
    )


async def _ask_until(context: Context, found: Todo) -> Replies:
    evening = _times(context)[view.EVENING] > context.uow.now
    text, rows = view.snooze_menu(context.texts, found.id, found.text, evening=evening)
    row = await context.pressed()
    return [context.reply(text, rows)] if row is None else [Edit(row.id, text, rows)]


async def _sleep(context: Context, found: Todo, until: str) -> Replies:
    times = _times(context)
    if until not in times or times[until] <= context.uow.now:
        raise Refused("button_too_old")
    asleep = await todos.snooze(context.uow, found, times[until], context.user)
    wakes = moment(context.texts, times[until], context.inside.zone, context.uow.now)
    return await _changed(context, asleep, view.snoozed_toast(context.texts, wakes))


def _times(context: Context) -> dict[str, datetime]:
    scope = context.inside
    return {
        view.HOUR: context.uow.now + timedelta(hours=1),
        view.EVENING: instant_of(scope.today, _EVENING, scope.zone),
        view.MORNING: instant_of(scope.today + timedelta(days=1), _MORNING, scope.zone),
    }


async def _wake(context: Context, found: Todo) -> Replies:
    awake = await todos.snooze(context.uow, found, None, context.user)
    return await _changed(context, awake, view.reopened_toast(context.texts))


async def _show_card(context: Context, found: Todo) -> Replies:
    row = await context.pressed()
    return [] if row is None else [Edit(row.id, *await card_of(context.inside, found, context.texts))]


async def _open_card(context: Context, found: Todo) -> Replies:
    """A card of its own below the list."""
    text, rows = await card_of(context.inside, found, context.texts)
    card = context.reply(text, rows)
    return [card.instead(kind=Kind.TODO, member_id=found.member_id, todo_id=found.id)]


_ACTS = {
    "c": _take,
    "f": _put_back,
    "h": _ask_heir,
    "z": _ask_until,
    "w": _wake,
    "n": notes.ask,
    "o": _open_card,
    "b": _show_card,
}

PRESSES = (PressRoute("td", press_task), PressRoute("gt", press_gate))
