"""What goes from memory: callback answers at once, private replies in their turn."""

import pytest

from core.message import Button, Kind, Target
from delivery.direct import Direct
from playground.emulator import Group, Person
from playground.emulator.entities import utf16_length
from tests.integration.delivery.conftest import Post, Write


@pytest.fixture
def direct(post: Post) -> Direct:
    return Direct(post.bot, post.nursery, post.sender)


@pytest.fixture
async def asked(post: Post, group: Group, here: Target, write: Write) -> None:
    """The bot's last message in the group has a button."""
    await post.plan(write(here, buttons=((Button("打卡", data="ci:1:1"),),)))
    await post.settle()


async def test_a_press_is_answered_though_the_chat_must_wait(
    post: Post, group: Group, here: Target, lin: Person, write: Write, direct: Direct, asked: None
) -> None:
    await post.plan(*(write(here) for _ in range(10)))
    press = lin.presses(group.last, "打卡")
    direct.answer(press.id, "第 <b>3</b> 天", alert=True)
    await post.settle()

    assert (press.answer, press.alert) == ("第 3 天", True)
    assert len(group.from_bot) < 10


async def test_a_long_answer_is_cut(
    post: Post, group: Group, lin: Person, direct: Direct, asked: None
) -> None:
    press = lin.presses(group.last, "打卡")
    direct.answer(press.id, "😀" * 150)
    await post.settle()

    assert press.answer is not None
    assert utf16_length(press.answer) <= 200
    assert press.answer.endswith("😀…")


async def test_an_answer_that_comes_too_late_is_no_trouble(
    post: Post, group: Group, lin: Person, direct: Direct, asked: None
) -> None:
    press = lin.presses(group.last, "打卡")
    await post.advance(200)
    direct.answer(press.id, "晚了")
    await post.settle()

    assert press.answer is None


async def test_a_private_reply_comes_after_what_was_planned_before(
    post: Post, lin: Person, to_lin: Target, write: Write, direct: Direct
) -> None:
    await post.plan(*(write(to_lin, f"{number}", Kind.STEP) for number in range(4)))
    direct.reply(write(to_lin, "回答"))
    await post.plan(write(to_lin, "之后", Kind.STEP))
    await post.advance(10)

    assert [said.text for said in lin.inbox] == ["0", "1", "2", "3", "之后", "回答"]


async def test_a_private_reply_waits_for_telegram_like_any_other(
    post: Post, lin: Person, to_lin: Target, write: Write, direct: Direct
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=9)
    await post.settle()
    direct.reply(write(to_lin, "一"))
    direct.reply(write(to_lin, "二"))
    await post.advance(8)
    assert lin.inbox == []

    await post.advance(2)
    assert [said.text for said in lin.inbox] == ["一"]
    await post.advance(5)
    assert [said.text for said in lin.inbox] == ["一", "二"]


async def test_a_reply_that_is_too_late_is_forgotten(
    post: Post, lin: Person, to_lin: Target, write: Write, direct: Direct
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=3600)
    direct.reply(write(to_lin, "一"))
    await post.advance(7200)

    assert lin.inbox == []
    assert post.sender._spoken == {}


async def test_a_reply_to_who_blocked_the_bot_is_learnt_from(
    post: Post, lin: Person, to_lin: Target, write: Write, direct: Direct
) -> None:
    lin.blocks_bot()
    direct.reply(write(to_lin, "一"))
    await post.settle()

    assert (await post.user(to_lin)).reach == "blocked"
