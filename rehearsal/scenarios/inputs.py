"""What the owner has filled in for the scripts, before a story begins."""

from __future__ import annotations

from collections.abc import Mapping

from community import script_inputs
from community.scope import Scope
from rehearsal.stage import Stage


async def fill_in(stage: Stage, inputs: Mapping[str, Mapping[str, str | int | float]]) -> None:
    """As the owner does by `/setup`."""
    if not inputs:
        return
    async with stage.database.begin() as uow:
        chat = await uow.chats.by_telegram_id(stage.group.telegram_id)
        owner = await uow.users.by_telegram_id(stage.owner.id)
        assert chat is not None
        assert chat.community_id is not None
        assert owner is not None
        scope = await Scope.of(uow, chat.community_id, stage.services.policies)
        for sop, values in inputs.items():
            await script_inputs.put(scope, owner, sop, values)
