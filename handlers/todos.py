"""`/todo`, and the buttons of to-dos and gates: done, could not reach, hand over, yes, no."""

from community import staff, todos
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Kind, Message, Rows, Target
from core.permissions import Act, Role
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Reply, Toast
from handlers.presses import PressRoute
from sop.engine.cards import card_edits, card_of, closer_of, listed, mention_of_user
from storage.todos import Todo, TodoState
from storage.users import Reach, User
from views import todos as view
from views.names import shown

_TASK = {"d": TodoState.DONE, "u": TodoState.UNREACHABLE}
_GATE = {"y": TodoState.YES, "n": TodoState.NO}
_MOST = 200

LIST = "todo_list"
"""Marks a message as a list of to-dos, which is shown anew when one of them is closed."""


async def todo(context: Context) -> Replies:
    """What is open, the most urgent first."""
    if context.args:
        raise WrongUse
    text, rows = await _list(context)
    return [context.reply(text, rows).instead(extra={LIST: True})]


async def press_task(context: Context, press: Press) -> Replies:
    """`td:<todo id>:d|u` closes it, `h` asks for an heir, `t:<user id>` hands over, `b` shows the card."""
    found = await _found(context, press)
    act = press.word(1)
    if found.state != TodoState.OPEN:
        return await _too_late(context, found)
    if act in _TASK:
        return await _close(context, found, _TASK[act])
    if act == "h":
        return await _ask_heir(context, found)
    if act == "t":
        return await _hand_over(context, found, await context.uow.users.find(press.number(2)))
    if act == "b":
        return await _show_card(context, found)
    raise CallbackError(f"no act of a to-do: {act!r}")


async def press_gate(context: Context, press: Press) -> Replies:
    """`gt:<todo id>:y|n`."""
    found = await _found(context, press)
    expired = found.due_at is not None and found.due_at <= context.at
    if found.state != TodoState.OPEN or expired:
        return await _too_late(context, found)
    if press.word(1) not in _GATE:
        raise CallbackError(f"no decision: {press.word(1)!r}")
    return await _close(context, found, _GATE[press.word(1)])


async def _found(context: Context, press: Press) -> Todo:
    """The to-do, if the person may deal with it; the context is its community from here on."""
    found = await context.uow.todos.find(press.number(0))
    if found is None:
        raise Refused("button_unknown")
    await context.become(await context.scope_of(found.community_id))
    todos.require_role(found, context.role)
    return found


async def _close(context: Context, found: Todo, outcome: TodoState) -> Replies:
    closed = await todos.close(context.uow, found, outcome, context.user, context.at)
    edits = await card_edits(context.inside, closed)
    toast = Toast(view.closed_toast(context.texts, outcome))
    return [toast, *edits, *await _shown_anew(context, closed, edits)]


async def _too_late(context: Context, found: Todo) -> Replies:
    closer = await closer_of(context.uow, found)
    state = found.state if found.state != TodoState.OPEN else TodoState.EXPIRED
    toast = Toast(view.already(context.texts, state, shown(closer.name) if closer else None), alert=True)
    if found.state == TodoState.OPEN:
        return [toast]
    return [toast, *await _shown_anew(context, found, [])]


async def _shown_anew(context: Context, found: Todo, edits: list[Edit]) -> list[Edit]:
    """The message with the pressed button, brought up to date if it is not among the edits already."""
    row = await context.pressed()
    if row is None or any(edit.outbox_id == row.id for edit in edits):
        return []
    if row.payload.get("extra", {}).get(LIST):
        return [Edit(row.id, *await _list(context))]
    return [Edit(row.id, *await card_of(context.inside, found))]


async def _ask_heir(context: Context, found: Todo) -> Replies:
    """Offer the staff as buttons, in place of the card or below the list."""
    people = [(user.id, shown(user.name)) for user in await _heirs(context, found)]
    if not people:
        return [Toast(view.nobody_else(context.texts), alert=True)]
    text, rows = view.heirs(context.texts, found.id, found.text, people)
    row = await context.pressed()
    if row is None or row.payload.get("extra", {}).get(LIST):
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
    edits = await card_edits(context.inside, handed)
    toast = Toast(view.handed_toast(context.texts, shown(heir.name)))
    replies: list[Reply] = [toast, *edits, *await _shown_anew(context, handed, edits)]
    if heir.id != context.user.id:
        replies.append(await _told(context, handed, heir))
    return replies


async def _told(context: Context, handed: Todo, heir: User) -> Message:
    """In private if that reaches them, else by a mention in the same place."""
    private = heir.reach == Reach.OPEN
    text, rows = await card_of(context.inside, handed)
    head = view.handed_over(
        context.texts, text, shown(context.user.name), None if private else mention_of_user(heir)
    )
    to = Target.user(heir.id) if private else context.here
    return Message(to, Kind.TODO, head, rows, community_id=handed.community_id, extra={"todo": handed.id})


async def _show_card(context: Context, found: Todo) -> Replies:
    row = await context.pressed()
    return [] if row is None else [Edit(row.id, *await card_of(context.inside, found))]


async def _list(context: Context) -> tuple[str, Rows]:
    found = await context.uow.todos.open_of(context.community.id, _MOST)
    mine = [one for one in found if one.for_role != "owner" or context.role >= Role.OWNER]
    total = len(mine) if len(found) < _MOST else await context.uow.todos.count_open(context.community.id)
    lines = [await listed(context.inside, one) for one in mine[: view.LISTED]]
    return view.open_list(context.texts, lines, total)


COMMANDS = (Command("todo", "what needs doing", todo, Act.WORK_TODO, Where.PRIVATE | Where.STAFF),)

PRESSES = (PressRoute("td", press_task), PressRoute("gt", press_gate))
