"""Questions that scripts put to people: one is open for each person and place, the others wait their turn.

A place is the private chat (`chat_id` None) or a group. Whoever closes a question calls `open_next` then.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import Refused
from core.facts import Fact, FactKind
from storage.members import Member
from storage.questions import PENDING, Question, QuestionState
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

CHAT_BUTTON = "chat_button"

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a script asks. `key`: its effect's source; `text`: Telegram HTML; `kind`: text, number or choice.

    `chat_id` None: in private; then `else_` says what to do when that is closed: chat_button or skip.
    """

    key: str
    run_id: int
    text: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    min_length: int | None = None
    optional: bool = False
    chat_id: int | None = None
    else_: str = "skip"


async def ask(uow: UnitOfWork, member: Member, asking: Asking) -> Question:
    """Add a question; its state says what to do now.

    OPEN: put it. WAITING: show a button in the group that leads to the private chat. QUEUED: nothing, its
    turn comes. OVER: it cannot be put, tell the script UNREACHABLE. The same key again changes nothing.
    """
    known = await uow.questions.by_key(asking.key)
    if known is not None:
        return known
    busy = _of_place(await uow.questions.pending_of(member.user_id), asking.chat_id)
    question = Question(
        id=uow.new_id(),
        community_id=member.community_id,
        member_id=member.id,
        user_id=member.user_id,
        run_id=asking.run_id,
        key=asking.key,
        state=QuestionState.QUEUED,
        text=asking.text,
        asked_at=uow.now,
        kind=asking.kind,
        choices=list(asking.choices),
        min_length=asking.min_length,
        optional=asking.optional,
        else_=asking.else_,
        chat_id=asking.chat_id,
    )
    if busy:
        return uow.questions.put(question)
    return _its_turn(uow, question, await uow.users.get(member.user_id))


async def open_next(uow: UnitOfWork, user: User, chat_id: int | None) -> Question | None:
    """The next question of this person and place whose turn has come; None if there is none, or one is open.

    States as in `ask`; after one that is OVER call again. A waiting one opens once the person pressed Start.
    """
    pending = _of_place(await uow.questions.pending_of(user.id), chat_id)
    if not pending or pending[0].state == QuestionState.OPEN:
        return None
    first = pending[0]
    if first.state == QuestionState.QUEUED:
        return _its_turn(uow, first, user)
    return _opened(uow, first) if user.reach == Reach.OPEN else None


async def open_of(uow: UnitOfWork, user: User, chat_id: int | None) -> Question | None:
    """The question that a plain private message, or a reply in this group, would answer."""
    pending = _of_place(await uow.questions.pending_of(user.id), chat_id)
    return next((question for question in pending if question.state == QuestionState.OPEN), None)


def answer(uow: UnitOfWork, question: Question, text: str, at: datetime) -> Question:
    """Take what the person wrote as the answer; the fact ANSWERED carries its value.

    Refused, and the question stays open: `answer_empty`, `answer_too_short` (needed, length),
    `answer_not_a_number` (text), `answer_not_a_choice` (choices). If it is not: `question_closed` (state).
    """
    _check_open(question)
    return _answered(uow, question, _value(question, text.strip()), at)


def answer_by_choice(uow: UnitOfWork, question: Question, index: int, at: datetime) -> Question:
    """Take a pressed choice. Refused: `question_closed` (state), `answer_not_a_choice` (choices)."""
    _check_open(question)
    if not 0 <= index < len(question.choices):
        raise Refused("answer_not_a_choice", choices=question.choices)
    return _answered(uow, question, question.choices[index], at)


def decline(uow: UnitOfWork, question: Question, at: datetime) -> Question:
    """The person does not want to answer. Refused: `question_closed` (state), `question_not_optional`."""
    _check_open(question)
    if not question.optional:
        raise Refused("question_not_optional")
    declined = uow.questions.put(replace(question, state=QuestionState.DECLINED, closed_at=at))
    _tell(uow, FactKind.DECLINED, question, at, {"key": question.key})
    return declined


async def close(uow: UnitOfWork, key: str) -> Question | None:
    """The script does not wait for an answer any more; returns the question if it was pending."""
    question = await uow.questions.by_key(key)
    if question is None or question.state not in PENDING:
        return None
    return uow.questions.put(replace(question, state=QuestionState.OVER, closed_at=uow.now))


def _of_place(pending: list[Question], chat_id: int | None) -> list[Question]:
    """Of the same place, the one that is open or waiting first."""
    mine = [question for question in pending if question.chat_id == chat_id]
    return sorted(mine, key=lambda question: question.state == QuestionState.QUEUED)


def _its_turn(uow: UnitOfWork, question: Question, user: User) -> Question:
    if question.chat_id is not None or (user.reach == Reach.OPEN and not user.opted_out):
        return _opened(uow, question)
    if question.else_ == CHAT_BUTTON:
        return uow.questions.put(replace(question, state=QuestionState.WAITING))
    return uow.questions.put(replace(question, state=QuestionState.OVER, closed_at=uow.now))


def _opened(uow: UnitOfWork, question: Question) -> Question:
    return uow.questions.put(replace(question, state=QuestionState.OPEN, opened_at=uow.now))


def _check_open(question: Question) -> None:
    if question.state != QuestionState.OPEN:
        raise Refused("question_closed", state=question.state)


def _answered(uow: UnitOfWork, question: Question, value: str | int | float, at: datetime) -> Question:
    answered = uow.questions.put(replace(question, state=QuestionState.ANSWERED, closed_at=at))
    _tell(uow, FactKind.ANSWERED, question, at, {"key": question.key, "value": value})
    return answered


def _tell(
    uow: UnitOfWork, kind: FactKind, question: Question, at: datetime, data: dict[str, str | int | float]
) -> None:
    uow.record(
        Fact(kind, question.community_id, at, member_id=question.member_id, run_id=question.run_id, data=data)
    )


def _value(question: Question, text: str) -> str | int | float:
    if not text:
        raise Refused("answer_empty")
    if question.kind == "number":
        return _number(text)
    if question.kind == "choice":
        return _choice(question, text)
    length = sum(1 for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    if question.min_length is not None and length < question.min_length:
        raise Refused("answer_too_short", needed=question.min_length, length=length)
    return text


def _number(text: str) -> int | float:
    plain = unicodedata.normalize("NFKC", text)
    if not _NUMBER.fullmatch(plain):
        raise Refused("answer_not_a_number", text=text[:32])
    return float(plain) if "." in plain else int(plain)


def _choice(question: Question, text: str) -> str:
    wanted = text.casefold()
    found = next((str(choice) for choice in question.choices if str(choice).casefold() == wanted), None)
    if found is None:
        raise Refused("answer_not_a_choice", choices=question.choices)
    return found
