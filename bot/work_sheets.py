"""The daily work sheet: due at the community's hour, one a day, also across restarts."""

from dataclasses import replace
from typing import ClassVar

from bot.hourly import Hourly
from community import shift_hours, staff
from community.scope import Scope
from community.shift_hours import Hour
from core.message import Kind, Message, Target
from handlers.work_sheet import sheet
from sop.engine.readers import texts_of
from storage.schedules import Schedule
from storage.users import Reach


class WorkSheets(Hourly):
    """Plans the sheets; what they say is `handlers.work_sheet`'s."""

    kinds: ClassVar = (Hour.WORK_SHEET,)

    async def do(self, scope: Scope, row: Schedule) -> None:
        """Plan the sheet, and its next time."""
        places, day = await self._places(scope), scope.today.isoformat()
        if places:
            for place in places:
                texts = await texts_of(scope, place.user_id)
                text, buttons = await sheet(self._services, scope, texts)
                message = Message(
                    place,
                    Kind.DIGEST,
                    text,
                    buttons,
                    community_id=scope.community.id,
                    dedupe_key=f"work_sheet:{scope.community.id}:{day}:{place.chat_id or place.user_id}",
                )
                await scope.uow.outbox.plan(message)
        due = shift_hours.next_due(scope, Hour.WORK_SHEET)
        scope.uow.schedules.put(replace(row, next_at=due, data={"day": day}))

    async def _places(self, scope: Scope) -> list[Target]:
        """The staff chat, else the assistants in private. The owner has the digest."""
        chat = await scope.uow.chats.staff(scope.community.id)
        if chat is not None:
            return [Target.chat(chat.id)]
        helpers = await staff.assistants(scope.uow, scope.community.id)
        return [Target.user(one.id) for one in helpers if one.reach == Reach.OPEN]
