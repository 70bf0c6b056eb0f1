"""Scripts that load and then fail or never end: nothing half done, and the day goes on."""

from playground.emulator import Emulator, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.failures import failed
from tests.e2e.own_scripts import start_with

BROKEN = """
start: [{on: tag_added, tag: vip}]
inputs: {url: {title: 链接, default: "javascript:alert(1)"}}
steps:
  - id: a
    do:
      - award: {points: 5, reason: 欢迎}
      - say: {to: chat, text: 看这里, buttons: [{text: 打开, url: "{{ url }}"}]}
"""

PING = """
start: [{on: tag_added, tag: ping}]
again: always
steps: [{id: a, do: [{untag: pong}, {tag: pong}]}]
"""
PONG = """
start: [{on: tag_added, tag: pong}]
again: always
steps: [{id: a, do: [{untag: ping}, {tag: ping}]}]
"""


async def test_a_script_that_fails_half_way_leaves_nothing_half_done_and_its_owner_is_told_the_place(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, broken=BROKEN)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林", username="lin")
    lin.joins(group)
    lin.says(group, "打卡")
    owner.says(group, "/tag @lin vip")
    lin.says(group, "/me")
    await telegram.advance(minutes=1)

    told = [message.text for message in owner.inbox if "broken" in message.text]
    assert len(told) == 1
    assert "a/2" in told[0]
    assert failed(stopped) == []
    assert "vip" in "".join(message.text for message in group.from_bot)
    assert group.last.text == "小林：2 积分 · 第 1 名 · 打卡 1 次"


async def test_two_scripts_that_wake_each_other_for_ever_are_cut_and_the_day_goes_on(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, ping=PING, pong=PONG)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林", username="lin")
    lin.joins(group)
    owner.says(group, "/tag @lin ping")
    checked_in = lin.says(group, "打卡")
    await telegram.advance(minutes=1)

    assert list(checked_in.reactions) == ["👍"]
    assert failed(stopped) == []
    assert [message.text for message in owner.inbox if "ping" in message.text or "pong" in message.text]
