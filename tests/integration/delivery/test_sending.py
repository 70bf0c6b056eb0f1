"""What is planned arrives: once, in order, within the limits, with its buttons."""

from datetime import timedelta
from typing import Any

from core.message import Button, Edit, Kind, Reaction, Target
from playground.emulator import Group, Person
from storage.outgoing import OutboxState
from tests.integration.delivery.conftest import Post, Write


def texts(chat: Group | Person) -> list[str]:
    return [message.text for message in (chat.from_bot if isinstance(chat, Group) else chat.inbox)]


async def test_a_planned_message_arrives_and_its_id_is_known(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "<b>早</b>"))
    await post.settle()

    row = await post.row(row_id)
    assert group.last.html == "<b>早</b>"
    assert (row.state, row.message_id, row.sent_at) == (OutboxState.SENT, group.last.id, post.clock.now())
    assert post.telegram.refusals == []


async def test_buttons_carry_data_links_and_starts(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    rows = (
        (Button("打卡", data="ci:1:20260302"), Button("规则", url="https://example.org/rules")),
        (Button("私聊", start="q42"),),
    )
    await post.plan(write(here, buttons=rows))
    await post.settle()

    shown = [[(button.text, button.data, button.url) for button in row] for row in group.last.buttons]
    assert shown == [
        [("打卡", "ci:1:20260302", None), ("规则", None, "https://example.org/rules")],
        [("私聊", None, "https://t.me/sop_bot?start=q42")],
    ]


async def test_how_a_message_is_sent(post: Post, group: Group, here: Target, write: Write) -> None:
    calls: list[dict[str, Any]] = []
    post.telegram.on_call(lambda seen: calls.append(seen.parameters) if seen.stage == "before" else None)
    await post.plan(write(here, "看 https://example.org", silent=True, reply_to=7))
    await post.settle()

    [call] = [call for call in calls if "text" in call]
    assert call["disable_notification"] is True
    assert call["link_preview_options"] == {"is_disabled": True}
    assert call["reply_parameters"]["allow_sending_without_reply"] is True
    assert group.last.reply_to is None


async def test_a_reply_answers_its_message(
    post: Post, group: Group, here: Target, lin: Person, write: Write
) -> None:
    asked = lin.says(group, "/me")
    await post.plan(write(here, reply_to=asked.id))
    await post.settle()

    assert group.last.reply_to is asked


async def test_messages_go_to_their_topic_and_to_the_general_one_when_it_is_gone(
    post: Post, owner: Person, write: Write
) -> None:
    forum = owner.creates_group("论坛", forum=True)
    owner.adds_bot(forum, admin=True)
    early = owner.opens_topic(forum, "早起")
    place = await post.knows_group(forum)
    assert place.chat_id is not None
    for topic, text in ((early, "早起"), (1, "总"), (777, "没有了")):
        await post.plan(write(Target.chat(place.chat_id, topic), text))
    await post.advance(5)

    assert [(said.text, said.thread_id) for said in forum.from_bot] == [
        ("早起", early),
        ("总", None),
        ("没有了", None),
    ]


async def test_the_order_of_a_place_is_the_order_of_planning(
    post: Post, group: Group, here: Target, lin: Person, to_lin: Target, write: Write
) -> None:
    kinds = [Kind.STEP, Kind.REPLY, Kind.DIGEST, Kind.QUESTION, Kind.GATE, Kind.REMINDER]
    for number, kind in enumerate(kinds):
        await post.plan(*(write(place, f"{number}", kind) for place in (here, to_lin)))
    await post.advance(10)

    assert texts(group) == texts(lin) == [f"{number}" for number in range(len(kinds))]
    assert post.telegram.refusals == []


async def test_a_message_for_later_holds_up_nothing(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    tomorrow = post.clock.now() + timedelta(days=1)
    await post.plan(write(here, "明天", Kind.STEP, not_before=tomorrow), write(here, "今天"))
    await post.settle()
    assert texts(group) == ["今天"]
    assert post.clock.next_instant == tomorrow

    await post.advance(24 * 3600)
    assert texts(group) == ["今天", "明天"]


async def test_a_crowd_of_messages_stays_within_the_limits_and_arrives_in_order(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    await post.plan(*(write(here, f"{number}") for number in range(50)))
    people = []
    for number in range(60):
        person = post.telegram.person(f"成员{number}")
        person.presses_start()
        people.append(person)
        target = await post.knows(person)
        await post.plan(*(write(target, f"第{part}条", Kind.STEP) for part in "一二"))
    await post.advance(200)

    assert post.telegram.refusals == []
    assert texts(group) == [f"{number}" for number in range(50)]
    assert all(texts(person) == ["第一条", "第二条"] for person in people)


async def test_answers_go_before_what_the_clock_started(
    post: Post, telegram_people: list[tuple[Person, Target]], write: Write
) -> None:
    *crowd, (asker, to_asker) = telegram_people
    await post.plan(*(write(target, "通知", Kind.DIGEST) for _, target in crowd))
    await post.plan(write(to_asker, "回答"))
    await post.settle()

    assert texts(asker) == ["回答"]
    assert sum(bool(texts(person)) for person, _ in crowd) < len(crowd)


async def test_a_group_full_of_automatic_messages_still_answers(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    await post.plan(*(write(here, f"步骤{number}", Kind.STEP) for number in range(18)))
    await post.advance(20)
    await post.plan(write(here, "回答"))
    await post.advance(2)

    assert texts(group) == [*(f"步骤{number}" for number in range(15)), "回答"]
    await post.advance(60)
    assert texts(group)[16:] == ["步骤15", "步骤16", "步骤17"]
    assert post.telegram.refusals == []


async def test_what_came_too_late_is_not_said(post: Post, group: Group, here: Target, write: Write) -> None:
    ids = await post.plan(
        write(here, "马上", expires_at=post.clock.now() + timedelta(seconds=30)),
        write(here, "一小时后再说", Kind.REMINDER),
        write(here, "日报", Kind.DIGEST),
    )
    post.telegram.jump_to(post.clock.now() + timedelta(hours=2))
    post.clock.set(post.telegram.now)
    await post.settle()

    assert texts(group) == ["日报"]
    assert await post.states(ids) == ["expired", "expired", "sent"]


async def test_a_long_text_arrives_in_parts_with_the_buttons_below_the_last(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    paragraphs = [f"<b>第{number}段</b>{'字' * 1500}" for number in range(6)]
    button = Button("好", data="ok")
    [row_id] = await post.plan(write(here, "\n\n".join(paragraphs), buttons=((button,),)))
    await post.advance(10)

    assert [message.text[:3] for message in group.from_bot] == ["第0段", "第2段", "第4段"]
    assert [message.labels for message in group.from_bot] == [[], [], ["好"]]
    assert (await post.row(row_id)).message_id == group.last.id


async def test_a_text_that_telegram_cannot_parse_is_said_plainly(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "<b>小林</i> &amp; 大林"))
    await post.settle()

    assert texts(group) == ["小林 & 大林"]
    assert await post.states([row_id]) == ["sent"]
    assert post.sender.counts["plain"] == 1
    assert post.reports == [("message_plain", {"kind": "reply", "error": "can't parse entities"})]


async def test_an_edit_changes_the_message_and_its_buttons(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "待办", buttons=((Button("完成", data="td:1:d"),),)))
    await post.settle()
    await post.plan(Edit(row_id, "已完成"))
    await post.settle()

    assert (group.last.text, group.last.labels, group.last.history) == ("已完成", [], ["待办"])


async def test_only_the_latest_edit_is_made(post: Post, group: Group, here: Target, write: Write) -> None:
    [row_id] = await post.plan(write(here, "0 人"))
    await post.settle()
    await post.plan(*(Edit(row_id, f"{number} 人") for number in range(1, 9)))
    await post.settle()

    assert (group.last.text, group.last.history) == ("8 人", ["0 人"])


async def test_an_edit_of_what_was_not_sent_yet_is_said_at_once(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "旧"))
    await post.plan(Edit(row_id, "新", ((Button("好", data="ok"),),)))
    await post.settle()

    assert (group.last.text, group.last.labels, group.last.history) == ("新", ["好"], [])


async def test_an_edit_of_what_waits_in_memory_is_said_at_once(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    ids = await post.plan(*(write(here, f"{number}") for number in range(6)))
    await post.settle()
    assert len(texts(group)) < 6
    await post.plan(Edit(ids[-1], "新", ((Button("好", data="ok"),),)))
    await post.advance(30)

    assert texts(group) == ["0", "1", "2", "3", "4", "新"]
    assert (group.last.labels, group.last.history) == (["好"], [])
    assert (await post.row(ids[-1])).payload["text"] == "新"


async def test_an_edit_planned_along_with_what_must_wait_is_said_at_once(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    ids = await post.plan(*(write(here, f"{number}") for number in range(6)))
    await post.plan(Edit(ids[-1], "新"))
    await post.advance(30)

    assert texts(group) == ["0", "1", "2", "3", "4", "新"]
    assert await post.states(ids) == [OutboxState.SENT] * 6


async def test_an_edit_that_changes_nothing_is_fine(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    [row_id] = await post.plan(write(here, "一样"))
    await post.settle()
    await post.plan(Edit(row_id, "一样"))
    await post.settle()

    assert post.reports == []
    async with post.database.begin() as uow:
        counts = await uow.outbox.counts_between(
            post.community_id, post.clock.now(), post.clock.now() + timedelta(seconds=1)
        )
    assert counts == {("reply", "sent"): 2}


async def test_a_reaction_does_not_wait_for_messages(
    post: Post, group: Group, here: Target, lin: Person, write: Write
) -> None:
    asked = lin.says(group, "打卡")
    assert here.chat_id is not None
    async with post.database.begin() as uow:
        for number in range(6):
            await uow.outbox.plan(write(here, f"{number}"))
        uow.outbox.plan_reaction(Reaction(here.chat_id, asked.id), post.community_id)
    await post.settle()

    assert asked.reactions == {"👍": ["小助手"]}
    assert len(texts(group)) < 6


async def test_the_bot_leaves_after_it_has_spoken(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    assert here.chat_id is not None
    async with post.database.begin() as uow:
        await uow.outbox.plan(write(here, "再见"))
        uow.outbox.plan_leaving(here.chat_id)
    await post.settle()

    assert texts(group) == ["再见"]
    assert group.member(post.telegram.bot).status == "left"


async def test_a_question_that_arrived_is_told_to_its_script(
    post: Post, to_lin: Target, write: Write
) -> None:
    [row_id] = await post.plan(
        write(to_lin, "你好吗？", Kind.QUESTION, reports=True, source="run-1:ask", run_id=1, member_id=2)
    )
    await post.settle()

    [fact] = post.facts
    assert (fact.kind, fact.data, fact.run_id, fact.member_id) == ("delivered", {"key": "run-1:ask"}, 1, 2)
    assert await post.states([row_id]) == ["sent"]
