"""The buttons of the digest's decisions: approve, hand to an assistant, excuse, done, seen, and each taken back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from community import digest, leaves, staff, todos
from community.decisions import Decision, Matter
from community.todos import Order
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Target
from core.permissions import Act, Role
from handlers import drafts
from handlers.context import Context, Replies, Reply, Toast
from handlers.digest_shown import shown_in
from handlers.presses import PressRoute
from sop.engine import readers
from sop.engine.cards import card_edits, post
from storage import figures
from storage.digests import Digest
from storage.todos import Todo, TodoState
from storage.users import Reach, User
from views import care as care_view
from views import decisions as view
from views.names import shown
from views.texts import texts_for

LOOK_BACK = timedelta(days=14)
DUE_WITHIN = timedelta(hours=24)
"""For what is handed to an assistant."""

Done = dict[str, Any]
"""What is kept of a decision: `act`, the `name` of who takes care, and what is needed to take it back (`undo`)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One decision of a digest."""

    kept: Digest
    index: int
    decision: Decision


async def press(context: Context, press: Press) -> Replies:
    """`dg:<digest>:<place>:<act>`, and for `t` the account that takes care of it."""
    place = await _found(context, press)
    act = press.word(2)
    if act == "u":
        return await _take_back(context, place)
    if str(place.index) in place.kept.decided:
        raise Refused("button_used")
    if act == "h":
        return await _offer(context, place)
    if act == "b":
        return await _renewed(context, place.kept, [])
    if act == "w" and place.decision.about is not None:
        return await _write(context, place, place.decision.about)
    if act == "t":
        return await _hand_over(context, place, await context.uow.users.find(press.number(3)))
    if (place.decision.matter, act) == (Matter.FAILED, "s"):
        return await _settled(context, place, {"act": act}, [])
    deed = _DEEDS.get((place.decision.matter, act))
    if deed is None:
        raise CallbackError(f"no act of this decision: {act!r}")
    undo, replies = await deed(context, place)
    return await _settled(context, place, {"act": act} | ({"undo": undo} if undo else {}), replies)


async def _found(context: Context, press: Press) -> Place:
    kept = await context.uow.digests.find(press.number(0))
    if kept is None:
        raise Refused("button_unknown")
    await context.become(await context.scope_of(kept.community_id))
    context.require(Act.READ_DIGEST)
    decisions, index = digest.read(kept).decisions, press.number(1)
    if index >= len(decisions):
        raise Refused("button_unknown")
    return Place(kept, index, decisions[index])


async def _decide(outcome: TodoState, context: Context, place: Place) -> tuple[Done, list[Reply]]:
    """A gate: yes or no."""
    found = await _todo(context, place.decision.todo_id)
    if found.due_at is not None and found.due_at <= context.at:
        raise Refused("decision_gone")
    closed = await todos.close(context.uow, found, outcome, context.user, context.at)
    return {}, list(await card_edits(context.inside, closed))


async def _done(context: Context, place: Place) -> tuple[Done, list[Reply]]:
    """An overdue to-do was done."""
    assert place.decision.care is not None, "that is what has to-dos"
    found = await _todo(context, place.decision.care.todo_id)
    closed = await todos.close(context.uow, found, TodoState.DONE, context.user, context.at)
    return {}, list(await card_edits(context.inside, closed))


async def _excuse(context: Context, place: Place) -> tuple[Done, list[Reply]]:
    """Leave from the first missed day until today: the streak is kept, and nobody is reminded today."""
    scope, about = context.inside, place.decision.about
    if about is None:
        raise Refused("decision_gone")
    member = await context.uow.members.get(about)
    longest = timedelta(days=scope.policies.check_in.leave.longest_days - 1)
    first = max(scope.today - LOOK_BACK, scope.today - longest)
    missed = await figures.missed_days(context.uow, member.id, first, scope.today)
    missed = [day for day in missed if member.last_check_in is None or day > member.last_check_in]
    begins = missed[0] if missed else scope.today
    given = await leaves.take(scope, member, (scope.today - begins).days + 1, begins, context.user)
    return {"leave": given.leave.id, "days": [day.isoformat() for day in missed]}, []


_Deed = Callable[[Context, Place], Awaitable[tuple[Done, list[Reply]]]]

_DEEDS: dict[tuple[Matter, str], _Deed] = {
    (Matter.GATE, "y"): partial(_decide, TodoState.YES),
    (Matter.GATE, "n"): partial(_decide, TodoState.NO),
    (Matter.CARE, "x"): _excuse,
    (Matter.CARE, "d"): _done,
}


async def _offer(context: Context, place: Place) -> Replies:
    """Who could take care of it, in place of the buttons."""
    people = await staff.assistants(context.uow, context.community.id)
    row = await context.pressed()
    if not people or row is None:
        return [Toast(view.nobody_to_hand(context.texts), alert=True)]
    offered = [(one.id, shown(one.name)) for one in people]
    shown_now = await shown_in(context.services, context.inside, place.kept, context.texts, named=True)
    rows = view.heirs(context.texts, place.kept.id, place.index, offered)
    return [Edit(row.id, shown_now.text, rows)]


async def _write(context: Context, place: Place, member_id: int) -> Replies:
    """A draft below the digest, to be changed and sent; the decision stays open."""
    care = place.decision.care
    behind = max((one.count or 0 for one in care.concerns), default=0) if care is not None else 0
    return await drafts.propose(context, await context.uow.members.get(member_id), behind)


async def _hand_over(context: Context, place: Place, heir: User | None) -> Replies:
    """The overdue to-do, or a new one about the member, is an assistant's now."""
    if heir is None:
        raise Refused("button_unknown")
    role = await staff.role_of(context.inside, heir, context.services.settings.owner_ids)
    care = place.decision.care
    if role < Role.ASSISTANT or care is None:
        raise Refused("not_staff", name=shown(heir.name))
    known = None if care.todo_id is None else await context.uow.todos.find(care.todo_id)
    if known is not None:
        handed = await todos.hand_over(context.uow, known, heir, context.user)
        undo: Done = {"handed": known.id, "to": known.assignee}
    else:
        handed = await _new_task(context, place, heir)
        undo = {"todo": handed.key}
    place_of_heir = [Target.user(heir.id)] if heir.reach == Reach.OPEN else []
    await post(context.inside, handed, place_of_heir or await _staff_chat(context))
    name = shown(heir.name)
    return await _settled(context, place, {"act": "t", "name": name, "undo": undo}, [])


async def _new_task(context: Context, place: Place, heir: User) -> Todo:
    care, scope, uow = place.decision.care, context.inside, context.uow
    assert care is not None, "only people are handed over"
    texts = texts_for(scope.community.locale)
    words = view.hand_over_words(texts, care_view.why(texts, care, uow.now))
    key = f"digest:{place.kept.id}:{place.index}:{uow.new_id()}"
    due = uow.now + DUE_WITHIN
    order = Order(key=key, text=words, for_role="assistant", due_at=due, member_id=care.member_id)
    return await todos.hand_over(uow, await todos.open_task(scope, order), heir, context.user)


async def _staff_chat(context: Context) -> list[Target]:
    chat = await context.uow.chats.staff(context.community.id)
    return [] if chat is None else [Target.chat(chat.id)]


async def _take_back(context: Context, place: Place) -> Replies:
    done: Done | None = place.kept.decided.get(str(place.index))
    if done is None or "undo" not in done:
        raise Refused("button_used")
    undo, uow, replies = done["undo"], context.uow, list[Reply]()
    if "leave" in undo and place.decision.about is not None:
        member = await uow.members.get(place.decision.about)
        await leaves.cancel(context.inside, member, undo["leave"], context.user)
        for day in undo["days"]:
            uow.check_ins.expect(member.community_id, member.id, date.fromisoformat(day))
    elif "todo" in undo:
        cancelled = await todos.cancel(uow, undo["todo"])
        replies += [] if cancelled is None else await card_edits(context.inside, cancelled)
    else:
        former = None if undo["to"] is None else await uow.users.find(undo["to"])
        handed = await _todo(context, undo["handed"])
        handed = await todos.hand_over(uow, handed, former, context.user)
        replies += await card_edits(context.inside, handed)
    uow.audit.record(
        context.user.id, "undo", context.community.id, place.decision.about, what=f"digest_{done['act']}"
    )
    rest = {key: one for key, one in place.kept.decided.items() if key != str(place.index)}
    return await _renewed(context, uow.digests.put(replace(place.kept, decided=rest)), replies)


async def _settled(context: Context, place: Place, done: Done, replies: list[Reply]) -> Replies:
    """Keep what was done, and cross it out wherever the digest is shown."""
    context.uow.audit.record(
        context.user.id, "decide", context.community.id, place.decision.about, what=done["act"]
    )
    decided = {**place.kept.decided, str(place.index): done}
    kept = context.uow.digests.put(replace(place.kept, decided=decided))
    line = view.done_line(context.texts, done["act"], done.get("name"))
    return [Toast(line), *await _renewed(context, kept, replies)]


async def _renewed(context: Context, kept: Digest, replies: list[Reply]) -> Replies:
    scope = context.inside
    rows = {row.id: row for row in [await context.pressed()] if row is not None}
    for outbox_id in kept.decided.get("shown", ()):
        row = await context.uow.outbox.find(outbox_id)
        if row is not None and row.user_id is not None:
            rows[row.id] = row
    await readers.preload(scope, (row.user_id for row in rows.values()))
    for row in rows.values():
        texts = await readers.texts_of(scope, row.user_id)
        now = await shown_in(context.services, scope, kept, texts, named=True)
        replies = [*replies, Edit(row.id, now.text, now.buttons)]
    return replies


async def _todo(context: Context, todo_id: int | None) -> Todo:
    found = None if todo_id is None else await context.uow.todos.find(todo_id)
    if found is None:
        raise Refused("decision_gone")
    return found


PRESSES = (PressRoute("dg", press),)
