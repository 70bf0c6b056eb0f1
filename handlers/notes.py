"""Notes on to-dos: asked for by a button, written as a reply to the card or to the question."""

from community import todos
from core.message import Kind, Reaction
from handlers.context import Context, Replies, Reply
from sop.engine.cards import card_edits, mention_of_user
from storage.todos import Todo
from views import todos as view

NOTE = "note"
"""Marks a message that asks for a note, with the to-do's id."""


async def ask(context: Context, found: Todo) -> Replies:
    """Ask for the note; it is the reply to this message."""
    about = None
    if found.member_id is not None:
        member = await context.uow.members.get(found.member_id)
        about = mention_of_user(await context.uow.users.get(member.user_id))
    question = context.reply(view.ask_note(context.texts, about))
    return [question.instead(kind=Kind.NOTICE, extra={NOTE: found.id})]


async def written(context: Context, todo_id: int) -> Replies | None:
    """Somebody of the staff replied to a card, or to the question for a note; None if there is no such to-do."""
    found = await context.uow.todos.find(todo_id)
    if found is None or context.message is None:
        return None
    await context.become(await context.scope_of(found.community_id))
    todos.require_role(found, context.role)
    todos.note(context.uow, found, context.message.words, context.user)
    replies: list[Reply] = list(await card_edits(context.inside, found))
    if context.chat is not None:
        return [Reaction(context.chat.id, context.message.message_id), *replies]
    return [context.reply(view.noted(context.texts)), *replies]
