"""What can be wrong with a file of scenarios: the codes besides those of all files, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core import problems
from sop.language import problems as of_scripts

_OF_VALUES = ("bad_time", "bad_span", "no_keys")

MESSAGES: dict[str, str] = {
    **problems.MESSAGES,
    **{code: of_scripts.MESSAGES[code] for code in _OF_VALUES},
    # the file
    "empty": "the file is empty; expected `scenarios:` and a list",
    "several_documents": "a second document begins here; write all scenarios of a file under `scenarios:`",
    "scenario_twice": "a scenario of this name is there already, in line {first}",
    "checks_nothing": "this scenario checks nothing; expected at least one of: {known}",
    "language_unknown": "which language is spoken here is not known; expected `language: zh` or `language: en`",
    "bad_zone": "{value} is no time zone; expected a name like Asia/Shanghai",
    "bad_date": "{value} is no date; expected one like 2026-03-02",
    "no_such_script": "there is no script `{sop}` here; {hint}",
    "script_faulty": "the script `{sop}` has mistakes of its own; mend them first: python -m bot check",
    "no_such_step": "the script `{sop}` has no step `{step}`; {hint}",
    "no_such_input": "the script `{sop}` has no input `{name}`; {hint}",
    # people
    "bad_person_name": "{value} does not do as a name here; expected one word of letters and digits",
    "name_means_more": "`{name}` means something else in a timeline; call them otherwise",
    "second_owner": "there is one owner; `{first}` is that already",
    "not_for_team": "`{key}:` is only for newcomers, members and outsiders",
    "no_such_person": "nobody here is called `{name}`; {hint}",
    "no_such_word": "`{name}` is no time, no word of a timeline, and nobody of the cast; {hint}",
    "no_such_place": "`{name}` is no place and nobody of the cast; {hint}",
    "no_staff_chat": "there is no staff chat in this scenario; write `staff_chat: true` above, or name a person",
    # times
    "bad_timeline_time": "{value} is not a time; expected `day 2 09:00`, or `09:00` for the same day",
    "day_without_time": "`{value}` does not say at what time; expected `{value} 09:00`",
    "day_out_of_range": "day {day} is out of range; expected day 1 to day {limit}",
    "time_runs_back": "{value} is over: it is {now} already, since line {since}; {hint}",
    "window_is_over": "this ends at {until}, but begins at {since}",
    "two_ends": "`within` and `until` are both given; keep one",
    # what people do
    "nothing_done": "this does not say what they do; expected one of: {known}",
    "unknown_act": "{value} is nothing that people do; {hint}",
    "act_needs_words": "`{act}` needs to be told what: `{act}: …`",
    "two_acts": "`{first}` and `{second}` are two things; begin the second with - on a line of its own",
    "key_of_other_act": "`{key}` does not go with `{act}`; it goes with {acts}",
    # what is seen
    "nothing_expected": "this does not say what to expect; expected at least one of: {known}",
}


@dataclass(frozen=True)
class ScenarioProblem(problems.Problem):
    """Something wrong in a file of scenarios."""

    words: ClassVar[Mapping[str, str]] = MESSAGES
