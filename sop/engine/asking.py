"""Questions on their way: put when it is their turn, behind a button when the private chat is closed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from community import questions
from core.facts import Fact, FactKind
from core.message import Kind, Message, Target
from sop.engine.effects.say import first_in_private
from sop.engine.ground import Ground
from sop.rendering import named
from storage.questions import PENDING, Question, QuestionState
from storage.runs import Run
from storage.users import User
from views import scripts as views
from views.names import mention
from views.texts import texts_for

if TYPE_CHECKING:
    from sop.engine.turn import Turn


async def put(turn: "Turn", question: Question, *, silent: bool = False) -> None:
    """Do what a question's state asks for, after `community.questions` has set it."""
    if question.state == QuestionState.OPEN:
        await _put_open(turn, question, silent=silent)
    elif question.state == QuestionState.WAITING:
        line = await _line(turn, question)
        if line is not None:
            await turn.uow.outbox.plan(line)
        _unreachable(turn, question)
    elif question.state == QuestionState.OVER:
        _unreachable(turn, question)


async def follow(turn: "Turn", user: User, chat_id: int | None) -> None:
    """Put the next question of a person and place, if none is open there."""
    while (question := await questions.open_next(turn.uow, user, chat_id)) is not None:
        await put(turn, question)
        if question.state != QuestionState.OVER:
            return


async def over(turn: "Turn", key: str) -> None:
    """A script waits for no answer any more; the next question follows."""
    question = await questions.close(turn.uow, key)
    if question is not None:
        await follow(turn, await turn.uow.users.get(question.user_id), question.chat_id)


async def notice(turn: "Turn", fact: Fact) -> None:
    """What a fact means for questions, whether or not a script listens: the queue moves on."""
    if fact.kind is FactKind.STARTED_PRIVATE and fact.member_id is not None:
        member = await turn.uow.members.get(fact.member_id)
        await follow(turn, await turn.uow.users.get(member.user_id), None)
    if fact.kind not in _ABOUT_QUESTIONS:
        return
    question = await turn.uow.questions.by_key(str(fact.data["key"]))
    if question is None:
        return
    if fact.kind is not FactKind.UNREACHABLE:
        await follow(turn, await turn.uow.users.get(question.user_id), question.chat_id)
    elif question.state == QuestionState.OPEN:
        held = question.else_ == questions.CHAT_BUTTON
        state = QuestionState.WAITING if held else QuestionState.OVER
        closed_at = None if held else turn.uow.now
        turn.uow.questions.put(replace(question, state=state, opened_at=None, closed_at=closed_at))


async def reveal(turn: "Turn", user: User, question_id: int) -> bool:
    """The person opened the private chat to be asked this; returns whether a question stands there now."""
    question = await turn.uow.questions.find(question_id)
    if question is None or question.user_id != user.id or question.state not in PENDING:
        return False
    if question.state == QuestionState.OPEN:
        return question.chat_id is None
    await follow(turn, user, None)
    return True


async def _put_open(turn: "Turn", question: Question, *, silent: bool) -> None:
    ground = await turn.ground(question.community_id)
    user = await turn.uow.users.get(question.user_id)
    run = turn.uow.runs.known(question.run_id)
    texts = texts_for(user.locale or ground.locale) if question.chat_id is None else ground.texts
    if question.chat_id is None:
        target, text = Target.user(user.id), first_in_private(turn.uow, user, question.text, texts)
    else:
        text = named(mention(user.name, user.telegram_id), question.text)
        target = Target.chat(question.chat_id)
    message = Message(
        to=target,
        kind=Kind.QUESTION,
        text=text,
        buttons=views.choices(texts, question.id, question.choices, optional=question.optional),
        silent=silent,
        community_id=question.community_id,
        source=question.key,
        run_id=question.run_id,
        member_id=question.member_id,
        reports=True,
        fallback=_line_in(ground, run, question, user),
    )
    row_id = await turn.uow.outbox.plan(message)
    current = await turn.uow.questions.find(question.id)
    turn.uow.questions.put(replace(current or question, outbox_id=row_id))


async def _line(turn: "Turn", question: Question) -> Message | None:
    ground = await turn.ground(question.community_id)
    user = await turn.uow.users.get(question.user_id)
    return _line_in(ground, await turn.uow.runs.find(question.run_id), question, user)


def _line_in(ground: Ground, run: Run | None, question: Question, user: User) -> Message | None:
    """In the chat, a line with a button behind which the question is put in private."""
    chat = ground.home(run.chat_id if run is not None else None)
    if question.chat_id is not None or question.else_ != questions.CHAT_BUTTON or chat is None:
        return None
    return Message(
        to=Target.chat(chat.id),
        kind=Kind.QUESTION,
        text=views.start_line(ground.texts, mention(user.name, user.telegram_id)),
        buttons=views.start_button(ground.texts, f"q{question.id}"),
        community_id=question.community_id,
        run_id=question.run_id,
        member_id=question.member_id,
    )


def _unreachable(turn: "Turn", question: Question) -> None:
    turn.uow.record(
        Fact(
            FactKind.UNREACHABLE,
            question.community_id,
            turn.uow.now,
            member_id=question.member_id,
            run_id=question.run_id,
            data={"key": question.key},
        )
    )


_ABOUT_QUESTIONS = frozenset({FactKind.ANSWERED, FactKind.DECLINED, FactKind.UNREACHABLE})
