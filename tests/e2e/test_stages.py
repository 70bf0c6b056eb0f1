"""Stages: everybody begins as new, and rises at once, falls only after some days; scripts hear of both."""

from datetime import timedelta

import pytest

from playground.emulator import Emulator, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

MISSED = """
start: [{on: demoted, to: at_risk}]
when: {not: {tag: staff}}
quiet: "22:00-08:00"
steps:
  - id: a
    do:
      - say: {to: private, else: mention, text: "{{ name }}，好久没见你了"}
      - wait: {for: {stage: active}, within: 5d, none: [{tag: call_them}]}
      - say: {to: chat, text: "欢迎回来 {{ member }}"}
"""
RISEN = """
start: [{on: promoted, to: core}]
steps:
  - id: a
    do: [{say: {to: chat, text: "{{ member }} 成了铁粉"}}]
"""
LEFT = """
start: [{on: stage_changed, to: gone}]
steps:
  - id: a
    do: [{tag: lost}]
"""
SELECTED = """
start: [{on: schedule, at: "12:00"}]
when: {who: "stage:active points>=30 -tag:thanked"}
steps:
  - id: a
    do: [{say: {to: chat, text: "谢谢 {{ members }}", merge: 60s}}, {tag: thanked}]
"""


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    await start_with(stopped, missed=MISSED, risen=RISEN, left=LEFT, selected=SELECTED)
    return await open_office(telegram, owner)


@pytest.fixture(params=["zh", "en"])
async def in_either_language(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Office:
    await start_with(stopped, locale=request.param, missed=MISSED)
    return await open_office(telegram, owner, request.param)


async def member(office: Office, name: str, username: str) -> Person:
    person = office.telegram.person(name, username=username)
    person.presses_start()
    person.joins(office.group)
    await office.passes(seconds=10)
    return person


async def stage_of(office: Office, username: str) -> str:
    """As `/who` finds them."""
    for stage in ("new", "active", "core", "at_risk", "gone"):
        office.zhou.says(office.chat, f"/who @{username} stage:{stage}")
        await office.passes(seconds=5)
        if "💎" in office.chat.last.text:
            return stage
    return ""


def heard(office: Office, words: str) -> bool:
    return any(words in message.text for message in office.group.from_bot)


async def test_new_then_active_after_a_week_for_those_who_come(office: Office) -> None:
    lin = await member(office, "小林", "lin")
    assert await stage_of(office, "lin") == "new"
    for _ in range(3):
        await office.passes(days=2)
        lin.says(office.group, "今天也来了")
    await office.passes(days=1)

    assert await stage_of(office, "lin") == "active"


async def test_silence_makes_at_risk_after_a_grace_and_a_word_undoes_it_at_once(
    in_either_language: Office,
) -> None:
    office = in_either_language
    lin = await member(office, "小林", "lin")
    await office.passes(days=7)
    assert await stage_of(office, "lin") == "new"
    assert not [one for one in lin.private.from_bot if "好久没见" in one.text]

    await office.passes(days=2)
    assert await stage_of(office, "lin") == "at_risk"
    assert office.words("💎0 · 快流失", "💎0 · at risk") in office.chat.last.text
    assert [one for one in lin.private.from_bot if "小林，好久没见你了" in one.text]

    lin.says(office.group, "最近太忙了")
    await office.passes(seconds=10)
    assert await stage_of(office, "lin") == "active"
    assert heard(office, "欢迎回来 小林")


async def test_who_says_nothing_at_all_is_handed_to_a_person_and_is_gone_in_the_end(office: Office) -> None:
    await member(office, "小林", "lin")
    await office.passes(days=15)
    office.zhou.says(office.chat, "/who tag:call_them")
    await office.passes(seconds=5)
    assert "小林" in office.chat.last.text

    await office.passes(days=18)
    assert await stage_of(office, "lin") == "gone"
    office.zhou.says(office.chat, "/who tag:lost")
    await office.passes(seconds=5)
    assert "小林" in office.chat.last.text


async def test_enough_points_make_the_core_at_once_and_spending_them_is_no_fall_for_two_days(
    office: Office,
) -> None:
    lin = await member(office, "小林", "lin")
    for _ in range(4):
        await office.passes(days=2)
        lin.says(office.group, "今天也来了")
    office.zhou.says(office.chat, "/award @lin 200 办了线下活动")
    await office.passes(seconds=10)
    assert await stage_of(office, "lin") == "core"
    assert heard(office, "小林 成了铁粉")

    office.zhou.says(office.chat, "/deduct @lin 50 换了本书")
    await office.passes(seconds=10)
    lin.says(office.group, "谢谢")
    await office.passes(days=2)
    assert await stage_of(office, "lin") == "core"
    lin.says(office.group, "早")
    await office.passes(days=1)
    assert await stage_of(office, "lin") == "active"


async def test_who_leaves_is_gone_and_who_returns_stands_where_they_should(office: Office) -> None:
    lin = await member(office, "小林", "lin")
    lin.leaves(office.group)
    await office.passes(seconds=10)
    assert await stage_of(office, "lin") == ""

    lin.joins(office.group)
    await office.passes(seconds=10)
    assert await stage_of(office, "lin") == "new"


async def test_a_scheduled_script_starts_for_whom_its_selector_means(office: Office) -> None:
    lin, ming = await member(office, "小林", "lin"), await member(office, "阿明", "ming")
    for _ in range(4):
        await office.passes(days=2)
        for person in (lin, ming):
            person.says(office.group, "今天也来了")
    office.zhou.says(office.chat, "/award @lin 30 分享")
    await office.passes(days=2)

    thanks = [message.text for message in office.group.from_bot if message.text.startswith("谢谢")]
    assert thanks == ["谢谢 小林"]


async def test_nothing_is_lost_when_the_program_was_down_at_that_hour(
    stopped: Sopbot, office: Office
) -> None:
    await member(office, "小林", "lin")
    await office.passes(days=8, hours=12)
    await stopped.stop()
    office.telegram.jump_to(office.telegram.now + timedelta(days=1))
    await stopped.start()
    await office.passes(minutes=2)

    assert await stage_of(office, "lin") == "at_risk"
