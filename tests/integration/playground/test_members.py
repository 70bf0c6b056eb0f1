"""The members on the page: what they have, whether the bot reaches them, and why it did nothing for them."""

from tests.integration.playground.visitor import visiting

DAY = 24 * 60


async def test_the_members_have_their_roles_points_tags_and_runs():
    async with visiting(locale="en") as visitor:
        sandbox = visitor.page.sandbox
        lin = await visitor.newcomer(name="Lin")
        await visitor.time_goes("advance", minutes=30)
        await visitor.says(lin["id"], visitor.group, "check-in")

        members = {one["person"]: one for one in await visitor.get("members")}

        assert sandbox.assistant is not None
        assert members[sandbox.owner.id]["role"] == "owner"
        assert members[sandbox.assistant.id]["role"] == "assistant"
        one = members[lin["id"]]
        assert (one["name"], one["role"], one["stageName"]) == ("Lin", "member", "new here")
        assert one["points"] > 0
        assert one["streak"] == 1
        assert "newcomer" in one["tags"]
        assert {"sop": "onboarding_7day"}.items() <= one["runs"][0].items()
        assert one["joined"]["day"] == 1


async def test_a_member_says_whether_private_messages_arrive():
    async with visiting(locale="en") as visitor:
        lin = (await visitor.newcomer())["id"]

        async def reach() -> str:
            found = next(one for one in await visitor.get("members") if one["person"] == lin)
            detail = await visitor.get(f"members/{found['id']}")
            assert (detail["closed"] is None) == (found["reach"] == "open")
            return str(found["reach"])

        before = await reach()
        await visitor.post(f"people/{lin}", do="starts")
        opened = await reach()
        await visitor.post(f"people/{lin}", do="blocks")

        assert [before, opened, await reach()] == ["never_started", "open", "blocked"]


async def test_a_member_is_told_of_with_what_was_not_done_and_why():
    async with visiting(locale="en") as visitor:
        lin = (await visitor.newcomer())["id"]
        await visitor.time_goes("advance", minutes=DAY + 60)
        found = next(one for one in await visitor.get("members") if one["person"] == lin)

        story = await visitor.get(f"members/{found['id']}")

        undone = {(line["script"], line["text"]) for line in story["lines"] if line["undone"]}
        closed, new = "an open private chat (it wasn't open)", "no tag “newcomer” (they had it)"
        needed = f"a streak of at least 2 days (they had 0), and {closed}, and {new}"
        assert ("Keep the streak", f"It didn't start: it needs {needed}") in undone
        assert any(script == "The first seven days" and "Private chat" in text for script, text in undone)
        told = [line["text"] for line in story["lines"]]
        assert "I wrote to them (private)" not in told, "it didn't arrive, which is told"
        assert all(text[0].isupper() or not text[0].isalpha() for text in told), told
        assert [run["sop"] for run in story["runs"]] == ["onboarding_7day"]


async def test_older_lines_of_a_members_story_follow_on():
    async with visiting(locale="en") as visitor:
        lin = (await visitor.newcomer())["id"]
        await visitor.time_goes("advance", minutes=60)
        found = next(one for one in await visitor.get("members") if one["person"] == lin)
        story = await visitor.get(f"members/{found['id']}")
        last = story["lines"][-1]["id"]

        before = await visitor.get(f"members/{found['id']}", before=last)

        assert [line["id"] for line in before["lines"]] == [line["id"] for line in story["lines"]][:-1]


async def test_a_member_who_is_not_there_is_not_found():
    async with visiting() as visitor, visitor.http.get("/api/members/4711") as answer:
        assert answer.status == 404
