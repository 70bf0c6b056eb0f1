"""Invented people live on while time moves; whom a visitor plays does nothing by themselves any more."""

import pytest

from playground.sandbox.crowd import Crowd
from playground.sandbox.newcomers import newcomers
from playground.sandbox.ready import READY, Ready
from tests.integration.playground.visitor import visiting

DAY = 24 * 60


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """The people of the first day, who do whatever is asked of them."""
    ready = Ready(newcomers, habits=lambda sandbox: Crowd(sandbox, "eager"))
    monkeypatch.setitem(READY, "newcomers", ready)


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


async def test_time_is_interrupted_although_somebody_always_has_a_plan():
    async with visiting() as visitor:
        time = await visitor.time_goes("morning")

        assert (time["clock"], time["day"]) == ("08:00", 2)
