"""What scripts leave to the staff: to-dos and decisions."""

from community import communities, staff
from storage.communities import ChatRole
from storage.todos import TodoState
from tests.integration.community.world import add_bot
from tests.integration.sop.stage import Stage

CALL = """
sop: call
start: [{on: member_joined}]
steps:
  - id: call
    do:
      - task: {for: assistant, text: "打电话给 {{ member }}", due: 24h, wait: true, could_not: [{tag: lost}]}
      - tag: called
"""

GATE = """
sop: gate
start: [{on: tag_added, tag: applied}]
steps:
  - id: gate
    do:
      - approve: {text: "让 {{ name }} 进核心群？", by: owner, within: 24h, yes: [{tag: core}],
                  no: [{tag: declined}], expired: [{tag: forgotten}]}
      - award: {points: 3, reason: 过关}
"""


async def staff_chat(stage: Stage) -> int:
    async with stage.scope() as scope:
        chat = await add_bot(scope.uow, stage.policies, -2002, "助教群")
        await communities.bind_chat(scope, chat, ChatRole.STAFF)
    return chat.id


async def test_a_task_is_shown_to_the_staff_and_its_end_moves_the_script_on(stage: Stage) -> None:
    chat_id = await staff_chat(stage)
    await stage.play(CALL)
    lin, boss = await stage.join("小林"), await stage.join("老师")

    card = (await stage.rows())[0]
    assert card.chat_id == chat_id
    assert "打电话给" in card.payload["text"]
    await stage.close_todo(TodoState.DONE, boss)

    assert await stage.tags_of(lin) == ["called"]


async def test_who_could_not_be_reached_takes_the_other_way(stage: Stage) -> None:
    await stage.play(CALL)
    lin, boss = await stage.join("小林"), await stage.join("老师")

    await stage.close_todo(TodoState.UNREACHABLE, boss)

    assert await stage.tags_of(lin) == ["lost"]
    assert await stage.said() == []  # nobody of the staff can be reached, so it waits in the list


async def test_a_gate_says_yes_no_or_expires(stage: Stage) -> None:
    await staff_chat(stage)
    await stage.play(GATE)
    boss = await stage.join("老师")
    yes, no, none = [await stage.join(name) for name in ("甲", "乙", "丙")]
    for member in (yes, no, none):
        await stage.tag(member, "applied")
        if member is not none:
            await stage.close_todo(TodoState.YES if member is yes else TodoState.NO, boss)

    await stage.later(hours=24)

    assert [await stage.tags_of(one) for one in (yes, no, none)] == [
        ["applied", "core"],
        ["applied", "declined"],
        ["applied", "forgotten"],
    ]
    assert [await stage.points_of(one) for one in (yes, no, none)] == [3, 0, 0]
    assert await stage.todos() == []


async def test_without_a_staff_chat_what_is_for_the_owner_reaches_the_owner(stage: Stage) -> None:
    owner, helper = await stage.join("老师"), await stage.join("阿杰")
    async with stage.scope() as scope:
        boss = await scope.uow.users.get(owner.user_id)
        await staff.name_assistant(scope, await scope.uow.users.get(helper.user_id), boss)
    stage.owner_ids = frozenset({boss.telegram_id})
    await stage.play(
        GATE, CALL, CALL.replace("sop: call", "sop: owners").replace("for: assistant", "for: owner")
    )
    lin = await stage.join("小林")
    await stage.tag(lin, "applied")

    assert [row.user_id for row in await stage.rows()] == [helper.user_id, owner.user_id, owner.user_id]
