"""Whatever people type and press: a clear answer, nothing lost or half done, and no handler that fails."""

from collections.abc import Callable
from functools import partial

import pytest

from handlers.tables import COMMANDS, PRESSES
from playground.emulator import Emulator, Group, Person
from tests.databases import look
from tests.e2e.conftest import Sopbot
from tests.e2e.failures import failed
from tests.e2e.own_scripts import start_with

ODD_WORDS = (
    "",
    "@",
    "@nobody",
    "@lin",
    "@lin @ming",
    "@lin 1e9 好",
    "@lin -5 好",
    "@lin 🎉 好",
    "@lin ١٢ 好",
    "@lin 5",
    "@lin " + "长" * 3000,
    "@lin 5 " + "长" * 3000,
    "99999999999999999999999999 5 好",
    "<b>&amp;</i> 5",
    "\u202e\u0301 \u200b",
    "new <b> 明天",
    "new 第1期 2月30日",
    "new " + "长" * 3000 + " 明天",
    "add 第1期",
    "start guide",
    "start <b> @lin",
    "start guide cohort",
    "step guide nowhere @lin",
    "skip guide @lin",
    "trace @lin",
    "status guide @nobody",
    "remove @nobody",
    "staff staff",
    "q999999999999999999999999",
    "r1",
    "c1",
)

ODD_NUMBERS = ("", "0", "1", "zz", "-1", "zzzzzzzzzzzzzzzzzzzz", "!", "一")

GUIDE = """
start: [{on: command, command: guide}]
again: always
steps:
  - id: hello
    at: start
    do:
      - say: {to: chat, text: "{{ members }} 你好", merge: 60s}
      - wait: 2h
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, guide=GUIDE)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    person = telegram.person("小林", username="lin")
    person.joins(community)
    person.presses_start()
    await telegram.settle()
    return person


@pytest.mark.parametrize("command", [command.name for command in COMMANDS.commands])
async def test_no_words_after_a_command_make_it_fail(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, lin: Person, command: str
):
    staff = owner.creates_group("工作群", supergroup=True)
    owner.adds_bot(staff)
    owner.says(staff, "/bind staff")
    await telegram.advance(seconds=10)
    said = lin.says(community, "大家好")
    ways: list[Callable[[str], object]] = [
        owner.writes_to_bot,
        partial(owner.says, community),
        partial(owner.says, staff),
        partial(owner.replies, said),
        lin.writes_to_bot,
    ]
    for number, words in enumerate(ODD_WORDS):
        for way in (ways[number % 5], ways[(number * 2 + 1) % 5]):
            way(f"/{command} {words}".strip())
    await telegram.advance(minutes=10)

    assert failed(sopbot) == []
    assert [(one.method, one.description) for one in telegram.refusals] == []


VERBS = sorted(PRESSES.routes)


@pytest.mark.parametrize("verbs", [VERBS[n : n + 6] for n in range(0, len(VERBS), 6)], ids=" ".join)
async def test_no_button_of_another_time_or_place_makes_a_press_fail(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, lin: Person, verbs: list[str]
):
    """Also one whose row is gone, because the database was restored from an older copy."""
    seen_by_all = community.from_bot[0]
    owner.writes_to_bot("/help")
    await telegram.advance(seconds=5)
    seen_by_one = owner.private.last
    for verb in verbs:
        presses = []
        for button in (seen_by_all, seen_by_one):
            for first in ODD_NUMBERS:
                for rest in ("", ":y", ":d", ":t:zz", ":0", ":zz", ":20260302", ":staff:zz", ":new"):
                    data = f"{verb}:{first}{rest}"
                    button.markup = {"inline_keyboard": [[{"text": "按", "callback_data": data}]]}
                    presses.append(owner.presses(button, "按"))
                    if button is seen_by_all:
                        presses.append(lin.presses(button, "按"))
        await telegram.advance(seconds=30)

        assert failed(sopbot) == [], verb
        assert [press for press in presses if not press.answered] == [], verb


@pytest.mark.parametrize(
    "text",
    [
        "/award 1e9 好", "/award 5", "/deduct 5 没有这么多", "/tag a b c", "/tag vip 明年", "/untag a b",
        "/cohort add 第9期", "/sop start nothing", "/sop start guide x y", "/sop stop guide",
        "/sop step guide nowhere", "/sop skip guide", "/sop trace nothing", "/staff x",
    ],
)  # fmt: skip
async def test_a_refusal_about_somebody_never_seen_before_is_told(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, text: str
):
    """Whoever is replied to is made a member on the way, which must not get into the way of the refusal."""
    silent = telegram.person("潜水员")
    office = owner.creates_group("工作群", supergroup=True)
    silent.joins(office)
    wrote = silent.says(office, "早上好")
    owner.adds_bot(office)
    owner.says(office, "/bind staff")
    await telegram.advance(seconds=10)
    said_before = len(office.from_bot)
    owner.replies(wrote, text)
    await telegram.advance(seconds=10)

    assert failed(sopbot) == []
    assert len(office.from_bot) == said_before + 1


async def test_a_late_refusal_undoes_what_was_done_and_spares_the_others_of_its_batch(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, lin: Person
):
    silent = telegram.person("潜水员")
    office = owner.creates_group("工作群", supergroup=True)
    silent.joins(office)
    wrote = silent.says(office, "早上好")
    owner.adds_bot(office)
    owner.says(office, "/bind staff")
    await telegram.advance(seconds=10)
    lin.says(community, "打卡")
    owner.replies(wrote, "/sop start nothing")
    owner.says(community, "/award @lin 5 分享")
    await telegram.advance(seconds=10)

    points = look(
        str(sopbot.settings["database_url"]),
        "SELECT first_name, points FROM users JOIN members ON user_id = users.id",
    )
    assert dict(points) == {"群主": 0, "小林": 7}


async def test_of_two_with_the_same_username_nobody_is_meant(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, lin: Person
):
    lin.says(community, "大家好")
    await telegram.settle()
    lin.username = None  # given up, which the bot has not seen yet
    other = telegram.person("小琳", username="lin")
    other.joins(community)
    other.says(community, "大家好")
    owner.says(community, "/award @lin 5 分享")
    await telegram.advance(seconds=5)

    assert "@lin" in community.last.text
    assert "积分：" not in community.last.text

    lin.says(community, "我改名了")
    owner.says(community, "/award @lin 5 分享")
    await telegram.advance(seconds=5)
    assert community.last.text.startswith("🎁 小琳 +5")


async def test_a_long_text_is_read_like_any_other(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    """Telegram cuts 5,000 characters into two messages."""
    first = lin.says(community, "打卡 " + "长" * 4000)
    lin.says(community, "长" * 997)
    lin.writes_to_bot("长" * 4096)
    lin.writes_to_bot("长" * 904)
    await telegram.advance(seconds=10)

    assert list(first.reactions) == ["👍"]
    assert failed(sopbot) == []


@pytest.mark.parametrize(
    "name",
    [
        "<b>Ann</b> & Bob",
        "\u202eevil\u202c",
        "a" + "\u0301" * 60,
        "\u200b\u200d",
        "🏳️‍🌈👨‍👩‍👧‍👦",
        "{name}%s{{ member }}",
    ],
)
async def test_no_name_disturbs_what_is_said(stopped: Sopbot, telegram: Emulator, owner: Person, name: str):
    """With the shipped scripts: welcome, answers, to-dos, the digest of the next morning."""
    await stopped.start()
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    person = telegram.person(name, username="rude")
    person.joins(group)
    await telegram.advance(minutes=2)
    person.presses_start()
    person.says(group, "/me")
    person.says(group, "/checkin")
    person.says(group, "/rank")
    owner.says(group, "/award @rude 5 分享")
    owner.says(group, "/staff")
    owner.writes_to_bot("/sop status @rude")
    owner.writes_to_bot("/sop trace @rude")
    await telegram.advance(days=3)
    owner.writes_to_bot("/todo")
    owner.writes_to_bot("/digest")
    await telegram.advance(minutes=1)

    assert failed(stopped) == []
    assert [(one.method, one.description) for one in telegram.refusals] == []
    said = "".join(message.text for message in [*group.from_bot, *owner.inbox, *person.inbox])
    assert "\u202e" not in said
    assert "&lt;" not in said
    assert "\u0301" * 3 not in said


async def test_a_choice_of_community_is_kept_though_what_was_asked_is_refused(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person
):
    second = owner.creates_group("跑步团", supergroup=True)
    owner.adds_bot(second, admin=True)
    await telegram.advance(seconds=5)
    owner.presses(second.last, "一个独立的新社群")
    await telegram.advance(seconds=5)
    owner.writes_to_bot("/tag @nobody vip")
    await telegram.advance(seconds=5)
    press = owner.presses(owner.private.last, "跑步团")
    await telegram.advance(seconds=5)

    assert failed(sopbot) == []
    assert press.answered
    assert "@nobody" in owner.private.last.text
    owner.writes_to_bot("/start")
    await telegram.advance(seconds=5)
    assert "跑步团" in owner.private.last.text
