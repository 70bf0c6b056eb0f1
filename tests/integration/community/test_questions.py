"""Questions: one open for each person and place, the next when it is over; what counts as an answer."""

from dataclasses import replace
from datetime import datetime

import pytest

from community import people, questions
from community.questions import CHAT_BUTTON, Asking
from core.errors import Refused
from storage.members import Member
from storage.questions import Question, QuestionState
from tests.databases import on_both
from tests.integration.community.world import World, main


async def reachable(world: World, name: str = "小林") -> Member:
    member = await world.member(name)
    async with world.scope() as scope:
        people.heard_in_private(scope.uow, await scope.uow.users.get(member.user_id))
    return member


@on_both
async def test_one_is_open_and_the_others_follow_in_order(world: World) -> None:
    lin = await reachable(world)
    async with world.scope() as scope:
        asked = [await questions.ask(scope.uow, lin, Asking(f"run:1:{n}", 1, "?")) for n in range(3)]
        here = await main(scope)
        in_group = await questions.ask(scope.uow, lin, Asking("run:1:g", 1, "?", chat_id=here.id))
        again = await questions.ask(scope.uow, lin, Asking("run:1:0", 1, "?"))
    assert [one.state for one in asked] == ["open", "queued", "queued"]
    assert in_group.state == "open"
    assert again.id == asked[0].id

    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        assert await questions.open_next(scope.uow, user, None) is None
        current = await questions.open_of(scope.uow, user, None)
        assert current is not None
        questions.answer(scope.uow, current, "我是小林", scope.uow.now)
        following = await questions.open_next(scope.uow, user, None)
        assert following is not None
        assert (following.id, following.state) == (asked[1].id, "open")
        assert await questions.close(scope.uow, "run:1:1") is not None
        last = await questions.open_next(scope.uow, user, None)
        assert last is not None
        assert last.id == asked[2].id
    assert [(fact.kind, dict(fact.data)) for fact in world.facts or ()] == [
        ("answered", {"key": "run:1:0", "value": "我是小林"})
    ]


async def test_a_closed_private_chat_waits_for_start_or_is_given_up(world: World) -> None:
    lin, zhou = await world.member("小林"), await world.member("老周")
    async with world.scope() as scope:
        waiting = await questions.ask(scope.uow, lin, Asking("a", 1, "?", else_=CHAT_BUTTON))
        queued = await questions.ask(scope.uow, lin, Asking("b", 1, "?"))
        given_up = await questions.ask(scope.uow, zhou, Asking("c", 1, "?", else_="skip"))
        assert await questions.open_next(scope.uow, await scope.uow.users.get(lin.user_id), None) is None
    assert (waiting.state, queued.state, given_up.state) == ("waiting", "queued", "over")

    async with world.scope() as scope:
        user = await people.started_private(scope.uow, await scope.uow.users.get(lin.user_id), scope.uow.now)
        put = await questions.open_next(scope.uow, user, None)
        assert put is not None
        assert (put.id, put.state) == (waiting.id, "open")


async def test_who_opted_out_is_not_asked_in_private(world: World) -> None:
    lin = await reachable(world)
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        await people.opt_out(scope.uow, world.policies, user, scope.uow.now)
        assert (await questions.ask(scope.uow, lin, Asking("a", 1, "?"))).state == "over"


async def test_an_answer_comes_once(world: World) -> None:
    lin = await reachable(world)
    async with world.scope() as scope:
        question = await questions.ask(scope.uow, lin, Asking("a", 1, "?"))
        answered = questions.answer(scope.uow, question, "好", scope.uow.now)
        with pytest.raises(Refused) as refused:
            questions.answer(scope.uow, answered, "好", scope.uow.now)
        assert await questions.close(scope.uow, "a") is None
    assert (refused.value.code, refused.value.particulars) == ("question_closed", {"state": "answered"})


async def test_only_an_optional_question_is_declined(world: World) -> None:
    lin, zhou = await reachable(world), await reachable(world, "老周")
    async with world.scope() as scope:
        must = await questions.ask(scope.uow, lin, Asking("a", 1, "?"))
        with pytest.raises(Refused) as refused:
            questions.decline(scope.uow, must, scope.uow.now)
        may = await questions.ask(scope.uow, zhou, Asking("b", 1, "?", optional=True))
        assert questions.decline(scope.uow, may, scope.uow.now).state == QuestionState.DECLINED
    assert refused.value.code == "question_not_optional"
    assert [(fact.kind, dict(fact.data)) for fact in world.facts or ()] == [("declined", {"key": "b"})]


BASE = Question(1, 1, 1, 1, 1, "k", QuestionState.OPEN, "?", datetime.fromisoformat("2026-11-02T09:00+08:00"))


def question(**changes: object) -> Question:
    return replace(BASE, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        (question(), " \n ", "answer_empty"),
        (question(min_length=5), "太短了", "answer_too_short"),
        (question(min_length=5), "a\u0301\u0301\u0301\u0301\u0301", "answer_too_short"),
        (question(kind="number"), "1e9", "answer_not_a_number"),
        (question(kind="number"), "nan", "answer_not_a_number"),
        (question(kind="number"), "三", "answer_not_a_number"),
        (question(kind="number"), "9" * 40, "answer_not_a_number"),
        (question(kind="choice", choices=["北京", "上海"]), "广州", "answer_not_a_choice"),
    ],
)
async def test_what_is_no_answer(world: World, asked: Question, text: str, code: str) -> None:
    async with world.scope() as scope:
        with pytest.raises(Refused) as refused:
            questions.answer(scope.uow, asked, text, scope.uow.now)
    assert refused.value.code == code
    assert world.kinds() == []


@pytest.mark.parametrize(
    ("changes", "text", "value"),
    [
        ({}, " <b>你好</b> ", "<b>你好</b>"),
        ({"min_length": 2}, "你好", "你好"),
        ({"kind": "number"}, "18", 18),
        ({"kind": "number"}, "－３．５", -3.5),
        ({"kind": "choice", "choices": ("Beijing", "上海")}, "beijing", "Beijing"),
    ],
)
async def test_what_is_an_answer(world: World, changes: dict[str, object], text: str, value: object) -> None:
    lin = await reachable(world)
    async with world.scope() as scope:
        asked = await questions.ask(scope.uow, lin, Asking("a", 1, "?", **changes))  # type: ignore[arg-type]
        questions.answer(scope.uow, asked, text, scope.uow.now)
    assert [fact.data["value"] for fact in world.facts or ()] == [value]


async def test_a_pressed_choice(world: World) -> None:
    lin = await reachable(world)
    async with world.scope() as scope:
        asked = await questions.ask(
            scope.uow, lin, Asking("a", 1, "?", kind="choice", choices=("北京", "上海"))
        )
        with pytest.raises(Refused) as refused:
            questions.answer_by_choice(scope.uow, asked, 2, scope.uow.now)
        questions.answer_by_choice(scope.uow, asked, 1, scope.uow.now)
    assert refused.value.code == "answer_not_a_choice"
    assert [fact.data["value"] for fact in world.facts or ()] == ["上海"]
