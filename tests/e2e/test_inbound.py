"""What comes in: bad updates cost only themselves, repeated ones count once, the offset is what Telegram said."""

from datetime import date

import pytest

from playground.emulator import Emulator, Group, Person
from tests.databases import look, refuse
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

MONDAY = date(2026, 3, 2)
REPORT = "没能处理"


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """No script runs, so nothing is said that the tests did not ask for."""
    return await start_with(stopped)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    person = telegram.person("小林", username="lin")
    person.joins(community)
    await telegram.settle()
    return person


@pytest.fixture
async def ming(telegram: Emulator, community: Group) -> Person:
    person = telegram.person("阿明", username="ming")
    person.joins(community)
    await telegram.settle()
    return person


def rows(sopbot: Sopbot, statement: str) -> list[tuple[object, ...]]:
    return look(str(sopbot.settings["database_url"]), statement)


def points(sopbot: Sopbot) -> dict[object, object]:
    return dict(rows(sopbot, "SELECT first_name, points FROM users JOIN members ON user_id = users.id"))  # type: ignore[arg-type]


def failed(sopbot: Sopbot) -> list[str]:
    """The errors of the updates that are kept because they could not be handled."""
    return [str(error) for (error,) in rows(sopbot, "SELECT error FROM failed_updates ORDER BY id")]


def warnings(owner: Person) -> list[str]:
    return [message.text for message in owner.inbox if REPORT in message.text]


async def test_a_failing_handler_costs_only_its_update(
    sopbot: Sopbot,
    telegram: Emulator,
    owner: Person,
    community: Group,
    lin: Person,
    ming: Person,
    monkeypatch: pytest.MonkeyPatch,
):
    async def defect(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("community.rank.table", defect)
    for text in ("打卡", "/rank", "/rank"):
        lin.says(community, text)
    ming.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot) == {"群主": 0, "小林": 2, "阿明": 2}
    assert failed(sopbot) == ["ZeroDivisionError('a defect')"] * 2
    assert len(warnings(owner)) == 1
    assert "ZeroDivisionError" not in warnings(owner)[0]


async def test_the_same_failure_is_told_again_on_another_day(
    sopbot: Sopbot,
    telegram: Emulator,
    owner: Person,
    community: Group,
    lin: Person,
    monkeypatch: pytest.MonkeyPatch,
):
    async def defect(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("community.rank.table", defect)
    lin.says(community, "/rank")
    await telegram.advance(days=1)
    lin.says(community, "/rank")
    await telegram.settle()

    assert len(warnings(owner)) == 2


async def test_an_update_that_cannot_be_parsed_blocks_nobody(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person, ming: Person
):
    lin.says(community, "打卡")
    telegram.inject_raw({"message": {"message_id": "not a number", "chat": 5}})
    telegram.inject_raw({"callback_query": "nonsense"})
    ming.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot) == {"群主": 0, "小林": 2, "阿明": 2}
    assert len(failed(sopbot)) == 2
    assert len(warnings(owner)) == 2
    assert "有消息没能处理" in warnings(owner)[0]


@pytest.mark.parametrize(
    "account",
    [
        pytest.param({"id": 5_000_000_777, "first_name": "half an emoji \ud83d"}, id="half an emoji"),
        pytest.param({"id": 10**30, "first_name": "far too large"}, id="an id beyond 64 bits"),
    ],
)
async def test_what_no_database_can_hold_costs_only_its_update(
    sopbot: Sopbot,
    telegram: Emulator,
    owner: Person,
    community: Group,
    lin: Person,
    account: dict[str, object],
):
    telegram.inject_raw(
        {
            "message": {
                "message_id": 900,
                "date": telegram.clock.timestamp,
                "chat": community.as_chat(),
                "from": {"is_bot": False, **account},
                "text": "大家好",
            }
        }
    )
    lin.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot) == {"群主": 0, "小林": 2}
    assert len(failed(sopbot)) == 1
    assert len(warnings(owner)) == 1


async def test_kinds_of_updates_nobody_asked_for_are_passed_over(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    telegram.inject_raw({"poll_answer": {"poll_id": "1", "user": lin.as_user(), "option_ids": [0]}})
    telegram.inject_raw({"something_of_next_year": {"id": 1}})
    lin.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot)["小林"] == 2
    assert failed(sopbot) == []
    assert warnings(owner) == []


async def test_repeated_updates_count_once(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    owner.says(community, "/award @lin 10 分享")
    lin.says(community, "打卡")
    await telegram.settle()
    said = len(community.from_bot)
    telegram.repeats_updates(2)
    await telegram.settle()

    assert points(sopbot)["小林"] == 12
    assert len(community.from_bot) == said


async def test_updates_repeated_after_a_restart_count_once(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    owner.says(community, "/award @lin 10 分享")
    await telegram.settle()
    said = len(community.from_bot)
    await sopbot.stop()
    telegram.repeats_updates(1)
    lin.says(community, "打卡")
    await sopbot.start()
    await telegram.settle()

    assert points(sopbot)["小林"] == 12
    assert len(community.from_bot) == said


async def test_after_a_quiet_week_ids_may_begin_anew_below_the_old_ones(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    before = telegram.world.updates.last_id
    await telegram.advance(days=8)
    lin.says(community, "打卡")
    await telegram.settle()
    lowered = telegram.world.updates.last_id
    assert lowered < before

    await sopbot.restart()
    lin.says(community, "/me")
    await telegram.settle()

    assert rows(sopbot, "SELECT next_offset FROM polling") == [(lowered + 2,)]
    assert community.last.text == "小林：2 积分 · 第 1 名 · 打卡 1 次"


async def test_a_refused_write_costs_only_the_guilty_update(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person, ming: Person
):
    (guilty,) = rows(
        sopbot,
        f"SELECT members.id FROM members JOIN users ON user_id = users.id WHERE telegram_id = {ming.id}",
    )
    refuse(str(sopbot.settings["database_url"]), "check_ins", f"NEW.member_id = {guilty[0]}")
    lin.says(community, "打卡")
    ming.says(community, "打卡")
    owner.says(community, "/award @lin 10 分享")
    await telegram.settle()

    assert points(sopbot) == {"群主": 0, "小林": 12, "阿明": 0}
    assert len(failed(sopbot)) == 1
    assert "UNIQUE constraint failed" in failed(sopbot)[0]
    assert len(warnings(owner)) == 1
    assert community.last.text.startswith("🎁 小林 +10")


async def test_a_denial_in_a_batch_that_was_refused_is_said_all_the_same(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, ming: Person
):
    (guilty,) = rows(
        sopbot,
        f"SELECT members.id FROM members JOIN users ON user_id = users.id WHERE telegram_id = {ming.id}",
    )
    refuse(str(sopbot.settings["database_url"]), "check_ins", f"NEW.member_id = {guilty[0]}")
    lin.says(community, "/award @ming 10 分享")
    ming.says(community, "打卡")
    await telegram.settle()

    assert len(failed(sopbot)) == 1
    assert "只有群主和助教" in community.last.text


async def test_a_failure_after_a_part_was_written_tells_its_own_reason(
    sopbot: Sopbot,
    telegram: Emulator,
    owner: Person,
    community: Group,
    lin: Person,
    monkeypatch: pytest.MonkeyPatch,
):
    """What was written cannot be cut off, so the update is played again alone, and fails there."""

    async def defect(scope: object, *_: object) -> None:
        await scope.uow.flush()  # type: ignore[attr-defined]
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("community.cohorts.create_undoably", defect)
    lin.says(community, "打卡")
    owner.says(community, "/tag @lin vip")
    owner.says(community, "/cohort new 第3期 明天")
    await telegram.settle()

    assert points(sopbot)["小林"] == 2
    assert rows(sopbot, "SELECT tag FROM member_tags WHERE tag = 'vip'") == [("vip",)]
    assert failed(sopbot) == ["ZeroDivisionError('a defect')"]


async def test_a_failure_while_scripts_hear_of_it_costs_only_its_update(
    sopbot: Sopbot,
    telegram: Emulator,
    owner: Person,
    community: Group,
    lin: Person,
    ming: Person,
    monkeypatch: pytest.MonkeyPatch,
):
    settles = sopbot.running.inbound._services.engine.settle  # type: ignore[union-attr]

    async def settle(uow) -> None:
        if any(fact.data.get("tag") == "vip" for fact in uow.facts):
            raise ZeroDivisionError("a defect")
        await settles(uow)

    monkeypatch.setattr(sopbot.running.inbound._services.engine, "settle", settle)  # type: ignore[union-attr]
    lin.says(community, "打卡")
    owner.says(community, "/tag @lin vip")
    ming.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot) == {"群主": 0, "小林": 2, "阿明": 2}
    assert failed(sopbot) == ["ZeroDivisionError('a defect')"]
    assert rows(sopbot, "SELECT tag FROM member_tags WHERE tag = 'vip'") == []


async def test_a_migration_counts_once_whichever_side_is_told_first_and_repeated(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    group = owner.creates_group("读书会")
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林")
    lin.joins(group)
    lin.says(group, "打卡")
    await telegram.settle()
    with telegram.out_of_order():
        group.becomes_supergroup()
        lin.says(group, "大家好")
    await telegram.settle()
    telegram.repeats_updates(3)
    lin.says(group, "/me")
    await telegram.settle()

    assert group.last.text.startswith("小林：2 积分")
    assert rows(sopbot, "SELECT count(*) FROM communities") == [(1,)]
    assert failed(sopbot) == []


async def test_who_checks_in_before_the_join_is_known_keeps_the_points(
    sopbot: Sopbot, telegram: Emulator, community: Group
):
    new = telegram.person("新人")
    with telegram.out_of_order():
        new.joins(community)
        new.says(community, "打卡")
    await telegram.settle()

    assert points(sopbot)["新人"] == 2
    assert rows(sopbot, "SELECT change FROM member_changes") == [("joined",)]


async def test_what_a_service_account_or_another_bot_says_is_nobodys(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    before = rows(sopbot, "SELECT count(*) FROM members")
    for account in (
        {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
        {"id": 6_000_000_001, "is_bot": True, "first_name": "另一个机器人"},
    ):
        telegram.inject_raw(
            {
                "message": {
                    "message_id": 900,
                    "date": telegram.clock.timestamp,
                    "chat": community.as_chat(),
                    "from": account,
                    "text": "打卡",
                }
            }
        )
    await telegram.settle()

    assert rows(sopbot, "SELECT count(*) FROM members") == before
    assert failed(sopbot) == []


async def test_nothing_is_disturbed_when_others_have_their_turn_amid_a_batch(
    stopped: Sopbot, telegram: Emulator, owner: Person, monkeypatch: pytest.MonkeyPatch
):
    """After every part of it, as if each took long: sender, timers and the clock work in between."""
    monkeypatch.setattr("core.breath.LONGEST", -1.0)
    await stopped.start()
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    people = [telegram.person(f"圈友{number}") for number in range(10)]
    for person in people:
        person.joins(group)
        person.presses_start()
        person.says(group, "/checkin")
    await telegram.advance(days=1)
    for person in people:
        person.says(group, "打卡")
    await telegram.settle()

    assert {points(stopped)[person.name] for person in people} == {4}
    assert failed(stopped) == []
