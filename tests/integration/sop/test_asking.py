"""Questions: put when it is their turn, answered, declined, timed out, asked behind a button."""

from sop.language.html import visible_length
from storage.users import Reach
from tests.integration.sop.stage import Stage

INTRO = """
sop: intro
start: [{on: member_joined}]
steps:
  - id: intro
    do:
      - ask:
          to: private
          else: chat_button
          question: "{{ name }}，介绍一下自己？"
          save: intro
          min_length: 4
          optional: true
          within: 24h
          none: [{tag: silent}]
      - award: {points: 5, reason: 自我介绍}
      - say: {to: chat, text: "{{ member }}：{{ answers.intro }}"}
"""

CITY = """
sop: city
start: [{on: member_joined}]
steps:
  - id: city
    do:
      - ask: {to: private, else: skip, question: 哪个城市？, save: city, kind: choice, choices: [北京, 上海],
              within: 2h, none: [{tag: somewhere}]}
      - tag: located
"""


async def test_the_answer_is_kept_and_the_step_goes_on(stage: Stage) -> None:
    await stage.play(INTRO)
    lin = await stage.join("小林")
    await stage.deliver()

    await stage.answer(lin, "我写了 <十年>")

    question, said = await stage.said()
    assert question.startswith("小林，介绍一下自己？")
    assert said.endswith("：我写了 &lt;十年&gt;")
    assert await stage.points_of(lin) == 5


async def test_who_declines_gets_no_reward(stage: Stage) -> None:
    await stage.play(INTRO)
    lin = await stage.join()
    await stage.deliver()

    await stage.decline(lin)

    assert await stage.points_of(lin) == 0
    assert await stage.tags_of(lin) == ["silent"]


async def test_the_time_to_answer_runs_from_delivery(stage: Stage) -> None:
    await stage.play(INTRO)
    lin = await stage.join()
    await stage.later(hours=20)
    await stage.deliver()

    await stage.later(hours=23)
    assert await stage.tags_of(lin) == []
    await stage.later(hours=1)

    assert await stage.tags_of(lin) == ["silent"]
    assert await stage.question_of(lin) is None


async def test_a_closed_door_gets_a_button_behind_which_the_question_is_put(stage: Stage) -> None:
    await stage.play(INTRO)
    lin = await stage.join("小林", reach=Reach.NEVER_STARTED)
    (line,) = await stage.rows()
    payload = line.payload["buttons"][0][0]["start"]
    assert line.user_id is None
    assert payload.startswith("q")

    await stage.press_start(lin, payload)
    await stage.deliver()
    await stage.answer(lin, "我来自上海")

    assert await stage.points_of(lin) == 5
    assert len(await stage.said()) == 3


async def test_a_door_that_proves_closed_gets_the_button_then(stage: Stage) -> None:
    await stage.play(INTRO)
    lin = await stage.join()
    await stage.refuse()

    row = (await stage.rows())[-1]
    await stage.press_start(lin, row.payload["buttons"][0][0]["start"])
    await stage.deliver()
    await stage.answer(lin, "我来自上海")

    assert await stage.points_of(lin) == 5


async def test_a_closed_door_with_skip_is_no_answer_at_once(stage: Stage) -> None:
    await stage.play(CITY)

    lin = await stage.join(reach=Reach.BLOCKED)

    assert await stage.tags_of(lin) == ["somewhere"]
    assert await stage.said() == []


async def test_one_question_at_a_time_the_next_follows(stage: Stage) -> None:
    await stage.play(INTRO, CITY)
    lin = await stage.join()
    assert len(await stage.said()) == 1
    await stage.deliver()

    await stage.answer(lin, "我来自上海")
    await stage.deliver()
    row = next(row for row in await stage.rows() if "哪个城市" in row.payload["text"])
    assert [button["text"] for (button,) in row.payload["buttons"]] == ["北京", "上海"]
    await stage.answer(lin, "上海")

    assert await stage.tags_of(lin) == ["located"]


async def test_a_question_in_the_chat_names_the_person(stage: Stage) -> None:
    await stage.play(
        """
sop: ask_in_chat
start: [{on: member_joined}]
steps:
  - id: q
    do: [{ask: {to: chat, question: 今天读什么？, save: book, within: 2h, none: [{tag: shy}]}}]
"""
    )
    lin = await stage.join("小林", reach=Reach.NEVER_STARTED)
    (row,) = await stage.rows()
    await stage.deliver()

    assert "小林</a>\n今天读什么？" in row.payload["text"]
    await stage.later(hours=2)
    assert await stage.tags_of(lin) == ["shy"]


async def test_a_message_held_behind_a_button_is_said_once_it_is_pressed(stage: Stage) -> None:
    await stage.play(
        """
sop: letter
start: [{on: member_joined}]
steps: [{id: a, do: [{say: {to: private, else: chat_button, text: 一封信}}]}]
"""
    )
    lin = await stage.join(reach=Reach.NEVER_STARTED)
    (line,) = await stage.said()
    assert "一封信" not in line
    payload = (await stage.rows())[-1].payload["buttons"][0][0]["start"]

    assert await stage.press_start(lin, payload)

    assert any(text.startswith("一封信") for text in await stage.said())
    assert not await stage.press_start(await stage.join("阿美"), payload)


ECHO = """
sop: echo
start: [{on: member_joined}]
steps:
  - id: echo
    do:
      - ask: {to: private, else: skip, question: 介绍一下自己？, save: intro, within: 24h, none: [{tag: silent}]}
      - task: {for: assistant, text: "<b>看看</b>：{{ answers.intro }}", due: 1h}
      - say:
          to: chat
          text: "{{ answers.intro }}{{ answers.intro }}"
          buttons: [{text: "{{ answers.intro }}", check_in: true}]
      - ask:
          to: chat
          question: "{{ answers.intro }}{{ answers.intro }}"
          save: again
          within: 1h
          none:
            - tag: silent
            - approve:
                by: owner
                text: "{{ answers.intro }}"
                within: 1h
                yes: [{tag: accepted}]
                no: [{tag: declined}]
                expired: [{tag: expired}]
"""


async def test_a_long_answer_is_shortened_wherever_a_text_repeats_it(stage: Stage) -> None:
    await stage.play(ECHO)
    lin = await stage.join("小林")
    await stage.deliver()
    await stage.answer(lin, "我" * 3000)
    await stage.deliver()
    await stage.later(hours=3)

    assert (await stage.runs())[0].outcome != "failed"
    assert await stage.tags_of(lin) == ["expired", "silent"]
    _, said, question = await stage.said()
    assert visible_length(said) == 4096
    assert said.count("…") == 2
    assert "我我" in question


async def test_a_question_in_the_group_names_its_person_once(stage: Stage) -> None:
    group = CITY.replace("to: private, else: skip, question: ", 'to: chat, question: "').replace(
        "城市？", '城市，{{ member }}？"'
    )
    await stage.play(group)
    await stage.join("小林")

    (question,) = await stage.said()
    assert question.count("小林") == 1
