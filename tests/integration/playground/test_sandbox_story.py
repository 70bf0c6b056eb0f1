"""A newcomer's week, lived on the page: joined, started, checked in each day, graduated."""

import pytest

from tests.integration.playground.visitor import texts, visiting

DAY = 24 * 60


@pytest.mark.parametrize(
    ("locale", "start", "check_in"),
    [("zh", "开始我的第一天", "打卡"), ("en", "Start my first day", "Check in")],
)
async def test_who_checks_in_every_day_gets_a_certificate(locale: str, start: str, check_in: str):
    async with visiting(locale=locale) as visitor:
        lin = (await visitor.newcomer())["id"]
        await visitor.time_goes("advance", minutes=30)
        opened = await visitor.presses(lin, visitor.group, start)
        assert opened == {"opens": lin}

        answers = []
        for _ in range(7):
            answers.append(await visitor.presses(lin, lin, check_in))
            await visitor.time_goes("advance", minutes=DAY)
        await visitor.time_goes("morning")
        inbox = await visitor.messages(lin, lin, limit=200)

        assert all("toast" in answer for answer in answers)
        pictures = [message for message in inbox if message["picture"]]
        assert pictures, texts(inbox)
        async with visitor.http.get(pictures[-1]["picture"]) as answer:
            assert answer.content_type in ("image/png", "image/jpeg")
            assert len(await answer.read()) > 10_000
        assert await visitor.get("refusals") == []


async def test_seven_days_ahead_a_newcomer_has_been_written_to_every_morning():
    async with visiting() as visitor:
        lin = (await visitor.newcomer(name="林晓"))["id"]
        await visitor.time_goes("advance", minutes=30)
        await visitor.presses(lin, visitor.group, "开始我的第一天")

        time = await visitor.time_goes("advance", minutes=7 * DAY)

        days = {message["date"] for message in await visitor.messages(lin, lin, limit=200)}
        assert time["day"] == 8
        assert len(days) >= 7
