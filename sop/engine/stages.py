"""Stages to which facts lift a member: active people who have earned enough, or come often enough, are the core."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from community import stages
from community.scope import Scope
from core.facts import Fact

if TYPE_CHECKING:
    from sop.engine.turn import Turn


async def notice(turn: "Turn", facts: Sequence[Fact]) -> None:
    """Lift whom these facts lift."""
    deeds = [fact for fact in facts if fact.kind in stages.DEEDS and fact.member_id is not None]
    if not deeds:
        return
    members = turn.uow.members
    await members.load_ids(fact.member_id for fact in deeds if fact.member_id is not None)
    scopes: dict[int, Scope] = {}
    for fact in deeds:
        assert fact.member_id is not None
        scope = scopes.get(fact.community_id)
        if scope is None:
            scope = await Scope.of(turn.uow, fact.community_id, turn.parts.policies)
            scopes[fact.community_id] = scope
        stages.lifted(scope, members.known(fact.member_id), fact)
