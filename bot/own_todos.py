"""The to-dos that the bot opens by itself: first messages that nobody answers, and the daily rules."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from bot.hourly import Hourly
from community import own_todos, shift_hours, staff, todos
from community.own_todos import Concern
from community.scope import Scope
from community.shift_hours import Hour
from community.todos import Order
from core.message import Kind, Message
from handlers.context import Services
from sop.engine import persons
from sop.engine.cards import post
from sop.engine.readers import texts_of
from storage.first_words import FirstWords
from storage.members import Member
from storage.schedules import Schedule
from storage.todos import Todo
from storage.unit_of_work import UnitOfWork
from views import own_todos as view
from views.texts import texts_for
from views.todos import opened_many

LIMIT = 100
"""Members looked at in one transaction."""

MOST_CARDS = 5
"""To-dos opened at the same time that are shown one by one; of more only how many there are."""


class OwnTodos(Hourly):
    """Opens them, each once, and shows them to the staff."""

    kinds: ClassVar = (Hour.OWN_TODOS,)

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._begun = False

    async def besides(self, uow: UnitOfWork) -> bool:
        """Deal with first messages that are due."""
        await self._begin(uow)
        due = await uow.first_words.due(uow.now, LIMIT)
        await persons.preload(uow, [said.member_id for said in due])
        await uow.chats.load_ids(said.chat_id for said in due)
        for community_id in dict.fromkeys(said.community_id for said in due):
            scope = await Scope.of(uow, community_id, self._services.policies)
            here = [said for said in due if said.community_id == community_id]
            await uow.todos.load_keys(_unanswered_key(uow.members.known(said.member_id)) for said in here)
            mine = [await self._unanswered(scope, said) for said in here]
            await self._show(scope, [todo for todo in mine if todo is not None])
        return len(due) == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When a first message has waited for long enough, or the daily rules look around."""
        instants = [await uow.first_words.next_due(), await super().next_instant(uow)]
        return min((at for at in instants if at is not None), default=None)

    async def _begin(self, uow: UnitOfWork) -> None:
        """Communities from before there were such hours get theirs."""
        if self._begun:
            return
        for community in await uow.communities.all():
            scope = Scope(uow, community, self._services.policies)
            if not await shift_hours.is_expected(scope):
                shift_hours.expect(scope)
        uow.undo_also(self._begin_again)
        self._begun = True

    def _begin_again(self) -> None:
        self._begun = False

    async def _unanswered(self, scope: Scope, said: FirstWords) -> Todo | None:
        uow = scope.uow
        member = uow.members.known(said.member_id)
        uow.first_words.answered(member.id)
        key = _unanswered_key(member)
        if not member.present or await todos.was_opened(uow, key):
            return None
        chat = await uow.chats.get(said.chat_id)
        address = view.address(chat.telegram_id, chat.username, said.message_id)
        concern = Concern(scope.policies.todos.rules.unanswered, member, key)
        return await self._open(scope, concern, address)

    async def do(self, scope: Scope, row: Schedule) -> None:
        """A page of the rule that the schedule's row has come to; after the last one it rests until tomorrow."""
        done = int(row.data.get("rule", 0))
        name = own_todos.DAILY[done]
        opened, most = int(row.data.get("opened", 0)), scope.policies.todos.a_day
        owner_ids = self._services.settings.owner_ids
        page = await own_todos.page(scope, name, int(row.data.get("after", 0)), LIMIT, owner_ids)
        concerns = page.concerns[: most - opened]
        await persons.preload(scope.uow, [one.member.id for one in concerns])
        await scope.uow.todos.load_keys(one.key for one in concerns)
        await self._show(scope, [await self._open(scope, one) for one in concerns])
        opened += len(concerns)
        day = scope.today.isoformat()
        if page.after is not None and opened < most:
            data = {"day": day, "rule": done, "after": page.after, "opened": opened}
            scope.uow.schedules.put(replace(row, data=data))
        elif done + 1 < len(own_todos.DAILY):
            scope.uow.schedules.put(replace(row, data={"day": day, "rule": done + 1}))
        else:
            due = shift_hours.next_due(scope, Hour.OWN_TODOS)
            scope.uow.schedules.put(replace(row, data={"day": day}, next_at=due))

    async def _open(self, scope: Scope, concern: Concern, address: str | None = None) -> Todo:
        texts, rule = texts_for(scope.community.locale), concern.rule
        user = await scope.uow.users.get(concern.member.user_id)
        text = view.text(texts, rule, user.name, user.telegram_id, concern.days)
        order = Order(
            key=concern.key,
            text=view.with_message(texts, text, address),
            for_role="assistant",
            due_at=scope.uow.now + rule.due,
            member_id=concern.member.id,
            escalate="owner" if rule.escalate == "owner" else None,
            words=view.words(texts, rule, user.name, concern.days),
        )
        return await todos.open_task(scope, order)

    async def _show(self, scope: Scope, opened: Sequence[Todo]) -> None:
        places = await staff.staff_places(scope, self._services.settings.owner_ids)
        if len(opened) <= MOST_CARDS:
            for todo in opened:
                await post(scope, todo, places)
            return
        for place in places:
            text = opened_many(await texts_of(scope, place.user_id), len(opened))
            await scope.uow.outbox.plan(Message(place, Kind.TODO, text, community_id=scope.community.id))


def _unanswered_key(member: Member) -> str:
    return own_todos.key_of(own_todos.UNANSWERED, member)
