"""Check-ins that bring along what a script wants, and the assistant's decision about those that are no news."""

from dataclasses import dataclass
from datetime import date

from community import check_ins, proofs, todos
from community.check_in_words import besides
from community.check_ins import CheckedIn, Source
from community.proofs import Demand, Lack, Shown
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Message, Reaction
from core.permissions import Act
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from sop.engine.cards import card_edits
from storage.todos import TodoState
from views import proofs as view

PROMPT = "prove"
"""Marks a message that asks for the words; who replies to it checks in."""

UNSURE = "🤔"


@dataclass(frozen=True, slots=True)
class Missing:
    """A check-in that is not enough yet."""

    demand: Demand
    lack: Lack
    length: int


async def attempt(context: Context, day: date, source: Source, shown: Shown) -> CheckedIn | Missing:
    """Check in with what was shown, if that is what the scripts want of this day."""
    context.require(Act.CHECK_IN)
    scope, member = context.inside, context.me
    check_ins.require_day(scope, day, context.at)
    demand = await context.services.engine.demand(scope, member, day)
    if demand is not None and demand.is_more:
        before = await check_ins.standing(scope, member, day)
        if before is not None:
            return before
        lack = proofs.lacking(demand, shown)
        if lack is not None:
            return Missing(demand, lack, proofs.length(shown.text))
    done = await check_ins.check_in(scope, member, day, context.at, source)
    if demand is not None and not done.already:
        proofs.keep(scope, member, day, demand, shown)
    return done


def shown_by(context: Context, text: str) -> Shown:
    """What a message says and shows, without the word for checking in."""
    photo = context.message.photo[-1] if context.message and context.message.photo else None
    words = besides(text, context.services.policies.check_in, own_words(context))
    return Shown(words, photo.file_id, photo.file_unique_id) if photo is not None else Shown(words)


def own_words(context: Context) -> tuple[str, ...]:
    """The words for checking in that the community chose itself."""
    return context.scope.house.keywords if context.scope is not None else ()


async def meant(context: Context, shown: Shown) -> Source | None:
    """How a message without the word checks in while a script wants more than a press; None if it doesn't.

    By a photo, where one is wanted; by a reply to the message that asks, or by any words in private once asked.
    """
    if context.scope is None or context.member is None or not context.services.library.proves:
        return None
    photo = shown.file_id is not None
    if not photo and not (context.private or _replies_to_us(context)):
        return None
    scope, day = context.inside, context.inside.day(context.at)
    demand = await context.services.engine.demand(scope, context.me, day)
    if demand is None or not demand.is_more or await check_ins.standing(scope, context.me, day) is not None:
        return None
    if photo and demand.photo and proofs.lacking(demand, shown) is None:
        return Source.PHOTO
    if await _was_asked(context, day):
        return Source.PHOTO if photo else Source.KEYWORD
    return None


async def asks(context: Context, missing: Missing, day: date) -> Message:
    """The message that asks for what is wanted, after a command or a press in private."""
    word = context.services.policies.check_in.keywords[0]
    text = view.prompt(context.texts, missing.demand, word, private=context.private)
    return await _marked(context, context.reply(text), day)


def pressed_in_group(context: Context, missing: Missing) -> Toast:
    """Over the chat, for nobody else to see."""
    word = context.services.policies.check_in.keywords[0]
    return Toast(view.toast(context.texts, missing.demand, word), alert=True)


async def hints(context: Context, missing: Missing, day: date) -> Replies:
    """What is still missing: in a group in words once a day, after that by a reaction alone."""
    text = view.hint(context.texts, missing.demand, missing.lack, missing.length)
    reply = context.reply(text)
    if context.chat is None or context.message is None:
        return [await _marked(context, reply, day)]
    marked = reply.instead(dedupe_key=f"hint:{_key(context, day)}", extra={PROMPT: context.me.id})
    return [Reaction(context.chat.id, context.message.message_id, UNSURE), marked]


async def press(context: Context, press: Press) -> Replies:
    """`pf:<to-do>:y|n`: the assistant finds the proof fine, or takes the check-in back."""
    todo = await context.uow.todos.find(press.number(0))
    proof_id = proofs.proof_in(todo.key) if todo is not None else None
    proof = None if proof_id is None else await context.uow.proofs.find(proof_id)
    if todo is None or proof is None:
        raise Refused("button_unknown")
    if press.word(1) not in ("y", "n"):
        raise CallbackError(f"no decision: {press.word(1)!r}")
    await context.become(await context.scope_of(todo.community_id))
    todos.require_role(todo, context.role)
    closed = await todos.close(context.uow, todo, TodoState.DONE, context.user, context.at)
    fine = press.word(1) == "y"
    await proofs.decide(context.inside, proof, context.user, fine=fine)
    return [Toast(view.decided(context.texts, fine=fine)), *await card_edits(context.inside, closed)]


async def _marked(context: Context, message: Message, day: date) -> Message:
    """The first of a day is remembered: what comes in private then is an answer."""
    key = f"{PROMPT}:{_key(context, day)}"
    asked = await context.uow.outbox.was_planned(key)
    return message.instead(extra={PROMPT: context.me.id}, dedupe_key=None if asked else key)


async def _was_asked(context: Context, day: date) -> bool:
    if context.private:
        return await context.uow.outbox.was_planned(f"{PROMPT}:{_key(context, day)}")
    assert context.chat is not None
    assert context.message is not None
    replied = context.message.replied_to
    if replied is None or not _replies_to_us(context):
        return False
    row = await context.uow.outbox.shown(context.chat.id, context.user.id, replied.message_id)
    return row is not None and row.payload.get("extra", {}).get(PROMPT) == context.me.id


def _replies_to_us(context: Context) -> bool:
    replied = context.message.replied_to if context.message else None
    return bool(replied and replied.author and replied.author.id == context.services.me.id)


def _key(context: Context, day: date) -> str:
    return f"{context.me.id}:{day:%Y%m%d}"


PRESSES = (PressRoute("pf", press),)
