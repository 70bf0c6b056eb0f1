"""Questions that scripts put and give up."""

from community import questions
from community.questions import Asking
from sop.effects import Ask, CloseQuestion, What
from sop.engine import asking
from sop.engine.acts import Act
from sop.rendering import fill


async def apply(act: Act, ask: Ask) -> None:
    """Add the question, and put it if it is its turn."""
    action, chat = ask.action, act.chat
    if action.to == "chat" and chat is None:
        act.turn.trace(act.run, ask.label, What.UNREACHABLE, {"else": "no_chat"})
        return
    locale = act.user.locale if action.to == "private" else None
    question = await questions.ask(
        act.uow,
        act.member,
        Asking(
            key=ask.source,
            run_id=act.run.id,
            text=fill(act, action.question, ask.day, locale),
            kind=action.kind,
            choices=tuple(fill(act, choice, ask.day, locale) for choice in action.choices or ()),
            min_length=action.min_length,
            optional=action.optional,
            chat_id=chat.id if chat is not None and action.to == "chat" else None,
            else_=action.else_ or "skip",
        ),
    )
    await asking.put(act.turn, question, silent=ask.silent)


async def close(act: Act, effect: CloseQuestion) -> None:
    """Nobody waits for the answer any more."""
    await asking.over(act.turn, effect.key)
