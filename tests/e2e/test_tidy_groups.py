"""Groups stay tidy: answers go after a while, what concerns one person is shown to them alone, one welcome stands."""

import pytest

from community import house_rules
from community.scope import Scope
from config.policies import read_policies
from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.conftest import Sopbot


async def set_house_rules(sopbot: Sopbot, owner: Person, **changes: object) -> None:
    """As an owner does by `/setup`."""
    app = sopbot.running
    async with app.database.begin() as uow:
        (community,) = await uow.communities.all()
        by = await uow.users.by_telegram_id(owner.id)
        assert by is not None
        house_rules.change(Scope(uow, community, read_policies()), by, **changes)
    app.committed(uow)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    lin = telegram.person("林")
    lin.joins(community)
    await telegram.settle()
    return lin


def standing(group: Group, *messages: Message) -> list[bool]:
    return [message in group.messages and not message.deleted for message in messages]


async def test_an_answer_goes_after_a_while_with_the_command(
    telegram: Emulator, community: Group, lin: Person
):
    asked = lin.says(community, "/rank")
    await telegram.settle()
    answer = community.last
    await telegram.advance(minutes=2)
    assert standing(community, asked, answer) == [True, True]

    await telegram.advance(minutes=2)
    assert standing(community, asked, answer) == [False, False]
    assert telegram.refusals == []


async def test_a_community_can_let_answers_stand(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, owner: Person
):
    await set_house_rules(sopbot, owner, clear_after=0)
    lin.says(community, "/rank")
    await telegram.settle()
    answer = community.last
    await telegram.advance(hours=3)

    assert standing(community, answer) == [True]


async def test_what_concerns_one_person_is_shown_to_them_alone(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, owner: Person
):
    lin.says(community, "/help")
    await telegram.settle()
    assert community.last.only_for is lin

    await set_house_rules(sopbot, owner, whispers=False)
    lin.says(community, "/help")
    await telegram.settle()
    assert community.last.only_for is None


async def test_where_telegram_offers_no_whispers_everybody_sees_the_answer(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("小群")
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    owner.says(group, "/help")
    await telegram.settle()

    assert group.last.only_for is None
    assert "/checkin" in group.last.text
    assert telegram.refusals == []


async def test_one_welcome_stands_at_a_time(telegram: Emulator, community: Group, lin: Person):
    await telegram.advance(minutes=2)
    first = community.last
    assert "林" in first.text
    mei = telegram.person("梅")
    mei.joins(community)
    await telegram.advance(minutes=3)
    second = community.last

    assert "梅" in second.text
    assert standing(community, first, second) == [False, True]
    assert telegram.refusals == []
