"""What can be wrong with a script: the codes besides those of all files (`core.problems`), and their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core import problems

MESSAGES: dict[str, str] = {
    **problems.MESSAGES,
    # the file
    "too_large": "the file has {size} KB; a script may have {limit} KB",
    "empty": "the file is empty; expected a script that begins with `sop: its_id`",
    # YAML
    "several_documents": "a second document begins here; one file holds one script",
    # shape
    "unknown_action": "unknown action `{key}`; {hint}",
    "unknown_event": "unknown event {value}; {hint}",
    # values
    "bad_word_or_duration": "{value} is not expected here; expected {words} or a length of time, like 30d",
    "bad_time": "{value} is not a time; expected hours and minutes, like 09:00",
    "bad_moment": "{value} is not a moment; expected `start`, `start + 2h` or `day 7 21:00`",
    "moment_without_day": "{value} does not say which day; expected `day 1 {time}`, or `each:`",
    "bad_span": "{value} is not a span of hours; expected two times, like 22:30-08:00",
    "bad_days": "{value} is not a list of days; expected 2..7, 3 or [1, 3, 5]",
    "days_reversed": "the days run backwards; expected {last}..{first}",
    "days_too_long": "too many days; expected at most {limit}, and none further away",
    "days_out_of_order": "the days are not in order, or one is there twice",
    "bad_weekdays": "{value} is not a day of the week; expected mon-fri or [mon, wed, sun]",
    "no_keys": "this says nothing; expected at least one of: {keys}",
    "one_action": "one item of a list is one action, found: {found}; begin each with - on a line of its own",
    "button_does": "a button does one thing; expected `url:`, `start_private: true` or `check_in: true`",
    "empty_text": "the text is empty",
    # texts
    "bare_less_than": "`<` begins no tag here; write &lt; instead",
    "unsupported_tag": "<{tag}> is no tag that Telegram knows; {hint}, or write &lt;{tag}&gt; to show it",
    "unsupported_attribute": "<{tag}> takes no `{attribute}` in Telegram; {hint}",
    "link_without_href": '<a> goes nowhere; expected <a href="https://…">',
    "unclosed_tag": "<{tag}> is never closed; expected </{tag}>",
    "wrong_close": "</{tag}> closes nothing here; expected {expected}",
    "text_too_long": "the text has {length} visible characters; Telegram takes {limit} here",
    "unknown_variable": "unknown variable `{name}`; {hint}",
    "variable_not_here": "`{name}` is not known here: {reason}",
    "unknown_answer": "no question of this script saves `{name}`; {hint}",
    "template_syntax": "{{{{ … }}}} is not understood: {detail}",
    "template_code": "{found} is not allowed in texts; only values: {{{{ name }}}} (`choose:` for branches)",
    "template_unclosed": "`{found}` has no counterpart; variables are written {{{{ name }}}}",
    # a script by itself
    "else_missing": "a private message may not get through; expected `else:` with {choices}",
    "else_needless": "`else` is only for `to: private`",
    "merge_only_in_chat": "`merge` is only for `to: chat`",
    "picture_needs_merge": "`picture` is only for what is said with `merge`",
    "merge_missing": "at a fixed hour this speaks in the chat once for each member; expected `merge: 60s`",
    "choices_missing": "`kind: choice` needs `choices: [ … ]`",
    "tag_of_no_choice": "`{answer}` is none of the choices; {hint}",
    "choices_needless": "`choices` is only for `kind: choice`",
    "min_length_needless": "`min_length` is only for `kind: text`",
    "save_taken": "`{name}` is saved by another question already, in line {first}",
    "wait_pause_alone": "`pause` stands alone; `{key}` goes with `for`",
    "wait_for_missing": "expected a length of time (`wait: 2h`) or `for:` with what is awaited",
    "wait_no_end": 'this would wait for ever; expected `until: "20:00"` or `within: 2h`',
    "wait_two_ends": "`until` and `within` are both given; keep one",
    "wait_none_missing": "expected `none: [ … ]`, what happens when it does not come; `none: []` if nothing",
    "wants_for_check_ins": "`wants` is only for `for: check_in`",
    "prompts_need_length": "`prompts` needs `min_length`: how much is to be written",
    "since_for_events": "`since` is only for an event (check_in, message, started_private)",
    "could_not_needs_wait": "`could_not` is only with `wait: true`",
    "two_times": "a step has `at` or `each`, not both",
    "duplicate_step": "the step `{id}` is there already, in line {first}",
    "unknown_step": "there is no step `{id}`; {hint}",
    "reserved_id": "`{id}` means something else here; choose another name",
    "unreachable": "this is never reached: {reason}",
    "else_not_last": "this is never reached: `else` came before",
    "day_before_start": "day {day} lies before the start; only `for: cohort` scripts have days before day 1",
    "early_day_needs_creation": "day {day} lies before the start date; expected `on: cohort_created`",
    "members_only_for_cohort": "`for: members` is only for a script `for: cohort`",
    "needs_member": "`{what}` is about a member, but this script is `for: {kind}`",
    "trigger_not_for": "`on: {event}` does not start a script `for: {kind}`; {hint}",
    "nothing_to_time": "the time test says nothing about hours; expected `from` and `to` to differ",
    "input_reserved": "an input may not be called `{name}`: texts know that word already",
    "input_not_number": "{value} is not a number, and the input `{name}` is `type: number`",
    "message_trigger_two": "`contains` and `hashtag` are both given; keep one",
    # scripts together
    "run_audience": "the script `{sop}` is `for: {kind}`; from here a script `for: {expected}` can run",
    "duplicate_script": "the script `{id}` is there already, in {first}",
    "unknown_script": "there is no script `{id}`; {hint}",
    "unknown_input": "the script `{sop}` has no input `{name}`; {hint}",
    "missing_input": "the script `{sop}` needs the input `{name}`, which has no default",
    "endless_loop": "these scripts start one another for ever, with no wait between: {cycle}",
    "misspelt_tag": "no script sets the tag `{tag}`; did you mean `{near}`?",
}


@dataclass(frozen=True)
class ScriptProblem(problems.Problem):
    """Something wrong in a script."""

    words: ClassVar[Mapping[str, str]] = MESSAGES
