"""In whatever order updates come, and however often: the same points, check-ins, tags and runs."""

import random
from typing import Any

import pytest

from playground.emulator import Emulator, Group, Person
from tests.databases import look
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

CAMP = """
title: 入门
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: day
    at: start
    do:
      - wait: {for: check_in, within: 30d, none: []}
      - award: {points: 5, reason: 第一次}
      - tag: 已打卡
"""

THANKS = """
title: 认领
start: [{on: message, contains: [认领]}]
again: never
steps:
  - id: thanks
    at: start
    do:
      - tag: 认领
      - award: {points: 3, reason: 认领}
"""

BUTTON = """
title: 打卡按钮
start: [{on: command, command: go}]
steps:
  - id: button
    at: start
    do:
      - say: {to: chat, text: "今天打卡了吗？", buttons: [{text: 打卡, check_in: true}]}
"""

OUTCOME = {
    "points": "SELECT first_name, points FROM users JOIN members ON user_id = users.id",
    "check-ins": """
        SELECT first_name, count(*) FROM users JOIN members ON user_id = users.id
        JOIN check_ins ON member_id = members.id GROUP BY 1""",
    "tags": """
        SELECT first_name, tag FROM users JOIN members ON user_id = users.id
        JOIN member_tags ON member_id = members.id""",
    "runs": """
        SELECT first_name, sop, runs.status, count(*) FROM users JOIN members ON user_id = users.id
        JOIN runs ON member_id = members.id GROUP BY 1, 2, 3""",
    "failures": "SELECT error FROM failed_updates",
}
"""What must not depend on the order, without the keys, which may."""

PEOPLE = ("小林", "阿明", "小周", "老郑", "阿杰")

EXPECTED = {
    "points": {("群主", 0), *((name, 10) for name in PEOPLE)},
    "check-ins": {(name, 1) for name in PEOPLE},
    "tags": {("群主", "staff"), *((name, tag) for name in PEOPLE for tag in ("已打卡", "认领"))},
    "runs": {
        ("群主", "button", "ended", 1),
        *((name, sop, "ended", 1) for name in PEOPLE for sop in ("camp", "thanks")),
    },
    "failures": set(),
}
"""Two points for the check-in, five for the first one, three for the word."""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, camp=CAMP, thanks=THANKS, button=BUTTON)


async def happens(telegram: Emulator, group: Group, owner: Person) -> list[dict[str, Any]]:
    """The story, nothing of which the bot hears yet; returns its updates in order.

    Nobody presses a button before it is shown, so it has been shown already.
    """
    owner.says(group, "/go")
    await telegram.settle()
    shown = group.last
    assert shown.labels == ["打卡"]
    before = len(telegram.world.updates.all)
    for number, name in enumerate(PEOPLE):
        person = telegram.person(name, id=5_200_000_000 + number)
        person.joins(group)
        person.says(group, "大家好，我来认领")
        if number % 2:
            person.says(group, "打卡")
        person.presses(shown, "打卡")
    return telegram.world.updates.all[before:]


def outcome(sopbot: Sopbot) -> dict[str, set[tuple[object, ...]]]:
    return {what: set(look(str(sopbot.settings["database_url"]), query)) for what, query in OUTCOME.items()}


@pytest.mark.parametrize("seed", range(6))
async def test_the_outcome_is_that_of_the_story_in_order(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, seed: int
):
    """Seed 0 is the order itself; else also one's own acts are mixed up, the join among them.

    No act here asks for the one before it. All updates come once more.
    """
    updates = await happens(telegram, community, owner)
    if seed > 0:
        telegram.world.updates.drop_all()
        for update in random.Random(seed).sample(updates, len(updates)):
            telegram.inject_raw({key: value for key, value in update.items() if key != "update_id"})
    await telegram.settle()
    telegram.repeats_updates(len(updates))
    await telegram.settle()
    await telegram.advance(minutes=2)

    assert outcome(sopbot) == EXPECTED
