"""Communities and their chats: founding, binding, the bot's own standing."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from community import daily_round, digest_hour, shift_hours
from community.scope import Scope
from config.policies import Policies
from core.errors import Refused
from storage.communities import Chat, ChatRole, Community
from storage.unit_of_work import UnitOfWork
from storage.users import User

_ONLY_ONE = (ChatRole.MAIN, ChatRole.STAFF)
_UNKNOWN = "unknown"
"""The bot's status in a chat that was heard of before `my_chat_member` came."""


@dataclass(frozen=True, slots=True)
class ChatProfile:
    """A chat as Telegram shows it."""

    telegram_id: int
    kind: str
    title: str
    username: str | None = None
    is_forum: bool = False


@dataclass(frozen=True, slots=True)
class BotStanding:
    """What `my_chat_member` says: `inside` the chat or not, the status in Telegram's word, the rights."""

    inside: bool
    status: str
    rights: dict[str, Any] = field(default_factory=dict)


class Change(StrEnum):
    """What a change of the bot's standing meant."""

    ADDED = "added"
    RETURNED = "returned"
    """Back soon enough: runs of the chat's community go on as after an outage."""
    RETURNED_LATE = "returned_late"
    """Back too late: the frozen runs end."""
    RIGHTS = "rights"
    REMOVED = "removed"
    """Runs are frozen until it is back."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ChatChange:
    """A chat and what happened to the bot there; `away` is for how long it was outside before it returned."""

    chat: Chat | None
    change: Change
    away: timedelta = timedelta()


async def see_chat(uow: UnitOfWork, profile: ChatProfile) -> Chat:
    """The chat, made (unbound) or brought up to date with how it shows itself now."""
    known = await uow.chats.by_telegram_id(profile.telegram_id)
    if known is None:
        return uow.chats.put(
            Chat(
                id=uow.new_id(),
                telegram_id=profile.telegram_id,
                community_id=None,
                role=ChatRole.UNBOUND,
                kind=profile.kind,
                title=profile.title,
                bot_status=_UNKNOWN,
                username=profile.username,
                is_forum=profile.is_forum,
            )
        )
    if known.telegram_id != profile.telegram_id:
        return known  # spoken of by its former id: what it was called then is no news
    seen = replace(
        known, kind=profile.kind, title=profile.title, username=profile.username, is_forum=profile.is_forum
    )
    return known if seen == known else uow.chats.put(seen)


async def bot_changed(
    uow: UnitOfWork, policies: Policies, profile: ChatProfile, standing: BotStanding, by: User | None
) -> ChatChange:
    """The bot was added to a chat, got other rights there, or was removed.

    Leaving the old chat of a group that became a supergroup is no removal.
    """
    known = await uow.chats.by_telegram_id(profile.telegram_id)
    if known is not None and known.telegram_id != profile.telegram_id:
        return ChatChange(known, Change.NONE)
    if known is None and not standing.inside:
        return ChatChange(None, Change.NONE)
    chat = await see_chat(uow, profile)
    now = replace(chat, bot_status=standing.status, bot_rights=standing.rights)
    if not standing.inside:
        change = Change.REMOVED if chat.active else Change.NONE
        now = replace(now, removed_at=chat.removed_at or uow.now)
        return ChatChange(uow.chats.put(now), change)
    now = replace(now, removed_at=None)
    if chat.bot_status == _UNKNOWN:
        now = replace(now, added_by=by.id if by else None)
        return ChatChange(uow.chats.put(now), Change.ADDED)
    if chat.removed_at is not None:
        away = uow.now - chat.removed_at
        late = away > timedelta(days=policies.comes_back_within_days)
        now = replace(now, added_by=by.id if by else chat.added_by)
        change = Change.RETURNED_LATE if late else Change.RETURNED
        return ChatChange(uow.chats.put(now), change, away)
    if now == chat:
        return ChatChange(chat, Change.NONE)
    return ChatChange(uow.chats.put(now), Change.RIGHTS)


async def found(uow: UnitOfWork, policies: Policies, chat: Chat, timezone: str, locale: str) -> Community:
    """Make a community of its own out of a group, which becomes its main chat."""
    community = uow.communities.put(
        Community(uow.new_id(), chat.title, timezone, locale, policies.digest.at, uow.now)
    )
    await bind_chat(Scope(uow, community, policies), chat, ChatRole.MAIN)
    digest_hour.expect(uow, community)
    shift_hours.expect(Scope(uow, community, policies))
    daily_round.expect(Scope(uow, community, policies))
    return community


async def bind_chat(scope: Scope, chat: Chat, role: ChatRole) -> Chat:
    """Say what a chat is to the community; saying the same again changes nothing.

    Refused: `chat_bound` (title, role) if it is something else already, `chat_role_taken` (title, role) if
    there is another main or staff chat.
    """
    chat = await scope.uow.chats.get(chat.id)
    if chat.community_id == scope.community.id and chat.role == role:
        return chat
    if chat.community_id is not None:
        raise Refused("chat_bound", title=chat.title, role=chat.role)
    others = await scope.uow.chats.of_community(scope.community.id)
    taken = next((other for other in others if other.role == role and other.active), None)
    if taken is not None and role in _ONLY_ONE:
        raise Refused("chat_role_taken", title=taken.title, role=role)
    return scope.uow.chats.put(replace(chat, community_id=scope.community.id, role=role))


async def unbind_chat(scope: Scope, chat_id: int, role: str) -> Chat:
    """A chat that was bound by mistake is nothing to the community again. Refused: `undo_overtaken`."""
    chat = await scope.uow.chats.get(chat_id)
    if chat.community_id != scope.community.id or chat.role != role:
        raise Refused("undo_overtaken")
    return scope.uow.chats.put(replace(chat, community_id=None, role=ChatRole.UNBOUND))
