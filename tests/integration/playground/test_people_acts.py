"""People come and go on the page, open and close their chat with the bot; what they can't do is said kindly."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.playground.visitor import Json, Visitor, visiting


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


async def does(visitor: Visitor, person: int, do: str) -> Json:
    return await visitor.post(f"people/{person}", do=do)


async def cannot(visitor: Visitor, person: int, do: str) -> str:
    status, said = await visitor.tries(f"people/{person}", do=do)
    assert status == 400
    return str(said["error"])


async def test_the_first_people_have_their_parts(visitor: Visitor):
    people = await visitor.get("people")

    assert [one["role"] for one in people] == ["owner", "assistant", "anonymous", *["member"] * 4]
    assert all(visitor.group in one["inside"] for one in people)
    assert len({one["hue"] for one in people}) == len(people)
    assert all(one["initials"] for one in people)


async def test_newcomers_are_outside_and_have_names_of_their_own(visitor: Visitor):
    new = [await visitor.post("people") for _ in range(30)]

    assert {one["role"] for one in new} == {"outsider"}
    assert len({one["name"] for one in await visitor.get("people")}) == 37


async def test_somebody_joins_and_leaves(visitor: Visitor):
    lin = (await visitor.post("people", name="林晓"))["id"]

    assert "不在" in await cannot(visitor, lin, "leaves")
    assert (await does(visitor, lin, "joins"))["inside"] == [visitor.group]
    assert "已经在" in await cannot(visitor, lin, "joins")
    assert (await does(visitor, lin, "leaves"))["role"] == "outsider"
    status, _ = await visitor.tries(f"chats/{visitor.group}/say", as_=lin, text="还在吗")
    assert status == 400


async def test_the_private_chat_opens_with_start_and_can_be_blocked(visitor: Visitor):
    lin = (await visitor.newcomer())["id"]

    assert (await visitor.tries(f"chats/{lin}/say", as_=lin, text="你好"))[0] == 400
    assert "没有" in await cannot(visitor, lin, "blocks")
    assert (await does(visitor, lin, "starts"))["private"] == "open"
    assert len(await visitor.messages(lin, lin)) > 1
    assert (await does(visitor, lin, "blocks"))["private"] == "blocked"
    assert "屏蔽" in await cannot(visitor, lin, "blocks")
    assert (await visitor.tries(f"chats/{lin}/say", as_=lin, text="你好"))[0] == 400
    assert (await does(visitor, lin, "unblocks"))["private"] == "open"
    assert "没有" in await cannot(visitor, lin, "unblocks")


async def test_the_founder_stays(visitor: Visitor):
    owner = (await visitor.get("playground"))["owner"]

    assert "创建者" in await cannot(visitor, owner, "leaves")


async def test_who_is_named_an_assistant_is_shown_as_one(visitor: Visitor):
    owner = (await visitor.get("playground"))["owner"]
    lin = (await visitor.newcomer(name="林晓"))["id"]
    said = await visitor.says(lin, visitor.group, "我可以帮忙")

    await visitor.says(owner, visitor.group, "/staff", reply=said["uid"])

    assert {one["id"]: one["role"] for one in await visitor.get("people")}[lin] == "assistant"


async def test_another_community_and_language_can_be_opened(visitor: Visitor):
    old = visitor.page.sandbox.folder

    shown = await visitor.post("playground", ready="newcomers", locale="en")

    assert (shown["locale"], shown["title"]) == ("en", "Early Writers")
    assert not old.exists()
    assert (await visitor.get("people"))[0]["name"] == "Joanna"
    assert await visitor.get("words") == {}
    assert (await visitor.newcomer())["name"].isascii()


async def test_who_joins_shows_at_once_among_what_runs(visitor: Visitor):
    """Time stands still after a join: nothing but the join itself can tell the page that runs have begun."""
    new = await visitor.post("people")
    heard: set[str] = set()
    async with visitor.http.ws_connect("/live") as live:
        await does(visitor, new["id"], "joins")
        while not heard >= {"runs", "upcoming", "members"}:
            heard |= set((await live.receive_json())["changed"])

    assert {one["person"] for one in await visitor.get("runs")} == {new["id"]}
