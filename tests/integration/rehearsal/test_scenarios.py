"""What scenarios can have people do and can look at, each seen to pass and to fail, on a script of their own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.timetable import of_scripts
from rehearsal.scenarios.playhouse import Played, Playhouse
from rehearsal.scenarios.reading import Library, read_text
from tests.structure.checkout import ROOT
from views import scenarios as view
from views.texts import texts_for

SCRIPT = """\
sop: club
title: The club
start: [{on: member_joined}, {on: message, contains: [help]}]
again: always
inputs: {link: {title: Link, default: "https://example.org"}}
steps:
  - id: apply
    at: start
    do:
      - say: {to: chat, text: "Welcome, {{ member }}", buttons: [{text: Check in, check_in: true}]}
      - approve:
          text: "May {{ member }} in?"
          by: assistant
          within: 24h
          yes: [{tag: club}, {say: {to: private, else: mention, text: "You are in: {{ link }}"}}]
          no: [{tag: declined}, {say: {to: chat, text: "Not this time, {{ member }}"}}]
          expired: [{task: {for: owner, text: "Nobody looked at {{ member }}", due: 1d}}]
      - task: {for: assistant, text: "Call {{ member }}", due: 1d, wait: true, could_not: [{tag: lost}]}
      - award: {points: 7, reason: Joined}
"""
GREETED = "{to: group, text: 'Welcome, Lin'}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scripts") / "en"
    path.mkdir()
    (path / "club.yaml").write_text(SCRIPT, "utf-8")
    return path


CAST = "cast: {Lin: newcomer, Sue: newcomer, Walt: member, Gus: assistant, Olga: owner}"


def written(items: Sequence[str], head: str = "", cast: str = CAST) -> str:
    timeline = "\n".join(f"  - {item}" for item in items)
    return f"{cast}\n{head}\nscenarios:\n- scenario: s\n  timeline:\n{timeline}\n"


async def play(folder: Path, *items: str, head: str = "", cast: str = CAST, tells: bool = False) -> Played:
    suite = read_text(written(items, head, cast), folder / "club.test.yaml", Library())
    assert [str(problem) for problem in suite.problems] == []
    async with Playhouse.open(of_scripts) as house:
        return await house.play(suite.scenarios[0], tells=tells)


def told(played: Played, locale: str = "en") -> str:
    result = view.Result("club.test.yaml", 4, "s", 0.1, played.failures, played.said)
    return "\n".join(view.details_of(texts_for(locale), result))


JOINED = "day 1 09:10: {Lin: joins}"
PASSES = {
    "a decision for": (
        JOINED,
        "see: {to: Gus, text: 'May Lin in?'}",
        "Lin: starts",
        "Gus: {presses: Approve, below: May Lin in}",
        "see: {to: Lin, text: 'You are in: https://example.org'}",
        "todo: {about: Lin, for: assistant, text: Call Lin, is: open}",
        "Gus: {presses: Done, below: Call Lin}",
        "expect: {Lin: {points: 7, tags: club, without_tags: [declined, lost], run: {club: done}}}",
    ),
    "a decision against": (
        JOINED,
        "Gus: {presses: Decline, below: May Lin in}",
        "see: {to: group, text: 'Not this time, Lin', mentions: Lin}",
        "expect: {Lin: {tags: declined, points: {below: 1}}}",
    ),
    "no decision": (
        JOINED,
        "todo: {about: Lin, is: open, times: 1}",
        "wait: 1d",
        "todo: {about: Lin, for: owner, text: Nobody looked at Lin, is: open}",
        "todo: {about: Lin, is: expired}",
    ),
    "nobody reached": (
        JOINED,
        "Gus: {presses: Approve, below: May Lin in}",
        "see: {to: group, text: You are in, mentions: Lin}",
        "Gus: {presses: Couldn't reach, below: Call Lin}",
        "todo: {about: Lin, is: could_not}",
        "expect: {Lin: {tags: lost}}",
    ),
    "a press that pops something up": (
        JOINED,
        "Walt: {presses: Check in}",
        "toast: {to: Walt, text: Checked in}",
        "expect: {Walt: {streak: 1, check_ins: 1, stage: active}}",
    ),
    "words that start a script": (
        "Walt: {says: I need help}",
        "see: {to: group, text: 'Welcome, Walt'}",
        "expect: {Walt: {run: {club: {is: running, at: apply, times: 1}}}}",
    ),
    "commands of the team": (
        "Gus: {says: /award @Walt 5 for tea}",
        "expect: {Walt: {points: 5}}",
        "Olga: {says: /sop start club @Walt}",
        "see: {to: group, text: 'Welcome, Walt'}",
        "Olga: {says: /tag @Walt vip}",
        "expect: {Walt: {tags: vip}}",
    ),
    "replies, reactions, photos": (
        "Walt: {sends_photo: check-in}",
        "expect: {Walt: {check_ins: 1}}",
        "Gus: {reacts: 👍, to: Walt}",
        "Gus: {says: Well done, to: Walt}",
        "Gus: {says: /award 5 for tea, to: Walt}",
        "expect: {Walt: {points: {at_least: 5}}}",
    ),
    "blocking and unblocking": (
        "Lin: [joins, starts, blocks]",
        "Gus: {presses: Approve, below: May Lin in}",
        "see: {to: group, text: You are in}",
        "nothing: {to: Lin}",
        "Lin: [unblocks, leaves]",
        "expect: {Sue: {run: {club: none}}}",
    ),
    "nothing after what was told": (
        JOINED,
        f"see: {GREETED}",
        "nothing: {to: group, until: '12:00'}",
        "see: {to: group, from: '09:10', until: '12:00', times: 1}",
    ),
}


@pytest.mark.parametrize("items", PASSES.values(), ids=PASSES)
async def test_what_is_as_it_should_be_passes(folder: Path, items: Sequence[str]):
    assert told(await play(folder, *items)) == ""


async def test_several_people_act_at_once(folder: Path):
    played = await play(
        folder,
        "Lin and Sue: joins",
        "see: {to: group, text: 'Welcome, Sue'}",
        "see: {to: Gus, text: in?, times: 2}",
        "todo: {about: [Lin, Sue], is: open, times: 2}",
    )

    assert told(played) == ""


async def test_people_who_never_came_are_known_of_nothing(folder: Path):
    assert "found: never came" in told(await play(folder, "expect: {Sue: {points: 0}}"))


FAILS = {
    "see: {to: group, text: Farewell}": (
        "with “Farewell”",
        "Welcome, Lin [Check in] (“Farewell” isn't in it)",
        "club.yaml:",
    ),
    "see: {to: group, text: Welcome, not: Lin}": ("without “Lin”", "“Lin” is in it"),
    "see: {to: Lin, text: 'Welcome, Lin'}": ("to Lin", "to the group: Welcome, Lin", "to somebody else"),
    "see: {to: group, text: Welcome, buttons: Press}": ("with the button “Press”", "no button “Press”"),
    "see: {to: group, text: Welcome, picture: true}": ("with a picture", "it has no picture"),
    "see: {to: group, text: Welcome, mentions: Walt}": ("mentioning Walt", "it doesn't mention them"),
    "see: {to: group, text: Welcome, times: 3}": ("3 times", "Welcome, Lin"),
    "see: {to: group, text: Welcome, from: '10:00', until: '11:00'}": (
        "between day 1 10:00 and",
        "at another time",
    ),
    "nothing: {to: group}": ("nothing to the group", "seen:", "Welcome, Lin"),
    "toast: {to: Lin, text: Hello}": ("what pops up “Hello”", "found: nothing"),
    "todo: {about: Lin, is: done}": ("about Lin done", "“May Lin in?” assistant open"),
    "todo: {about: Lin, times: 0}": ("× 0", "May Lin in?"),
    "expect: {Lin: {points: 5}}": ("Lin points 5", "found: 0"),
    "expect: {Lin: {points: {at_least: 5, below: 9}}}": ("Lin points ≥ 5, < 9", "found: 0"),
    "expect: {Lin: {level: 4}}": ("Lin level 4", "found: 1"),
    "expect: {Lin: {tags: vip}}": ("Lin tag vip", "found: none at all"),
    "expect: {Lin: {stage: core}}": ("Lin stage core", "found: new"),
    "expect: {Lin: {certificate: newcomer}}": ("Lin certificate newcomer", "found: none at all"),
    "expect: {Lin: {without_certificate: false}}": ("Lin certificate any", "found: none at all"),
    "expect: {Lin: {run: {club: done}}}": ("Lin run of club: done", "found: running (apply)"),
    "expect: {Lin: {run: {club: {times: 2}}}}": ("Lin run of club × 2", "found: × 1"),
    "Lin: joins": ("not possible: Lin is in the group already",),
    "Sue: {says: Hi}": ("not possible: Sue isn't in the group; first: joins",),
    "Sue: leaves": ("not possible: Sue isn't in the group; first: joins",),
    "Lin: {says: Hi, in: private}": ("not possible: Lin hasn't opened the private chat; first: starts",),
    "Lin: blocks": ("not possible: Lin has no open private chat to block",),
    "Lin: unblocks": ("not possible: Lin hasn't blocked the bot",),
    "Lin: {presses: Graduate}": ("not possible: Lin sees no button “Graduate”; there is: [Check in]",),
    "Lin: {says: Hi, to: Sue}": ("not possible: there is no message of “Sue” to answer",),
}


@pytest.mark.parametrize("item", FAILS)
async def test_what_is_otherwise_fails_with_what_was_expected_and_seen(folder: Path, item: str):
    played = await play(folder, JOINED, item, "see: {from: '09:00', text: Welcome}")
    said = told(played)

    assert [failure.line for failure in played.failures] == [7]
    assert [words for words in FAILS[item] if words not in said] == []
    assert said.startswith("  club.test.yaml:7  day 1 ")


async def test_a_failure_shows_the_trace_with_the_lines_of_the_script_and_what_is_to_come(folder: Path):
    said = told(await play(folder, JOINED, "expect: {Lin: {points: 5}}"))

    assert "day 1 09:10 The club · apply/1: sent (group)  ← " in said
    assert f"{folder}/club.yaml:10" in said
    assert "day 2 09:10 The club · apply/2: still to come" in said


async def test_a_failure_is_told_in_chinese(folder: Path):
    said = told(await play(folder, JOINED, "see: {to: Lin, text: Hi}", "expect: {Lin: {points: 5}}"), "zh")

    assert "该看到：发给 Lin、含「Hi」" in said
    assert "应为：Lin 积分 5" in said
    assert "实际：0" in said
    assert "第 1 天 09:10" in said


async def test_a_story_goes_on_after_what_was_otherwise_and_ends_where_somebody_cannot_act(folder: Path):
    played = await play(folder, JOINED, "see: Farewell", "toast: x", "Lin: joins", "see: never looked at")

    assert [failure.line for failure in played.failures] == [7, 8, 9]


async def test_time_that_has_gone_by_while_something_was_awaited_is_told(folder: Path):
    played = await play(folder, JOINED, "see: {text: Farewell, within: 2h}", "10:00: {see: Welcome}")

    assert "not possible: it is day 1 11:10 already" in told(played)


async def test_inputs_are_those_of_the_scenario(folder: Path):
    items = (
        "Lin: [joins, starts]",
        "Gus: {presses: Approve, below: May}",
        "see: {to: Lin, text: here we are}",
    )

    assert told(await play(folder, *items, head="inputs: {club: {link: here we are}}")) == ""


async def test_a_staff_chat_is_opened_on_wish(folder: Path):
    items = (
        JOINED,
        "see: {to: staff, text: May Lin in}",
        "Gus: {says: /todo, in: staff}",
        "see: {to: staff, text: Lin}",
    )

    assert told(await play(folder, *items, head="staff_chat: true")) == ""


async def test_a_crowd_does_everything_together(folder: Path):
    items = (
        "crowd: joins",
        "expect: {crowd: {run: {club: running}}}",
        "todo: {about: crowd, is: open, times: 12}",
    )
    head = "cast: {crowd: {people: 12}, Gus: assistant}"

    assert told(await play(folder, *items, head=head, cast="")) == ""


async def test_a_scenario_takes_place_in_its_own_zone_also_when_clocks_change(folder: Path):
    items = (
        "day 1 09:00: {Walt: {says: help}}",
        "day 2 09:00: {todo: {about: Walt, is: open}}",
        "day 2 10:05: {todo: {about: Walt, is: expired}}",
    )
    head = "timezone: Europe/Berlin\ndate: 2026-03-28"

    assert told(await play(folder, *items, head=head)) == ""


async def test_all_that_the_bot_said_is_told_on_wish(folder: Path):
    played = await play(folder, JOINED, f"see: {GREETED}", tells=True)

    assert "day 1 09:10 to the group: Welcome, Lin [Check in]" in told(played)


def _examples() -> Iterator[str]:
    guide = (ROOT / "docs" / "operators" / "scenarios.md").read_text("utf-8")
    return (block.split("```")[0] for block in guide.split("```yaml\n")[1:])


async def test_the_example_of_the_guide_is_true():
    example = next(one for one in _examples() if "scenarios:" in one)
    suite = read_text(example, ROOT / "sop_scripts" / "en" / "welcome.test.yaml", Library())
    assert [str(problem) for problem in suite.problems] == []

    async with Playhouse.open(of_scripts) as house:
        played = [await house.play(scenario) for scenario in suite.scenarios]

    assert [told(one) for one in played] == [""]


WHO = st.sampled_from(["Lin", "Sue", "Walt", "Gus", "Olga", "Lin and Gus"])
ACTS = [
    "joins", "leaves", "starts", "blocks", "unblocks", "{says: hello}", "{says: help, in: private}",
    "{says: /stop, in: private}", "{says: check-in}", "{says: /me}", "{says: thanks @Walt, to: Walt}",
    "{presses: Check in}", "{presses: Approve, below: May}", "{presses: Done}", "{reacts: 👍}", "{reacts: 👍, to: Sue}",
    "{sends_photo: check-in}", "{says: /sop start club @Lin}", "{says: /award @Sue 5 for tea, in: staff}",
]  # fmt: skip
LOOKS = [
    "wait: 3h", "wait: 2d", "see: {text: Welcome, within: 10m}", "nothing: {to: Lin, within: 1h}", "toast: Checked",
    "todo: {about: Lin, is: open}", "expect: {Lin: {points: 7, tags: club, run: {club: {is: done, at: apply}}}}",
    "see: {to: [Lin, group], from: '09:00', times: 1}",
]  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(
    items=st.lists(st.tuples(WHO, st.sampled_from(ACTS)) | st.sampled_from(LOOKS), min_size=6, max_size=14)
)
async def test_whatever_people_do_a_story_ends_and_its_failures_can_be_told(
    folder: Path, items: list[str | tuple[str, str]]
):
    timeline = [one if isinstance(one, str) else f"{one[0]}: {one[1]}" for one in items]
    played = await play(
        folder, *timeline, "todo: {about: Sue, is: open}", head="staff_chat: true", tells=True
    )

    assert all(told(played, locale) or not played.failures for locale in ("en", "zh"))


PAID = """\
sop: club
title: The club
start: [{on: member_joined}]
when: {not: {tag: staff}}
again: always
stop_when: [{tag: out}]
steps:
  - id: apply
    at: start
    do:
      - choose: [{if: {tag: paid}, do: [{say: {to: chat, text: "Welcome, {{ member }}"}}]}]
      - wait: {for: {points: {at_least: 30}}, within: 1h, none: [{wait: 2h}]}
"""


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (
            "en",
            (
                "apply/1: nothing done here: it needs the tag “paid” (they didn't have it)",
                "apply/2: waiting for at least 30 points (they had 0), until day 1 10:10",
                "apply/2: time ran out: it needed at least 30 points (they had 0)",
                "stopped: the tag “out” (they had it)",
            ),
        ),
        (
            "zh",
            (
                "apply/1：这里什么都没做，条件是：标签「paid」（当时没有）",
                "apply/2：到时间了，条件是：积分至少 30（当时 0）",
                "停止：标签「out」（当时有）",
            ),
        ),
    ],
)
async def test_a_failure_says_which_condition_was_not_fulfilled(
    tmp_path: Path, locale: str, words: tuple[str, ...]
):
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "club.yaml").write_text(PAID, "utf-8")

    played = await play(
        folder, JOINED, "wait: 90m", "Gus: {says: /tag @Lin out}", "expect: {Lin: {tags: paid}}"
    )

    said = told(played, locale)
    assert [one for one in words if one not in said] == [], said
