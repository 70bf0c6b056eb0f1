"""How members introduce themselves: answers to a few questions, theirs to change, to take away, and to show."""

from dataclasses import replace

from community import tags
from community.scope import Scope
from core.errors import Refused
from storage.introductions import Introduction
from storage.members import Member

SOURCE = "introduction"


async def answers(scope: Scope, member: Member) -> dict[str, str]:
    """The member's answers to the questions that there are, in their order."""
    known = await scope.uow.introductions.of(member.id)
    given = {} if known is None else known.answers
    return {name: given[name] for name in scope.policies.introduction.questions if name in given}


async def answer(scope: Scope, member: Member, name: str, text: str) -> None:
    """Keep an answer. Refused: `answer_empty`, `introduction_too_long` (limit)."""
    words, limit = " ".join(text.split()), scope.policies.introduction.longest
    if not words:
        raise Refused("answer_empty")
    if len(words) > limit:
        raise Refused("introduction_too_long", limit=limit)
    await _keep(scope, member, {**await answers(scope, member), name: words})


async def take_away(scope: Scope, member: Member, name: str) -> None:
    """Drop an answer."""
    kept = await answers(scope, member)
    kept.pop(name, None)
    await _keep(scope, member, kept)


async def next_open(scope: Scope, member: Member, after: int = -1) -> int | None:
    """The number of the next question without an answer, behind another's; None if there is none."""
    given = await answers(scope, member)
    names = enumerate(scope.policies.introduction.questions)
    return next((number for number, name in names if number > after and name not in given), None)


async def show(scope: Scope, member: Member) -> dict[str, str]:
    """The member shows it to the group: from now on everybody may ask for it. Refused: `introduction_empty`."""
    known, given = await scope.uow.introductions.of(member.id), await answers(scope, member)
    if known is None or not given:
        raise Refused("introduction_empty")
    scope.uow.introductions.put(replace(known, shown_at=scope.uow.now))
    await tags.add(scope, member, scope.policies.introduction.tag, SOURCE)
    return given


async def of_another(scope: Scope, member: Member, *, staff: bool) -> dict[str, str]:
    """What somebody else may read. Refused `introduction_none` unless it was shown; staff read it before."""
    known, given = await scope.uow.introductions.of(member.id), await answers(scope, member)
    if known is None or not given or (known.shown_at is None and not staff):
        raise Refused("introduction_none")
    return given


async def _keep(scope: Scope, member: Member, given: dict[str, str]) -> None:
    uow, known = scope.uow, await scope.uow.introductions.of(member.id)
    if known is None:
        uow.introductions.put(Introduction(uow.new_id(), member.id, given, uow.now))
    else:
        uow.introductions.put(replace(known, answers=given, changed_at=uow.now))
