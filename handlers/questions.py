"""Answers to what scripts ask: a plain private message, a reply in a group, a choice, the skip button."""

from datetime import timedelta

from community import questions
from core.callback import Press
from core.errors import Refused
from core.message import Edit, Reaction
from delivery.splitting import utf16_length
from handlers import check_ins, proofs
from handlers.context import AfterScripts, Context, Replies, Reply, Toast
from handlers.presses import PressRoute
from storage.questions import Question
from views import questions as view
from views import start

LONGEST_ANSWER = 3000
"""UTF-16 units. Telegram cuts a longer text into messages of 4096, so a long one may be a part of more."""

STILL_ANSWERING = timedelta(minutes=10)
"""After an answer, a further message is taken for a part of it."""


async def private_message(context: Context) -> Replies:
    """A plain message in private: the answer to the open question, else a check-in, else a hint at times."""
    text = _written(context)
    question = await questions.open_of(context.uow, context.user, None)
    if question is not None and not _is_bare_check_in(context, text):
        context.scope = await context.scope_of(question.community_id)
        if await _continues_a_refused_one(context):
            return []
        return await _answered(context, question, text)
    return await check_ins.by_message(context, text) or await _hint(context)


async def group_message(context: Context) -> Replies | None:
    """A reply to a question of one's own answers it; None if the message is no answer."""
    replied = context.message.replied_to if context.message else None
    if context.chat is None or replied is None or replied.author is None:
        return None
    if replied.author.id != context.services.me.id:
        return None
    question = await questions.open_of(context.uow, context.user, context.chat.id)
    if question is None or question.outbox_id is None:
        return None
    asked = await context.uow.outbox.find(question.outbox_id)
    if asked is None or asked.message_id != replied.message_id:
        return None
    return await _answered(context, question, _written(context))


async def press_choice(context: Context, press: Press) -> Replies:
    """`qa:<question id>:<choice>`."""
    question = await _own_question(context, press)
    index = press.number(1)
    questions.answer_by_choice(context.uow, question, index, context.at)
    choice = str(question.choices[index])
    toast = Toast(view.chosen_toast(context.texts, choice))
    return [toast, *await _settled(context, question, choice)]


async def press_skip(context: Context, press: Press) -> Replies:
    """`qs:<question id>`."""
    question = await _own_question(context, press)
    questions.decline(context.uow, question, context.at)
    toast = Toast(view.skipped_toast(context.texts))
    return [toast, *await _settled(context, question, None)]


async def _own_question(context: Context, press: Press) -> Question:
    question = await context.uow.questions.find(press.number(0))
    if question is None:
        raise Refused("button_unknown")
    if question.user_id != context.user.id:
        raise Refused("question_not_yours")
    await context.enter(question.community_id)
    return question


async def _answered(context: Context, question: Question, text: str) -> Replies:
    if not text.strip():
        raise Refused("answer_empty")
    if utf16_length(text) > LONGEST_ANSWER:
        return [_too_long(context)]
    questions.answer(context.uow, question, text, context.at)
    shown = await _settled(context, question, text.strip()) if question.choices or question.optional else []
    return [_thanks(context), *shown]


def _thanks(context: Context) -> Reply:
    if context.chat is not None and context.message is not None:
        return Reaction(context.chat.id, context.message.message_id)
    return AfterScripts(context.reply(view.received(context.texts)))


async def _settled(context: Context, question: Question, answer: str | None) -> list[Reply]:
    """The question with its answer (None: skipped) instead of its buttons."""
    asked = None if question.outbox_id is None else await context.uow.outbox.find(question.outbox_id)
    if asked is None:
        return []
    text = asked.message().text
    if answer is None:
        return [Edit(asked.id, view.skipped(context.texts, text))]
    return [Edit(asked.id, view.answered(context.texts, text, answer))]


def _too_long(context: Context) -> Reply:
    """Says so once for all parts that Telegram made of one text."""
    message = context.reply(view.too_long(context.texts, LONGEST_ANSWER))
    assert context.message is not None
    return message.instead(dedupe_key=_part_key(context, context.message.message_id))


async def _continues_a_refused_one(context: Context) -> bool:
    """Whether this is the next part of a text that was too long; it is no answer of its own."""
    assert context.message is not None
    return await context.uow.outbox.was_planned(_part_key(context, context.message.message_id - 1))


def _part_key(context: Context, message_id: int) -> str:
    return f"too_long:{context.user.id}:{message_id}"


async def _hint(context: Context) -> Replies:
    """At most once a day, so that nobody is lectured; none to who may still be adding to an answer."""
    if await context.uow.questions.answered_since(context.user.id, context.at - STILL_ANSWERING):
        return []
    key = f"hint:{context.user.id}:{context.at:%Y%m%d}"
    return [context.reply(start.hint(context.texts)).instead(dedupe_key=key)]


def _is_bare_check_in(context: Context, text: str) -> bool:
    """Just the word, which no question is answered with."""
    words = context.services.policies.check_in.keywords + proofs.own_words(context)
    return text.strip().casefold() in words


def _written(context: Context) -> str:
    return context.message.words if context.message else ""


PRESSES = (PressRoute("qa", press_choice), PressRoute("qs", press_skip))
