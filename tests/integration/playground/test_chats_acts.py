"""What people see in the chats and do there: everything that Telegram lets them, and nothing else."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.playground.visitor import Json, Visitor, visiting

ONLOOKER = 0


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


async def chats(visitor: Visitor, person: int) -> dict[int, Json]:
    return {chat["id"]: chat for chat in await visitor.get("chats", **{"as": person})}


async def test_who_looks_on_sees_all_groups_and_can_do_nothing(visitor: Visitor):
    seen = await chats(visitor, ONLOOKER)

    assert [chat["kind"] for chat in seen.values()] == ["group", "staff"]
    assert not any(chat["canWrite"] or chat["unread"] for chat in seen.values())
    status, said = await visitor.tries(f"chats/{visitor.group}/say", as_=ONLOOKER, text="hi")
    assert (status, "旁观" in said["error"]) == (400, True)


async def test_a_newcomer_sees_the_group_and_an_unopened_private_chat(visitor: Visitor):
    lin = await visitor.newcomer(name="林晓")
    seen = await chats(visitor, lin["id"])

    assert [(chat["kind"], chat["canWrite"]) for chat in seen.values()] == [
        ("group", True),
        ("private", False),
    ]
    assert seen[lin["id"]]["state"] == "never"
    assert lin["role"] == "member"
    group = await visitor.messages(visitor.group, lin["id"])
    assert group[-1]["service"] == "林晓 加入了群组"
    assert group[-1]["author"] is None


async def test_the_command_menu_is_what_the_bot_registered(visitor: Visitor):
    lin = (await visitor.newcomer())["id"]
    owner = (await visitor.get("playground"))["owner"]

    members = {one["command"] for one in await visitor.get("commands", **{"as": lin}, chat=visitor.group)}
    owners = {one["command"] for one in await visitor.get("commands", **{"as": owner}, chat=owner)}

    assert "checkin" in members
    assert "setup" in owners - members


async def test_what_is_said_is_marked_unread_for_others_until_they_read_it(visitor: Visitor):
    lin, bo = [(await visitor.newcomer())["id"] for _ in range(2)]
    await visitor.post(f"chats/{visitor.group}/read", as_=bo)

    await visitor.says(lin, visitor.group, "大家好")
    await visitor.says(lin, visitor.group, "我来了")

    assert (await chats(visitor, bo))[visitor.group]["unread"] == 2
    assert (await chats(visitor, lin))[visitor.group]["unread"] == 0
    assert (await chats(visitor, bo))[visitor.group]["last"]["text"] == "我来了"
    await visitor.post(f"chats/{visitor.group}/read", as_=bo)
    assert (await chats(visitor, bo))[visitor.group]["unread"] == 0


async def test_an_answer_comes_at_once_and_news_alone_can_be_asked_for(visitor: Visitor):
    owner = (await visitor.get("playground"))["owner"]
    before = await visitor.get(f"chats/{owner}/messages", **{"as": owner})

    await visitor.says(owner, owner, "/help")

    news = await visitor.get(f"chats/{owner}/messages", **{"as": owner}, since=before["revision"])
    assert [message["author"]["bot"] for message in news["messages"]] == [False, True]
    assert '<span class="command">/' in news["messages"][-1]["html"]
    assert news["messages"][-1]["traced"]
    assert not news["messages"][0]["traced"]


async def test_what_people_write_is_never_html(visitor: Visitor):
    lin = (await visitor.newcomer(name="<b>x</b>"))["id"]
    await visitor.says(lin, visitor.group, '<img src=x onerror=alert(1)> & https://example.org/?a="b" #打卡')

    message = (await visitor.messages(visitor.group, lin))[-1]
    assert "<img" not in message["html"]
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; " in message["html"]
    assert 'target="_blank" rel="noopener noreferrer"' in message["html"]


async def test_replies_photos_and_reactions(visitor: Visitor):
    lin, bo = [(await visitor.newcomer())["id"] for _ in range(2)]
    said = await visitor.says(lin, visitor.group, "今天写了三百字")

    await visitor.says(bo, visitor.group, "厉害", reply=said["uid"], photo=True)
    await visitor.post(f"chats/{visitor.group}/react", as_=bo, uid=said["uid"], emoji="👍")

    messages = {message["uid"]: message for message in await visitor.messages(visitor.group, bo)}
    assert messages[said["uid"]]["reactions"] == [{"emoji": "👍", "count": 1, "mine": True}]
    answer = max(messages.values(), key=lambda message: message["uid"])
    assert (answer["reply"]["uid"], answer["reply"]["text"]) == (said["uid"], "今天写了三百字")
    async with visitor.http.get(answer["picture"]) as picture:
        assert (picture.status, picture.content_type) == (200, "image/jpeg")
    await visitor.post(f"chats/{visitor.group}/react", as_=bo, uid=said["uid"], emoji="👍")
    again = {message["uid"]: message for message in await visitor.messages(visitor.group, bo)}
    assert again[said["uid"]]["reactions"] == []


async def test_an_anonymous_admin_speaks_as_the_group(visitor: Visitor):
    people = await visitor.get("people")
    hidden = next(one["id"] for one in people if one["role"] == "anonymous")

    await visitor.says(hidden, visitor.group, "大家安静")

    author = (await visitor.messages(visitor.group, hidden))[-1]["author"]
    assert (author["role"], author["name"], author["id"]) == ("anonymous", "早起写作营", 0)


async def test_a_button_opens_the_private_chat_and_another_answers_with_a_toast(visitor: Visitor):
    lin = (await visitor.newcomer())["id"]

    assert await visitor.presses(lin, visitor.group, "私聊我") == {"opens": lin}
    answer = await visitor.presses(lin, lin, "打卡")

    assert answer["toast"]
    inbox = await visitor.messages(lin, lin)
    assert (await chats(visitor, lin))[lin]["canWrite"]
    started = next(message for message in inbox if "/start" in message["html"])
    assert started["html"] == '<span class="command">/start</span>', "what the link handed over is the bot's"
    written = visitor.page.sandbox.telegram.world.private[lin].messages
    assert next(message.text for message in written if message.uid == started["uid"]).startswith("/start ")


async def test_older_messages_come_page_by_page(visitor: Visitor):
    lin = (await visitor.newcomer())["id"]
    for number in range(5):
        await visitor.says(lin, visitor.group, f"第 {number} 句")

    newest = await visitor.get(f"chats/{visitor.group}/messages", **{"as": lin}, limit=3)
    first = newest["messages"][0]["uid"]
    older = await visitor.get(f"chats/{visitor.group}/messages", **{"as": lin}, limit=2, before=first)

    assert [message["html"] for message in newest["messages"]] == ["第 2 句", "第 3 句", "第 4 句"]
    assert [message["html"] for message in older["messages"]] == ["第 0 句", "第 1 句"]
    assert older["more"]


async def test_what_was_written_is_edited_pinned_and_deleted_by_who_may(visitor: Visitor):
    lin, may = (await visitor.newcomer(name="林晓"))["id"], (await visitor.newcomer(name="小美"))["id"]
    owner = (await visitor.get("playground"))["owner"]
    said = await visitor.post(f"chats/{visitor.group}/say", as_=lin, text="早上号")
    one = {"uid": said["uid"]}

    status, refused = await visitor.tries(f"chats/{visitor.group}/edit", as_=may, text="晚上好", **one)
    assert (status, "自己" in refused["error"]) == (400, True)
    await visitor.post(f"chats/{visitor.group}/edit", as_=lin, text="早上好", **one)
    status, refused = await visitor.tries(f"chats/{visitor.group}/pin", as_=lin, **one)
    assert (status, "权限" in refused["error"]) == (400, True)
    await visitor.post(f"chats/{visitor.group}/pin", as_=owner, **one)

    shown = next(m for m in await visitor.messages(visitor.group, may) if m["uid"] == said["uid"])
    assert (shown["html"], shown["edited"], shown["pinned"]) == ("早上好", True, True)
    assert (await chats(visitor, may))[visitor.group]["pinned"]["text"] == "早上好"

    await visitor.post(f"chats/{visitor.group}/pin", as_=owner, **one)
    await visitor.post(f"chats/{visitor.group}/delete", as_=lin, **one)
    assert said["uid"] not in [m["uid"] for m in await visitor.messages(visitor.group, may)]
