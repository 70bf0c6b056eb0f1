"""What comes next: everything with a time, once for all whom it concerns, and what is only to be expected."""

from tests.integration.playground.visitor import visiting

DAY = 24 * 60


async def test_what_comes_is_in_order_and_within_the_days_asked_for():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer()

        week, today = await visitor.get("upcoming", days=7), await visitor.get("upcoming", days=1)

        assert [one["at"] for one in week] == sorted(one["at"] for one in week)
        assert {one["day"] for one in today} == {1}
        assert max(one["day"] for one in week) == 7
        assert len(today) < len(week)


async def test_what_many_wait_for_at_once_is_one_thing():
    async with visiting(locale="en") as visitor:
        names = [(await visitor.newcomer(name=name))["name"] for name in ("Ann", "Ben", "Cleo")]

        week = await visitor.get("upcoming")

        graduation = [one for one in week if one["what"] == "Graduation"]
        assert [(one["clock"], one["count"], one["who"]) for one in graduation] == [("21:00", 3, "3 people")]
        assert len(graduation[0]["people"]) == len(names)
        assert graduation[0]["run"] is None


async def test_what_one_waits_for_names_them_and_their_run():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer(name="Ann")

        graduation = next(one for one in await visitor.get("upcoming") if one["what"] == "Graduation")

        assert (graduation["who"], graduation["kind"], graduation["expected"]) == ("Ann", "step", False)
        story = await visitor.get(f"runs/{graduation['run']}/trace")
        assert story["sop"] == "onboarding_7day"


async def test_the_deadline_of_a_check_in_is_a_question():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer()
        await visitor.time_goes("advance", minutes=DAY + 60)

        deadlines = [one for one in await visitor.get("upcoming", days=1) if one["kind"] == "question"]

        assert [one["clock"] for one in deadlines] == ["20:00"]
        assert deadlines[0]["what"].endswith("stops waiting for their check-in")


async def test_daily_things_are_planned_once_and_then_expected():
    async with visiting(locale="en") as visitor:
        week = await visitor.get("upcoming")

        digests = [one for one in week if one["what"] == "The owner's daily digest"]
        starts = [one for one in week if one["title"] == "Keep the streak"]
        for daily in (digests, starts):
            assert len(daily) >= 6
            assert [one["expected"] for one in daily] == [False] + [True] * (len(daily) - 1)
            assert len({one["day"] for one in daily}) == len(daily)


async def test_an_open_to_do_comes_with_its_time():
    async with visiting(locale="en") as visitor:
        await visitor.newcomer(name="Ann")
        await visitor.time_goes("advance", minutes=DAY + 120)

        todos = [one for one in await visitor.get("upcoming") if one["kind"] == "todo"]

        assert [one["who"] for one in todos] == ["Ann"]
        assert todos[0]["what"].startswith("To be done by now: ")


async def test_a_todo_is_told_without_the_way_to_its_message():
    async with visiting(locale="en") as visitor:
        ann = await visitor.newcomer(name="Ann")
        await visitor.says(ann["id"], visitor.group, "Hello everybody, I am new here")
        await visitor.time_goes("advance", minutes=5 * 60)

        todos = [one["what"] for one in await visitor.get("upcoming", days=2) if one["kind"] == "todo"]

        (waits,) = (what for what in todos if "for the first time" in what)
        assert waits.endswith("Please do.")
