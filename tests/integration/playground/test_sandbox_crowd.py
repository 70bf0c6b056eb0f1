"""Invented people live on while time moves; whom a visitor plays does nothing by themselves any more."""

import pytest

from playground.sandbox.newcomers import newcomers
from playground.sandbox.ready import READY, Ready
from tests.integration.playground.visitor import Json, visiting

DAY = 24 * 60


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The people of the first day, who do whatever is asked of them."""
    monkeypatch.setitem(READY, "newcomers", Ready(newcomers, behaviour="eager"))


@pytest.mark.usefixtures("eager")
async def test_people_check_in_by_themselves_and_the_played_one_does_not():
    async with visiting() as visitor:
        members = [one for one in await visitor.get("people") if one["role"] == "member"]
        played = members[0]["id"]
        await visitor.says(played, visitor.group, "我来了")
        said = (await visitor.messages(visitor.group, played))[-1]["uid"]

        await visitor.time_goes("advance", minutes=7 * DAY)

        later = await visitor.messages(visitor.group, played, after=said, limit=500)
        speakers = {message["author"]["id"] for message in later if message["author"]}
        assert speakers & {one["id"] for one in members[1:]}
        assert played not in speakers
        points = {one["person"]: one["points"] for one in await visitor.get("members")}
        assert any(points.get(one["id"], 0) > 0 for one in members[1:])
        assert await visitor.get("refusals") == []


@pytest.mark.usefixtures("eager")
async def test_time_is_interrupted_although_somebody_always_has_a_plan():
    async with visiting() as visitor:
        time = await visitor.time_goes("morning")

        assert (time["clock"], time["day"]) == ("08:00", 2)


def talkers(messages: list[Json]) -> set[int]:
    return {message["author"]["id"] for message in messages if message["author"]}


async def test_newcomers_who_live_by_themselves_come_and_begin():
    """The first is there at once, the others within the hour; nobody else does anything."""
    async with visiting() as visitor:
        others = [one["id"] for one in await visitor.get("people")]
        came = await visitor.post("crowd", behaviour="eager", count=4)

        assert [bool(one["inside"]) for one in came] == [True, False, False, False]
        assert {one["lives"] for one in came} == {"eager"}

        await visitor.time_goes("advance", minutes=3 * DAY)

        people = {one["id"]: one for one in await visitor.get("people")}
        assert all(people[one["id"]]["inside"] == [visitor.group] for one in came)
        assert any(people[one["id"]]["private"] == "open" for one in came)
        points = {one["person"]: one["points"] for one in await visitor.get("members")}
        assert any(points[one["id"]] > 0 for one in came)
        assert {people[one]["lives"] for one in others} == {None}
        assert await visitor.get("refusals") == []


async def test_who_is_played_waits_until_they_are_let_go_again():
    async with visiting() as visitor:
        (lin,) = await visitor.post("crowd", behaviour="eager", count=1)
        await visitor.says(lin["id"], visitor.group, "我来了")
        assert (await visitor.get("people"))[-1]["lives"] is None
        said = (await visitor.messages(visitor.group, lin["id"]))[-1]["uid"]
        await visitor.time_goes("advance", minutes=2 * DAY)
        quiet = await visitor.messages(visitor.group, lin["id"], after=said, limit=500)

        again = await visitor.post(f"people/{lin['id']}", do="lives", behaviour="eager")
        await visitor.time_goes("advance", minutes=4 * DAY)

        assert again["lives"] == "eager"
        assert lin["id"] not in talkers(quiet)
        later = await visitor.messages(visitor.group, lin["id"], after=said, limit=500)
        assert lin["id"] in talkers(later)
        waits = await visitor.post(f"people/{lin['id']}", do="waits")
        assert waits["lives"] is None


async def test_they_live_on_in_a_saved_state():
    async with visiting() as visitor:
        came = await visitor.post("crowd", behaviour="lazy", count=2)
        async with visitor.http.get("/api/state") as answer:
            file = await answer.read()

        async with visitor.http.post("/api/state", data=file) as answer:
            assert answer.status == 200
        await visitor.time_goes("advance", minutes=61)

        people = {one["id"]: one for one in await visitor.get("people")}
        assert [people[one["id"]]["lives"] for one in came] == ["lazy", "lazy"]
        assert all(people[one["id"]]["inside"] for one in came)


async def test_nobody_behaves_in_a_way_that_is_not_known():
    async with visiting() as visitor:
        for asked in ({"behaviour": "/etc/passwd", "count": 1}, {"behaviour": "lazy", "count": 999}):
            assert (await visitor.tries("crowd", **asked))[0] == 400
