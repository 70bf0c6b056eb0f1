"""The runs on the page: where each stands and what it waits for, and its story, in the page's language."""

import pytest

from tests.integration.playground.visitor import visiting

DAY = 24 * 60


@pytest.mark.parametrize(
    ("locale", "title", "step", "waits"),
    [
        ("zh", "新人七日", "进群", "认规矩、自我介绍"),
        ("en", "The first seven days", "Arrival", "Rules, introduction"),
    ],
)
async def test_a_newcomers_run_says_where_it_stands_and_what_it_waits_for(
    locale: str, title: str, step: str, waits: str
):
    async with visiting(locale=locale) as visitor:
        lin = await visitor.newcomer()

        runs = await visitor.get("runs")

        run = next(one for one in runs if one["sop"] == "onboarding_7day")
        assert (run["title"], run["person"], run["who"]) == (title, lin["id"], lin["name"])
        assert run["steps"][0] == step
        assert run["standing"][0] == "done"
        assert waits in run["places"][0] or run["step"] == waits
        assert run["file"] == f"{locale}/onboarding_7day.yaml"
        text = (visitor.page.sandbox.scripts / run["file"]).read_text("utf-8")
        assert "id:" in text.splitlines()[run["line"] - 1]


async def test_a_run_that_waits_for_a_check_in_says_so_with_the_hour():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer()
        await visitor.time_goes("advance", minutes=DAY + 60)

        run = next(one for one in await visitor.get("runs") if one["sop"] == "onboarding_7day")

        assert "waiting for their check-in, until today 20:00" in run["places"]
        assert "now" in run["standing"]


async def test_the_story_of_a_run_tells_what_was_done_and_what_comes_next():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer()
        run = next(one for one in await visitor.get("runs") if one["sop"] == "onboarding_7day")

        story = await visitor.get(f"runs/{run['id']}/trace")

        assert story["lines"][0]["text"] == "It began"
        assert all({"at", "date", "clock", "text"} <= line.keys() for line in story["lines"])
        times = [one["when"]["at"] for one in story["next"] if one["when"]]
        assert times == sorted(times)
        assert any("Graduation" in one["text"] for one in story["next"])


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh", "走了分支 「否则」：分支 1 的条件是：标签「welcomed」（当时没有）"),
        ("en", "I took branch “else”: branch 1 needs the tag “welcomed” (they didn't have it)"),
    ],
)
async def test_the_story_of_a_run_says_why_a_branch_was_not_taken(locale: str, said: str):
    async with visiting(locale=locale) as visitor:
        await visitor.newcomer()
        run = next(one for one in await visitor.get("runs") if one["sop"] == "welcome")

        story = await visitor.get(f"runs/{run['id']}/trace")

        assert said in [line["text"] for line in story["lines"]]


async def test_runs_that_are_over_are_listed_when_asked_for():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer()
        await visitor.time_goes("advance", minutes=30)

        live, everything = await visitor.get("runs"), await visitor.get("runs", all=1)

        over = [one for one in everything if one["status"] == "ended"]
        assert [one["sop"] for one in over] == ["welcome"]
        assert over[0]["ended"] == "went through to the end"
        assert {one["status"] for one in live} == {"active"}


async def test_a_run_that_is_not_there_is_not_found():
    async with visiting() as visitor, visitor.http.get("/api/runs/4711/trace") as answer:
        assert answer.status == 404


async def test_a_message_of_the_bot_says_why_it_was_sent():
    async with visiting(locale="en") as visitor:
        lin = await visitor.newcomer(name="Lin")
        await visitor.time_goes("advance", minutes=5)
        welcome = next(
            one for one in await visitor.messages(visitor.group, lin["id"]) if "Welcome to" in one["html"]
        )

        why = await visitor.get(f"chats/{visitor.group}/messages/{welcome['uid']}/trace")

        assert why["title"] == "It comes from “Welcome”, Welcome, for Lin."
        assert [line["text"] for line in why["lines"]] == [
            "It began",
            "I took branch “else”: branch 1 needs the tag “welcomed” (they didn't have it)",
            "I wrote to them (group)",
            "The message went out",
        ]
        assert why["run"] is not None


async def test_what_a_person_said_has_no_reason_of_the_bots():
    async with visiting(locale="en") as visitor:
        owner = visitor.page.sandbox.owner.id
        said = await visitor.says(owner, visitor.group, "Good evening")

        why = await visitor.get(f"chats/{visitor.group}/messages/{said['uid']}/trace")

        assert why == {
            "title": "The bot had nothing to do with this message.",
            "lines": [],
            "run": None,
        }
