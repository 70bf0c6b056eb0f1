"""Levels and badges that facts bring: noted, told to the group together, shown beside the name."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from community import levels
from community.levels import Honour
from community.scope import Scope
from core.facts import Fact
from core.message import Kind, Merge, Message, Target
from sop.engine.ground import Ground
from storage.communities import Chat
from views import levels as view
from views import scripts
from views.names import mention

if TYPE_CHECKING:
    from sop.engine.turn import Turn

ERRAND = "member_tag"
"""The request by which Telegram is asked to show a level's title beside a member's name."""


async def notice(turn: "Turn", facts: Sequence[Fact]) -> None:
    """What these facts have brought their members, in all communities they are of."""
    deeds = [fact for fact in facts if fact.kind in levels.DEEDS and fact.member_id is not None]
    if not deeds:
        return
    await turn.uow.members.load_ids(fact.member_id for fact in deeds if fact.member_id is not None)
    for community_id in dict.fromkeys(fact.community_id for fact in deeds):
        scope = await Scope.of(turn.uow, community_id, turn.parts.policies)
        mine = [fact for fact in deeds if fact.community_id == community_id]
        honours = await levels.recognise(scope, mine, turn.parts.owner_ids)
        if honours:
            await _tell(turn, await turn.ground(community_id), honours)


async def _tell(turn: "Turn", ground: Ground, honours: Sequence[Honour]) -> None:
    chat, house = next(iter(ground.speaking), None), ground.scope.house
    for honour in honours:
        if house.level_tags and honour.level is not None:
            turn.uow.requests.ask(ERRAND, member_id=honour.member.id)
        if chat is not None and honour.member.present and _is_told(ground.scope, honour):
            await _announce(turn, ground, chat, honour)


def _is_told(scope: Scope, honour: Honour) -> bool:
    house = scope.house
    if honour.level is not None:
        return 0 < house.announce_levels <= honour.level
    assert honour.badge is not None
    return house.announce_badges and scope.policies.levels.badges[honour.badge].announce


async def _announce(turn: "Turn", ground: Ground, chat: Chat, honour: Honour) -> None:
    """Together with all who reach the same within the window, and never in the quiet hours."""
    scope, texts, member = ground.scope, ground.texts, honour.member
    what = f"level{honour.level}" if honour.level is not None else honour.badge
    key = f"honour:{chat.id}:{what}"
    user = await turn.uow.users.get(member.user_id)
    if key not in turn.merge_windows:
        window = timedelta(minutes=scope.policies.levels.gather_minutes)
        ends = scope.house.after_silence(turn.uow.now + window, scope.zone)
        turn.merge_windows[key] = await turn.uow.outbox.merge_window(key) or ends
    await turn.uow.outbox.plan(
        Message(
            to=Target.chat(chat.id),
            kind=Kind.HONOUR,
            text=_words(ground, honour),
            community_id=scope.community.id,
            member_id=member.id,
            not_before=turn.merge_windows[key],
            dedupe_key=f"honour:{member.id}:{what}",
            merge=Merge(
                key,
                str(mention(user.name, user.telegram_id)),
                scripts.members_separator(texts),
                scripts.others(texts),
            ),
        )
    )


def _words(ground: Ground, honour: Honour) -> str:
    policy, locale = ground.scope.policies.levels, ground.locale
    if honour.level is not None:
        opens = [thing.in_locale(locale) for thing in policy.levels[honour.level - 1].unlocks.values()]
        return view.reached(ground.texts, honour.level, policy.title(honour.level, locale), opens)
    assert honour.badge is not None
    badge = policy.badges[honour.badge]
    return view.earned(ground.texts, badge.emoji, badge.title.in_locale(locale))
