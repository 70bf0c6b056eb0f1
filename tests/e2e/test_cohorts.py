"""Filling a cohort by one command: as many as are named, all or none of them, and out again by one press."""

import pytest

from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.asking import ask
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """No script runs, so nothing is said that the tests did not ask for."""
    return await start_with(stopped)


@pytest.fixture
async def students(telegram: Emulator, community: Group) -> list[Person]:
    """Three members."""
    people = [telegram.person(f"学员{number}", username=f"student{number}") for number in range(3)]
    for person in people:
        person.joins(community)
        person.says(community, "大家好")
    await telegram.advance(seconds=5)
    return people


async def takes_back(telegram: Emulator, owner: Person, answer: Message) -> None:
    owner.presses(answer, "↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "已撤销" in answer.text


async def size(telegram: Emulator, owner: Person) -> str:
    """What the list says of how many are in."""
    return (await ask(telegram, owner, "/cohort list")).rsplit("·", 1)[-1].strip()


async def test_all_who_are_named_join_and_one_undo_takes_all_out(
    telegram: Emulator, community: Group, owner: Person, students: list[Person]
):
    await ask(telegram, owner, "/cohort new 第3期 3月5日")

    said = await ask(telegram, owner, f"/cohort add 第3期 @student0 {students[1].id} @student2 @student0")

    assert "学员0、学员1、学员2 已加入 第3期" in said
    assert "现在共 3 人" in said
    assert await size(telegram, owner) == "3 人"

    await takes_back(telegram, owner, owner.private.from_bot[-2])

    assert await size(telegram, owner) == "0 人"


async def test_who_is_in_already_is_told_beside_those_who_join(
    telegram: Emulator, owner: Person, students: list[Person]
):
    await ask(telegram, owner, "/cohort new 第3期 3月5日")
    await ask(telegram, owner, "/cohort add 第3期 @student1")

    said = await ask(telegram, owner, "/cohort add 第3期 @student0 @student1")

    assert "学员0 已加入 第3期" in said
    assert "学员1 已经在 第3期 里了" in said
    await takes_back(telegram, owner, owner.private.last)
    assert await size(telegram, owner) == "1 人", "the one who was in before stays"


async def test_with_a_name_that_is_not_known_nobody_joins(
    telegram: Emulator, owner: Person, students: list[Person]
):
    await ask(telegram, owner, "/cohort new 第3期 3月5日")

    said = await ask(telegram, owner, "/cohort add 第3期 @student0 @nobody")

    assert "nobody" in said
    assert await size(telegram, owner) == "0 人"
