"""Whose check-in is expected on which day: what the digest's rate and its list of who needs care rest on."""

from tests.integration.sop.stage import Stage

DAILY = """
sop: daily
start: [{on: member_joined}]
steps:
  - id: daily
    each: {day: 1..3, at: "20:00"}
    do: [{wait: {for: check_in, until: "21:00", none: [{tag: absent}]}}]
"""


async def test_the_day_is_expected_when_the_wait_begins(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()

    await stage.later(hours=11, minutes=30)

    async with stage.scope() as scope:
        assert await scope.uow.check_ins.count_expected(stage.community_id, scope.today) == (1, 0)
    await stage.check_in(lin)
    async with stage.scope() as scope:
        assert await scope.uow.check_ins.count_expected(stage.community_id, scope.today) == (1, 1)


async def test_who_checks_in_before_the_step_counts_in_the_check_in_rate(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()
    await stage.check_in(lin)

    await stage.later(hours=11, minutes=30)

    async with stage.scope() as scope:
        assert await scope.uow.check_ins.count_expected(stage.community_id, scope.today) == (1, 1)


async def test_who_checked_in_while_the_program_was_down_counts_in_the_check_in_rate(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()
    stage.down(hours=11, minutes=30)
    await stage.restart()
    await stage.check_in(lin)

    await stage.later(minutes=1)

    async with stage.scope() as scope:
        assert await scope.uow.check_ins.count_expected(stage.community_id, scope.today) == (1, 1)


async def test_a_wait_skipped_by_hand_does_not_count_as_missed(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()
    await stage.later(hours=11, minutes=30)
    async with stage.scope() as scope:
        (run,) = await scope.uow.runs.live_of_member(lin.id)
        await stage.engine.skip(scope, run, "daily[1]/1", await scope.uow.users.get(lin.user_id))

    async with stage.scope() as scope:
        assert await scope.uow.check_ins.count_expected(stage.community_id, scope.today) == (0, 0)
