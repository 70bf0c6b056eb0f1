"""Who of the staff has spoken with whom, and newcomers' first messages that wait for an answer.

Of what people write nothing is kept but where a newcomer's first message is, until it is answered.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from community.scope import Scope
from storage.first_words import FirstWords
from storage.members import Member
from storage.unit_of_work import UnitOfWork

_NEWS = timedelta(days=1)
"""Spoken again within this time is not written down anew."""


def first_words(scope: Scope, member: Member, chat_id: int, message_id: int, at: datetime) -> None:
    """A member wrote something in a group: if it is a newcomer's first message, somebody should answer it."""
    rule = scope.policies.todos.rules.unanswered
    if member.first_words_at is not None or not _is_new(scope, member, at):
        return
    scope.uow.members.put(replace(member, first_words_at=at))
    if not rule.enabled:
        return
    due_at = at + timedelta(hours=rule.after_hours)
    silence = scope.policies.todos.silence
    if silence.contains(due_at, scope.zone):
        due_at = silence.ends_after(due_at, scope.zone)
    scope.uow.first_words.add(FirstWords(member.id, scope.community.id, chat_id, message_id, at, due_at))


def answered(scope: Scope, member: Member, at: datetime) -> None:
    """Somebody answered this member in the group: their first message waits no more."""
    if member.first_words_at is not None and _is_new(scope, member, at):
        scope.uow.first_words.answered(member.id)


async def spoken_with(uow: UnitOfWork, member_id: int, at: datetime) -> None:
    """Somebody of the staff spoke with this member, in the group, in private, or through the bot."""
    member = await uow.members.get(member_id)
    if member.spoken_at is None or at - member.spoken_at > _NEWS:
        uow.members.put(replace(member, spoken_at=at))
    if member.first_words_at is not None:
        uow.first_words.answered(member.id)


def _is_new(scope: Scope, member: Member, at: datetime) -> bool:
    return member.joined_at is not None and at - member.joined_at < scope.policies.todos.newcomer_for
