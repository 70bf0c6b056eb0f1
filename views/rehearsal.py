"""Everything a rehearsal's report says, in the terminal and on a page: plain text, nothing is escaped."""

from collections.abc import Mapping
from datetime import date

from views.figures import WEEKDAYS
from views.texts import Texts, Value
from views.times import day_of
from views.traces import VALUES

WORDS: Mapping[str, str] = {
    # what it is about
    "title": "Rehearsal: {scripts}",
    "behaviour": "behaviour: {name}",
    "seed": "seed {seed}",
    "from_day": "from {day}",
    "day_and_weekday": "{day}, {weekday}",
    "day_heading": "Day {number} · {day}",
    "and_more": "and {n} more",
    "list_comma": ", ",
    # how it began
    "began": "What set it going",
    "on_member_joined": "people join",
    "on_member_returned": "people come back",
    "on_member_left": "people leave",
    "on_check_in": "people check in",
    "on_tag_added": "a tag is put on",
    "on_tag_removed": "a tag is taken off",
    "on_points_reached": "points are reached",
    "on_level_reached": "a level is reached",
    "on_badge_earned": "a badge is earned",
    "on_stage_changed": "a stage changes",
    "on_promoted": "somebody rises a stage",
    "on_demoted": "somebody falls a stage",
    "on_message": "people write certain words",
    "on_command": "people give its command",
    "on_run_finished": "another script ends",
    "on_schedule": "the clock",
    "on_cohort_started": "a cohort begins on the first day",
    "on_cohort_created": "a cohort is created",
    "on_called": "another script starts it",
    "on_by_hand": "the owner, by /sop start",
    "on_by_hand_late": "the owner on the second day, as nothing else had",
    "on_nothing": "nothing",
    "found_beside": "found in {file}",
    "finds_bot": (
        "No text here has a button that leads to the private chat, so people looked for the bot by themselves."
    ),
    "col_script": "Script",
    "col_set_going": "Set going by",
    "col_runs": "Begun",
    # the timeline
    "timeline": "What is said, and when",
    "to_group": "group",
    "to_private": "private",
    "to_staff": "team",
    "nothing_said": "The scripts said nothing.",
    "own": "Besides, the bot said of its own accord: {what}.",
    "own_reply": "replies",
    "own_confirmation": "confirmations",
    "own_gate": "decisions",
    "own_question": "questions",
    "own_todo": "to-dos and their reminders",
    "own_greeting": "greetings",
    "own_certificate": "certificates",
    "own_response": "responses",
    "own_step": "script messages",
    "own_reminder": "reminders",
    "own_digest": "digests and work sheets",
    "own_honour": "levels and badges told",
    "own_warning": "warnings",
    "own_notice": "notices",
    # load
    "load": "Load, and what Telegram takes",
    "minute": "to one group within a minute",
    "second": "within a second",
    "queue": "waiting at once",
    "person": "in private to one person on a day",
    "sent": "sent in all",
    "col_what": "",
    "col_most": "Most",
    "col_limit": "Limit",
    "col_when": "When",
    "when_about": "{when}, {about}",
    "day_time": "day {number} {time}",
    "lasted": "gone after {span}",
    "sent_where": "group {group}, private {private}, team {staff}",
    "per_member": "private messages a member",
    "chart_private": "in private, an hour",
    "chart_group": "in groups, an hour",
    "chart_hours": "Messages by the hour, a day a line (█ is the most), and of the whole day:",
    "chart_about": "The most in one hour: {n}, on day {number} at {time}.",
    # reach
    "reach": "Who can't be reached",
    "all_reached": "Everybody could be reached.",
    "closed": "At the end {n} private chats were closed: {never} never pressed Start, {blocked} blocked the bot.",
    "closed_names": "Among them: {names}.",
    "instead_skip": "left out",
    "instead_mention": "said in the group instead",
    "instead_chat_button": "a button in the group leads to it",
    "instead_no_chat": "there was no group to say it in",
    "instead_": "nothing",
    "col_instead": "What happened instead",
    "col_people": "How many",
    "col_times": "Times",
    "col_lines": "Lines",
    "said_instead": "for instance: {text}",
    # funnel
    "funnel": "How far they come: {script}",
    "came_in": "{n} runs",
    "came_again": "Some went through it more than once, and each time counts: {runs} runs, {people}.",
    "col_step": "Step",
    "col_reached": "Reached",
    "col_acted": "Acted",
    "col_timed_out": "Timed out",
    "col_ended": "Ended here",
    "outcome": "In the end: {outcomes}.",
    "outcome_done": "done",
    "outcome_goal": "goal reached",
    "outcome_stopped": "stopped",
    "outcome_failed": "failed",
    "outcome_inside": "still under way",
    "because": "Stopped because: {reasons}.",
    "not_started": "Did not start: {reasons}.",
    "never_started": "It never started.",
    # texts
    "texts": "Texts",
    "texts_fine": "All texts fit, and none lacks its translation.",
    "no_twin": "“{sop}” has no script in the language {language}: communities in that language go without",
    "one_language": "this text is missing in the language {language}",
    "text_full": "the text is cut off at Telegram's {limit} characters",
    "caption_long": "{length} characters don't fit below a picture ({limit}): the text comes as a message of its own",
    "label_long": "the button's label has {length} characters; it may have {limit}",
    "toast_long": "the answer to a press has {length} characters; Telegram shows {limit}",
    # never
    "never": "Steps that never ran",
    "never_started_these": "What never started has nothing to show here: {scripts}.",
    "never_none": "Everything in the scripts was done by somebody.",
    "whole_step": "the whole step",
    "col_action": "Action",
    "col_place": "Where",
    # failures
    "failures": "Failures",
    "failed_run": "“{sop}” failed: {reason}",
    "verdict_good": "No script failed.",
    "times": "{n} times",
    # comparison
    "compare": "Two versions: {scripts}",
    "version": "{which}: {name}",
    "step_on_day": "{step}, day {day}",
    "changes": "What comes of it",
    "col_one": "This",
    "col_other": "The other",
    "col_change": "Change",
    "no_changes": "No difference was seen.",
    "change_more": "{what}: {one} → {other}",
    "fewer_finish": "{n} fewer end with {outcome}",
    "more_finish": "{n} more end with {outcome}",
    "script_gone": "the script “{script}” is only in {name}",
    "messages_each": "messages a member",
    "unreached": "messages that couldn't be sent to somebody",
    # what changed in the script
    "written": "What changed in the script: {script}",
    "written_alike": "Unchanged",
    "as_far": "Everybody comes as far in both.",
    "col_what_changed": "What",
    "whole_script": "the whole script",
    "a_step": "a step",
    "begins": "begins",
    "text_of": "{what}: text",
    "key_of": "{what}: {key}",
    "step_when": "{step} ({when})",
    "begins_on_day": "day {days} {time}",
    "begins_each_day": "days {days}, {time}",
    "begins_after_start": "{time} after the start",
    "begins_at_start": "at the start",
    "begins_follows": "after the step before",
    "changed_added": "added",
    "changed_removed": "removed",
    "changed_moved": "moved",
    "changed_renamed": "renamed",
    "changed_text": "texts changed",
    "changed_time": "times changed",
    "changed_audience": "audience changed",
    "changed_number": "numbers changed",
    "changed_condition": "conditions changed",
    "changed_buttons": "buttons changed",
    "changed_setting": "settings changed",
}
"""Words by a code; the names in braces are particulars."""

PLURALS: Mapping[str, tuple[str, str]] = {
    "members": ("{n} member", "{n} members"),
    "days": ("{n} day", "{n} days"),
    "failures_found": ("{n} failure.", "{n} failures."),
    "lines_left_out": ("and {n} more line", "and {n} more lines"),
    "seconds": ("{n} second", "{n} seconds"),
}
"""Words for a number of things."""


def said(texts: Texts, code: str, **values: Value) -> str:
    """The words of a code."""
    msgid = WORDS[code]
    return texts.plain(msgid, **values) if msgid else ""


def counted(texts: Texts, code: str, n: int) -> str:
    """The words for a number of things."""
    one, many = PLURALS[code]
    return texts.plural(one, many, n)


def step(texts: Texts, title: str, day: int | None) -> str:
    """What a step is called, with its day if it is done on several."""
    return title if day is None else said(texts, "step_on_day", step=title, day=day)


def on_day(texts: Texts, day: date) -> str:
    """A day with its weekday."""
    weekday = texts.plain(WEEKDAYS[day.weekday()])
    return said(texts, "day_and_weekday", day=day_of(texts, day), weekday=weekday)


def action(texts: Texts, name: str) -> str:
    """A kind of action, as traces call it."""
    if name == "step":
        return said(texts, "whole_step")
    return texts.plain(VALUES[name]) if name in VALUES else name


def reason(texts: Texts, code: str) -> str:
    """Why a run ended or never began, as traces say it."""
    return texts.plain(VALUES[code]) if code in VALUES else code
