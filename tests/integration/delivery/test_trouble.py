"""What can go wrong between the bot and Telegram, and what becomes of the message."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aiogram.client.telegram import TelegramAPIServer

from core.message import Edit, Kind, Target
from playground.emulator import CallSeen, Group, Person
from storage.outgoing import OutboxState
from storage.users import Reach
from tests.integration.delivery.conftest import Post, Write

REPEATED = [Kind.GATE, Kind.QUESTION, Kind.TODO, Kind.NOTICE, Kind.WARNING, Kind.DIGEST]
ONCE_AT_MOST = [Kind.REPLY, Kind.CONFIRMATION, Kind.GREETING, Kind.RESPONSE, Kind.STEP, Kind.REMINDER]


def texts(chat: Group | Person) -> list[str]:
    return [message.text for message in (chat.from_bot if isinstance(chat, Group) else chat.inbox)]


@pytest.mark.parametrize("kind", REPEATED)
async def test_what_may_be_repeated_is_sent_again_when_its_outcome_is_unknown(
    post: Post, group: Group, here: Target, write: Write, kind: Kind
) -> None:
    post.telegram.faults.next("sendMessage", cut="before")
    [row_id] = await post.plan(write(here, "重要", kind))
    await post.advance(5)

    assert texts(group) == ["重要"]
    assert (await post.row(row_id)).attempts == 2


@pytest.mark.parametrize("kind", ONCE_AT_MOST)
async def test_what_is_sent_once_at_most_stays_unknown(
    post: Post, group: Group, here: Target, write: Write, kind: Kind
) -> None:
    post.telegram.faults.next("sendMessage", cut="after")
    [row_id, later] = await post.plan(write(here, "一次", kind), write(here, "以后", kind))
    await post.advance(5)

    assert texts(group) == ["一次", "以后"]
    assert await post.states([row_id, later]) == ["unknown", "sent"]


async def test_a_server_error_is_waited_out_longer_each_time(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", status=502, times=4)
    await post.plan(write(here, "日报", Kind.DIGEST))
    await post.advance(14)
    assert texts(group) == []

    await post.advance(1.1)
    assert texts(group) == ["日报"]


async def test_later_messages_wait_for_an_earlier_one_that_is_repeated(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", status=500)
    await post.plan(write(here, "一", Kind.TODO), write(here, "二"))
    await post.advance(5)

    assert texts(group) == ["一", "二"]


async def test_what_surely_was_not_sent_is_sent_again_whatever_it_is(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    await post.bot.me()
    working, post.bot.session.api = post.bot.session.api, TelegramAPIServer.from_base("http://127.0.0.1:1")
    [row_id] = await post.plan(write(here, "你好"))
    await post.advance(2)
    assert await post.states([row_id]) == ["planned"]

    post.bot.session.api = working
    await post.advance(10)
    assert texts(group) == ["你好"]


async def test_a_429_is_waited_out_exactly(post: Post, group: Group, here: Target, write: Write) -> None:
    post.telegram.faults.next("sendMessage", retry_after=37)
    [row_id] = await post.plan(write(here, "你好"))
    await post.settle()
    assert post.clock.next_instant == post.clock.now() + timedelta(seconds=37)

    await post.advance(37)
    assert (texts(group), (await post.row(row_id)).sent_at) == (["你好"], post.clock.now())


async def test_a_429_holds_up_only_its_chat(
    post: Post, group: Group, here: Target, lin: Person, to_lin: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=60, when=lambda call: call["chat_id"] == group.id)
    await post.plan(write(here), write(to_lin))
    await post.settle()

    assert (texts(group), texts(lin)) == ([], ["你好"])


async def test_a_group_that_became_a_supergroup_gets_its_messages_under_the_new_id(
    post: Post, owner: Person, write: Write
) -> None:
    basic = owner.creates_group("小群")
    owner.adds_bot(basic)
    there = await post.knows_group(basic)
    old_id = basic.id
    basic.becomes_supergroup()
    [row_id] = await post.plan(write(there))
    await post.settle()

    assert (texts(basic), await post.states([row_id])) == (["你好"], ["sent"])
    async with post.database.begin() as uow:
        former, present = await uow.chats.by_telegram_id(old_id), await uow.chats.by_telegram_id(basic.id)
    assert former is not None
    assert former == present
    assert (former.id, former.telegram_id) == (there.chat_id, basic.id)


async def test_a_chat_that_lost_the_bot_is_marked_and_costs_no_second_call(
    post: Post, owner: Person, group: Group, here: Target, write: Write
) -> None:
    owner.removes_bot(group)
    ids = await post.plan(write(here, "一"), write(here, "二"))
    await post.settle()

    assert await post.states(ids) == ["failed", "failed"]
    assert len(post.telegram.refusals) == 1
    assert post.lost == [here.chat_id]
    async with post.database.begin() as uow:
        assert here.chat_id is not None
        assert (await uow.chats.get(here.chat_id)).removed_at == post.clock.now()


async def test_a_refusal_nobody_foresaw_is_reported_and_holds_up_nothing(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", status=400, description="Bad Request: something new")
    ids = await post.plan(write(here, "一"), write(here, "二"))
    await post.settle()

    assert (await post.states(ids), texts(group)) == (["failed", "sent"], ["二"])
    assert post.reports == [("message_failed", {"kind": "reply", "error": "Bad Request: something new"})]


async def test_a_chat_known_to_be_silenced_is_not_warned_of_again(
    post: Post, here: Target, write: Write
) -> None:
    async with post.database.begin() as uow:
        assert here.chat_id is not None
        chat = await uow.chats.get(here.chat_id)
        uow.chats.put(replace(chat, bot_status="restricted", bot_rights={"can_send_messages": False}))
    post.telegram.faults.next("sendMessage", status=400, description="Bad Request: not enough rights")
    ids = await post.plan(write(here, "一"))
    await post.settle()

    assert await post.states(ids) == ["failed"]
    assert post.reports == []


async def test_a_failed_warning_is_not_warned_of(post: Post, to_lin: Target, write: Write) -> None:
    post.telegram.faults.next("sendMessage", status=400, description="Bad Request: something new")
    await post.plan(write(to_lin, kind=Kind.WARNING))
    await post.settle()

    assert post.reports == []


async def test_a_row_that_makes_no_call_costs_only_itself(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    ids = await post.plan(write(here, "坏"), write(here, "好"))
    async with post.database.begin() as uow:
        row = await uow.outbox.find(ids[0])
        assert row is not None
        uow.outbox.put(replace(row, payload={}))
    await post.settle()

    assert (await post.states(ids), texts(group)) == (["failed", "sent"], ["好"])


async def test_nothing_to_edit_is_no_trouble(post: Post, group: Group, here: Target, write: Write) -> None:
    [row_id] = await post.plan(write(here, "待办"))
    await post.settle()
    group.last.deleted = True
    await post.plan(Edit(row_id, "完成"))
    await post.settle()

    assert post.reports == []


# A killed program


async def killed_in_flight(post: Post, here: Target, write: Write, kind: Kind, count: int = 1) -> list[int]:
    """Rows that were being sent when the program was killed, after Telegram had done it."""
    ids = await post.plan(*(write(here, f"{number}", kind) for number in range(count)))
    async with post.database.begin() as uow:
        for row_id in ids:
            row = await uow.outbox.find(row_id)
            assert row is not None
            uow.outbox.put(replace(row, state=OutboxState.SENDING, attempts=1))
    return ids


@pytest.mark.parametrize("kind", REPEATED)
async def test_what_was_on_its_way_at_a_kill_is_repeated(
    post: Post, group: Group, here: Target, write: Write, kind: Kind
) -> None:
    ids = await killed_in_flight(post, here, write, kind)
    await post.settle()

    assert (texts(group), await post.states(ids)) == (["0"], ["sent"])


@pytest.mark.parametrize("kind", ONCE_AT_MOST)
async def test_what_was_on_its_way_at_a_kill_is_unknown_if_it_may_go_only_once(
    post: Post, group: Group, here: Target, write: Write, kind: Kind
) -> None:
    ids = await killed_in_flight(post, here, write, kind)
    await post.settle()

    assert (texts(group), await post.states(ids)) == ([], ["unknown"])


async def test_a_kill_in_a_crowd_leaves_at_most_ten_unknown_and_nothing_is_said_twice(
    post: Post, telegram_people: list[tuple[Person, Target]], write: Write
) -> None:
    ids = await post.plan(*(write(target, "步骤", Kind.REPLY) for _, target in telegram_people))
    answers, unanswered, ten_unanswered = 0, 0, asyncio.Event()

    async def silent_after_fifteen(call: CallSeen) -> None:
        nonlocal answers, unanswered
        if call.method != "sendMessage" or call.stage != "after":
            return
        answers += 1
        if answers > 15:
            unanswered += 1
            if unanswered == 10:
                ten_unanswered.set()
            await asyncio.Event().wait()

    post.telegram.on_call(silent_after_fifteen)
    post.bell = post.nursery.start("sender", post.sender.work)
    await ten_unanswered.wait()
    await post.kill()
    answers = -1000
    await post.advance(60)

    states = await post.states(ids)
    assert (states.count("sent"), states.count("unknown")) == (30, 10)
    assert [texts(person) for person, _ in telegram_people] == [["步骤"]] * 40


async def test_at_a_clean_end_nothing_is_left_in_the_dark(
    post: Post, telegram_people: list[tuple[Person, Target]], write: Write
) -> None:
    ids = await post.plan(*(write(target, "步骤", Kind.STEP) for _, target in telegram_people))
    post.bell = post.nursery.start("sender", post.sender.work)
    await post.sender.close()

    assert set(await post.states(ids)) <= {"sent", "planned"}


# People out of reach


@pytest.mark.parametrize(
    ("act", "reach"),
    [("blocks_bot", Reach.BLOCKED), ("deletes_account", Reach.GONE)],
)
async def test_a_closed_private_chat_is_learnt_from_telegram(
    post: Post, lin: Person, to_lin: Target, write: Write, act: str, reach: Reach
) -> None:
    getattr(lin, act)()
    ids = await post.plan(write(to_lin, source="run-1:say"))
    await post.settle()

    assert (await post.user(to_lin)).reach == reach
    assert await post.states(ids) == ["failed"]
    assert [(fact.kind, fact.data["key"]) for fact in post.facts] == [("unreachable", "run-1:say")]
    assert post.reports == []


async def test_a_person_who_never_started_is_learnt_from_telegram(
    post: Post, group: Group, write: Write
) -> None:
    stranger = post.telegram.person("路人")
    stranger.joins(group)
    target = await post.knows(stranger)
    await post.plan(write(target))
    await post.settle()

    assert (await post.user(target)).reach == Reach.NEVER_STARTED
    assert post.facts == []


async def test_the_fallback_is_said_instead_without_a_call_to_the_closed_chat(
    post: Post, group: Group, here: Target, lin: Person, write: Write
) -> None:
    closed = await post.knows(post.telegram.person("路人"), reach=Reach.NEVER_STARTED)
    fallback = write(here, "请先私聊我", Kind.STEP)
    await post.plan(write(closed, "第一步", Kind.STEP, source="run-1:say", fallback=fallback))
    await post.settle()

    assert texts(group) == ["请先私聊我"]
    assert [fact.data["key"] for fact in post.facts] == ["run-1:say"]
    assert post.telegram.refusals == []


async def test_who_opted_out_gets_no_script_messages_but_replies(
    post: Post, lin: Person, write: Write
) -> None:
    target = await post.knows(lin, opted_out=True)
    ids = await post.plan(write(target, "步骤", Kind.STEP, source="run-1:say"), write(target, "回答"))
    await post.settle()

    assert (await post.states(ids), texts(lin)) == (["failed", "sent"], ["回答"])
    assert [fact.kind for fact in post.facts] == ["unreachable"]


async def test_nothing_is_said_instead_of_what_a_run_planned_that_was_stopped_meanwhile(
    post: Post, group: Group, here: Target, lin: Person, write: Write
) -> None:
    closed = await post.knows(post.telegram.person("路人"), reach=Reach.NEVER_STARTED)
    await post.settle()
    step = write(
        closed, "第一步", Kind.STEP, source="run-1:say", run_id=1, fallback=write(here, "请先私聊我")
    )
    ids = await post.plan(step)
    async with post.database.begin() as uow:
        await uow.outbox.cancel_of_runs([1], before=uow.now + timedelta(seconds=1))
    await post.settle()

    assert (texts(group), post.facts) == ([], [])
    assert await post.states(ids) == [OutboxState.EXPIRED]


async def test_new_words_for_a_long_text_that_was_said_in_part_are_all_said(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=60, when=lambda call: call["text"].startswith("乙"))
    [row_id] = await post.plan(write(here, f"{'甲' * 4000}\n\n{'乙' * 4000}"))
    await post.settle()
    assert [text[0] for text in texts(group)] == ["甲"]
    await post.plan(Edit(row_id, "新"))
    await post.advance(61)

    assert [text[0] for text in texts(group)] == ["甲", "新"]
    assert (await post.row(row_id)).message_id == group.last.id
