"""A file of scenarios is read aloud as it is written, and every mistake in it is told with its place."""

from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import problems
from core.reader import resolve
from rehearsal.scenarios import model
from rehearsal.scenarios.doing import ALL
from rehearsal.scenarios.problems import MESSAGES
from rehearsal.scenarios.reading import Library, Suite, read_text
from rehearsal.scenarios.timeline import WORDS
from views.problems import worded
from views.texts import texts_for

SCRIPT = """\
sop: camp
inputs: {link: {title: Link, default: here}}
steps:
  - {id: hello, at: start, do: [{say: {to: private, else: skip, text: Hello}}]}
"""
LIBRARY = Library()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the script `camp` lies, and `broken`."""
    path = tmp_path_factory.mktemp("scripts") / "en"
    path.mkdir()
    (path / "camp.yaml").write_text(SCRIPT, "utf-8")
    (path / "broken.yaml").write_text("sop: broken\nsteps: 3\n", "utf-8")
    return path


def read(folder: Path, text: str, name: str = "camp.test.yaml") -> Suite:
    return read_text(text, folder / name, LIBRARY)


def steps(folder: Path, *items: str, head: str = "") -> list[model.Step]:
    """The steps of a timeline of these items, in a cast of two."""
    suite = read(folder, scenario(*items, head=head))
    assert [str(problem) for problem in suite.problems] == []
    return [line.step for line in suite.scenarios[0].timeline]


def scenario(*items: str, head: str = "") -> str:
    timeline = "\n".join(f"  - {item}" for item in items)
    return (
        f"cast: {{lin: newcomer, jie: assistant}}\n{head}scenarios:\n- scenario: s\n  timeline:\n{timeline}\n"
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute) + timedelta(days=day)  # noqa: DTZ001 - a local time


def test_what_people_do_is_read_in_its_order(folder: Path):
    told = steps(
        folder,
        "day 1 09:00: {lin: joins}",
        "lin: [starts, {says: Hi, in: private}]",
        "lin and jie: {reacts: 👍, to: lin}",
        "10:00: {jie: {presses: Done, below: Lin}}",
        "wait: 3h",
        "see: {to: lin, text: Hello}",
    )

    assert told[:-1] == [
        model.GoTo(at(1, 9)),
        model.Act(("lin",), "joins"),
        model.Act(("lin",), "starts"),
        model.Act(("lin",), "says", "Hi", "private"),
        model.Act(("lin", "jie"), "reacts", "👍", to="lin"),
        model.GoTo(at(1, 10)),
        model.Act(("jie",), "presses", "Done", below="Lin"),
        model.Pass(timedelta(hours=3)),
    ]


def test_short_forms_mean_the_same_as_long_ones(folder: Path):
    short = steps(folder, "see: Hello", "nothing: lin", "todo: call", "expect: {lin: {points: 5, tags: vip}}")
    long = steps(
        folder,
        "see: {text: [Hello]}",
        "nothing: {to: [lin]}",
        "todo: {text: [call]}",
        "expect: {lin: {points: {is: 5}, tags: [vip]}}",
    )

    assert short == long


def test_a_time_alone_is_that_of_the_same_day_and_until_is_the_next_one(folder: Path):
    told = steps(folder, "day 3 22:00: {nothing: {to: lin, until: '08:00'}}", "09:00: {see: Hello}")

    assert isinstance(told[1], model.Nothing)
    assert told[1].window.until == at(4, 8)
    assert told[2] == model.GoTo(at(4, 9))


def test_a_story_may_begin_before_nine(folder: Path):
    suite = read(folder, scenario("day 1 06:30: {see: Hello}"))

    assert suite.scenarios[0].opens == at(1, 6, 30)


def test_the_script_is_the_one_that_the_file_is_named_for(folder: Path):
    suite = read(folder, scenario("see: Hello"))

    assert [script.id for script in suite.scenarios[0].scripts] == ["camp"]
    assert suite.scenarios[0].locale == "en"


def test_what_a_file_says_holds_for_its_scenarios_unless_they_say_otherwise(folder: Path):
    text = (
        "timezone: Europe/Berlin\ndate: 2026-03-28\nstaff_chat: true\ncast: {lin: newcomer}\nscenarios:\n"
        "- {scenario: a, timeline: [{see: {to: staff, text: x}}]}\n"
        "- {scenario: b, date: 2026-06-01, cast: {lin: member}, timeline: [{see: x}]}\n"
    )
    first, second = read(folder, text).scenarios

    assert (first.zone.key, str(first.first), first.cast["lin"].is_) == (
        "Europe/Berlin",
        "2026-03-28",
        "newcomer",
    )
    assert (second.zone.key, str(second.first), second.cast["lin"].is_) == (
        "Europe/Berlin",
        "2026-06-01",
        "member",
    )


MISTAKES = {
    "lin: jions": "6:10: `jions` is nothing that people do; did you mean `joins`?",
    "lni: joins": "6:5: `lni` is no time, no word of a timeline, and nobody of the cast; did you mean `lin`?",
    "lin and lni: joins": "6:5: nobody here is called `lni`; did you mean `lin`?",
    "sea: Hello": "6:5: `sea` is no time, no word of a timeline, and nobody of the cast; did you mean `see`?",
    "lin: says": "6:10: `says` needs to be told what: `says: …`",
    "lin: {joins: group}": "6:11: `joins: …` is nothing that people do; write only the word: `joins`",
    "lin: {says: Hi, presses: Done}": "6:21: `says` and `presses` are two things; begin the second with - on a line"
    " of its own",
    "lin: {says: Hi, below: x}": "6:21: `below` does not go with `says`; it goes with presses",
    "lin: {says: Hi, in: staff}": "6:25: there is no staff chat in this scenario; write `staff_chat: true` above, "
    "or name a person",
    "lin: {in: group}": "6:10: this does not say what they do; expected one of: " + ", ".join(ALL),
    "lin: 3": "6:10: `3` is nothing that people do; expected one of: " + ", ".join(ALL),
    "see: {to: lni, text: Hi}": "6:15: `lni` is no place and nobody of the cast; did you mean `lin`?",
    "see: {to: staff, text: Hi}": "6:15: there is no staff chat in this scenario; write `staff_chat: true` above, or"
    " name a person",
    "see: {too: lin}": "6:11: unknown key `too`; did you mean `to`?",
    "see: {times: 2}": "6:10: this does not say what to expect; expected at least one of: to, text, not, buttons,"
    " mentions, picture",
    "see: {text: x, within: 2m, until: '10:00'}": "6:10: `within` and `until` are both given; keep one",
    "see: {text: x, within: soon}": "6:28: `soon` is not a length of time; expected 30m, 24h, 2d (s, m, h, d or w)",
    "nothing: {to: lin, from: '10:00', until: day 1 09:30}": "6:46: this ends at day 1 09:30, but begins at day 1"
    " 10:00",
    "day 2: {see: x}": "6:5: `day 2` does not say at what time; expected `day 2 09:00`",
    "9点: {see: x}": "6:5: `9点` is not a time; expected `day 2 09:00`, or `09:00` for the same day",
    "day 999 09:00: {see: x}": "6:5: day 999 is out of range; expected day 1 to day 366",
    "wait: long": "6:11: `long` is not a length of time; expected 30m, 24h, 2d (s, m, h, d or w)",
    "lin joins": "6:5: `lin joins` is not expected here; expected keys with values, like `lin: joins`",
    "expect: lin": "6:13: `lin` is not expected here; expected keys with values, like `lin: {points: 5}`",
    "expect: {lni: {points: 5}}": "6:14: nobody here is called `lni`; did you mean `lin`?",
    "expect: {lin: {points: many}}": "6:28: `many` is not a number (a whole one)",
    "expect: {lin: {run: {cmap: done}}}": "6:26: there is no script `cmap` here; did you mean `camp`?",
    "expect: {lin: {run: {broken: done}}}": "6:26: the script `broken` has mistakes of its own; mend them first: "
    "python -m bot check",
    "expect: {lin: {run: {camp: ended}}}": "6:32: `ended` is not expected here; expected one of: running, paused, "
    "frozen, done, goal, stopped, failed, none",
    "expect: {lin: {run: {camp: {at: helo}}}}": "6:37: the script `camp` has no step `helo`; did you mean `hello`?",
    "toast: {to: group, text: Hi}": "6:17: nobody here is called `group`; expected one of: lin, jie, owner",
    "todo: {about: lni}": "6:19: nobody here is called `lni`; did you mean `lin`?",
    "wait: 3h": "4:3: this scenario checks nothing; expected at least one of: see, nothing, toast, todo, expect",
}


@pytest.mark.parametrize("item", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_do(folder: Path, item: str):
    text = scenario(item).replace("cast:", "# a comment\ncast:", 1)
    told = [str(problem).removeprefix(f"{folder}/camp.test.yaml:") for problem in read(folder, text).problems]

    assert told == [MISTAKES[item]]


def test_time_never_runs_back(folder: Path):
    told = read(
        folder, scenario("day 2 12:00: {see: x}", "09:00: {see: x}", "day 1 10:00: {see: x}")
    ).problems

    assert [str(problem).split(":", 1)[1] for problem in told] == [
        "6:5: `09:00` is over: it is day 2 12:00 already, since line 5; write `day 3 09:00` if the day after is meant",
        "7:5: `day 1 10:00` is over: it is day 2 12:00 already, since line 5; put it further up",
    ]


FILES = {
    "": "1:1: the file is empty; expected `scenarios:` and a list",
    "scenarios: []": "1:12: too few here; expected at least 1",
    "scenarios: [{scenario: a}]": "1:13: `timeline` is missing in `scenarios`",
    "timezone: Mars\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:11: `Mars` is no time zone; expected a name "
    "like Asia/Shanghai",
    "date: soon\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:7: `soon` is no date; expected one like "
    "2026-03-02",
    "scripts: cmap\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:10: there is no script `cmap` here; did you "
    "mean `camp`?",
    "inputs: {camp: {lnik: x}}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:17: the script `camp` has no "
    "input `lnik`; did you mean `link`?",
    "cast: {see: newcomer}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:8: `see` means something else in a "
    "timeline; call them otherwise",
    "cast: {a b: newcomer}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:8: `a b` does not do as a name here; "
    "expected one word of letters and digits",
    "cast: {a: owner, b: owner}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:21: there is one owner; `a` is "
    "that already",
    "cast: {a: {is: assistant, people: 3}}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:27: `people:` is "
    "only for newcomers, members and outsiders",
    "cast: {a: {is: owner, private: never}}\nscenarios: [{scenario: a, timeline: [{see: x}]}]": "1:23: `private:` is "
    "only for newcomers, members and outsiders",
    "date: 9999-12-31\nscenarios: [{scenario: a, timeline: [{wait: 2d}, {see: x}]}]": "1:7: `9999-12-31` is no date; "
    "expected one like 2026-03-02",
    "scenarios:\n- {scenario: a, timeline: [{see: x}]}\n- {scenario: a, timeline: [{see: x}]}": "3:14: a scenario of "
    "this name is there already, in line 2",
}


@pytest.mark.parametrize("text", FILES)
def test_a_mistake_of_the_file_is_told(folder: Path, text: str):
    told = [str(problem).removeprefix(f"{folder}/camp.test.yaml:") for problem in read(folder, text).problems]

    assert told == [FILES[text]]


def test_all_mistakes_are_told_in_one_go(folder: Path):
    text = "timezone: Mars\ncast: {lin: nobody}\nscenarios:\n- scenario: a\n  timeline: [{lni: joins}, {lin: jions}]\n"
    codes = [problem.code for problem in read(folder, text).problems]

    assert codes == ["bad_zone", "no_such_word", "unknown_act"]


def test_every_mistake_is_said_in_chinese():
    chinese = texts_for("zh")
    own = [words for words in MESSAGES.values() if words not in problems.MESSAGES.values()]
    values = {name: 1 for words in own for _, name, _, _ in Formatter().parse(words) if name}

    assert [words for words in own if chinese.plain(words, **values) == words.format(**values)] == []


# Whatever is in a file, reading it ends with scenarios or with problems.

WORD = st.sampled_from(
    [*WORDS, *ALL, "lin", "jie", "day 1 09:00", "day 2", "09:00", "to", "text", "group", "staff", "until", "from", "x",
     "points", "run", "camp", "at", "times", "within", "2h", "scenario", "timeline", "scenarios", "cast", "is", "and"]
)  # fmt: skip
SCALAR = st.one_of(
    WORD, st.text(max_size=12), st.integers(-10, 10**9), st.booleans(), st.floats(allow_nan=False)
)
DATA = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORD, inner, max_size=4),
    max_leaves=20,
)


def written(data: object) -> str:
    """YAML in flow style, every text quoted where it has to be."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{written(key)}: {written(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(written, data)) + "]"
    if isinstance(data, str):
        return "'" + "".join(one for one in data if one.isprintable()).replace("'", "''") + "'"
    return str(data).lower()


@given(data=DATA)
def test_whatever_stands_in_a_timeline_reading_it_ends(folder: Path, data: object):
    text = f"cast: {{lin: newcomer}}\nscenarios: [{{scenario: s, timeline: [{written(data)}]}}]\n"
    suite = read(folder, text)

    assert suite.problems or suite.scenarios


@given(data=DATA)
def test_whatever_stands_in_a_file_reading_it_ends(folder: Path, data: object):
    suite = read(folder, written(data))

    assert all(problem.line >= 1 for problem in suite.problems)
    assert all(worded(texts_for("zh"), problem.text) for problem in suite.problems)


@given(text=st.text())
def test_whatever_is_written_reading_it_ends(folder: Path, text: str):
    read(folder, text)


def test_numbers_of_texts_are_texts(folder: Path):
    (seen,) = steps(folder, "see: {text: [5, 第 2 天]}")

    assert isinstance(seen, model.See)
    assert seen.message.text == ("5", "第 2 天")
    assert resolve("5", plain=True) == 5
