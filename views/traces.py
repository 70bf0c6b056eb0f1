"""Why the bot did, or did not do, something: trace lines in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from views import reasons
from views.texts import Texts, Value

SHOWN = 30
"""Lines of a trace in one message, at most."""

LONGEST = 3500
"""Visible characters of a trace in one message; older lines are left out."""


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line: a local time, the script's title, the label (empty: the run as a whole), a code, particulars.

    In the particulars instants are local times, people are names (as `Markup`), scripts titles.
    """

    at: str
    title: str
    label: str
    what: str
    detail: Mapping[str, Any]


WORDS = {
    "started": "started",
    "began": "step began",
    "said": "sent ({to})",
    "asked": "asked ({to})",
    "delivered": "the question arrived",
    "unreachable": "couldn't reach them",
    "answered": "they answered",
    "declined": "they'd rather not say",
    "awarded": "{points} points",
    "tagged": "tag {tag}",
    "untagged": "tag {tag} removed",
    "certified": "certificate {certificate} issued",
    "waited": "waiting for {awaited}, until {until}",
    "passed": "moved on",
    "timed_out": "time ran out",
    "day_off": "a day off, nobody was expected",
    "task_opened": "to-do for {who}",
    "task_closed": "to-do closed: {outcome}",
    "gate_opened": "up to {by} to decide",
    "gate_decided": "decided: {outcome}",
    "chose": "branch {branch}",
    "ran": "started {sop}",
    "stopped_other": "stopped {sop}",
    "skipped_late": "skipped: too late ({action})",
    "after_all": "sent after all, though late ({action})",
    "skipped": "skipped by hand",
    "run_by_hand": "run by hand",
    "held_quiet": "quiet hours, held back until {until}",
    "ignored": "nothing was waiting for it ({reason})",
    "goal": "goal reached, on to {then}",
    "stopped": "stopped ({reason})",
    "finished": "finished ({outcome})",
    "failed": "failed ({reason})",
    "did_not_start": "did not start: {reason}",
    "upgraded": "moved to the script's new version",
    "by_hand": "by hand, {by}: {act}",
    "paused": "paused",
    "frozen": "frozen",
    "released": "running again",
    "chain_cut": "cut off: scripts that set each other off without end",
}
"""Words by the code; names in braces are particulars."""

_MORE_WORDS = {
    "waited:time": "waiting until {until}",
    "waited:why": "waiting for {why}, until {until}",
    "did_not_start:why": "did not start: it needs {why}",
    "timed_out:why": "time ran out: it needed {why}",
    "timed_out:awaited": "time ran out: waited for {awaited}",
    "stopped:why": "stopped: {why}",
    "chose:why": "branch {branch}: {why}",
    "chose:nothing": "nothing done here: {why}",
    "chose:only": "nothing done here: it needs {only}",
}
"""Words for lines that have more to tell, by the code and what that is."""

_INSTEAD = {
    "chat_button": "private chat not open yet, put a button in the group",
    "mention": "private chat not open yet, wrote in the group instead",
    "skip": "private chat not open yet, left it out",
    "no_chat": "no group to say it in",
}
"""What was done for somebody who couldn't be reached."""

VALUES = {
    "check_in": "their check-in",
    "message": "a message from them",
    "started_private": "them to open the private chat",
    "a_condition": "its condition",
    "an_answer": "their answer",
    "a_decision": "the staff to decide",
    "chat": "group",
    "private": "private",
    "staff": "staff",
    "assistant": "an assistant",
    "owner": "the owner",
    "done": "done",
    "could_not": "couldn't reach",
    "yes": "yes",
    "no": "no",
    "stopped": "stopped",
    "goal": "goal",
    "failed": "failed",
    "running": "already running",
    "been_here": "they were here before",
    "too_soon": "too soon after the last time",
    "not_for_them": "not for them",
    "missing_input": "an input is missing",
    "script_paused": "the script is paused",
    "script_frozen": "the script is frozen",
    "script_off": "the script is off",
    "by_hand": "by hand",
    "left": "they left",
    "opted_out": "they sent /stop",
    "replaced": "started anew",
    "by_script": "a script ended it",
    "off": "switched off",
    "chat_gone": "the bot was removed",
    "condition": "its condition holds",
    "endless": "an endless loop",
    "too_late": "too late",
    "nothing_waits": "nothing waits",
    "over": "it was over",
    "skip": "skip",
    "start": "start",
    "stop": "stop",
    "pause": "pause",
    "resume": "resume",
    "step": "step",
    "upgrade": "new version",
    "expired": "nobody decided in time",
    "chain_cut": "scripts set each other off without end",
    "unknown_script": "there is no such script",
    "unknown_step": "there is no such step",
    "say": "a message",
    "ask": "a question",
    "award": "giving points",
    "certificate": "a certificate",
    "deduct": "taking points",
    "tag": "a tag",
    "untag": "taking off a tag",
    "wait": "a wait",
    "task": "a to-do",
    "approve": "a decision",
    "choose": "a branching",
    "else": "“else”",
    "run": "starting a script",
}
"""Words for particulars that are codes themselves."""
_NAMES = frozenset({"tag", "sop", "then"})
"""Particulars that are names somebody chose, so never codes."""


def trace(texts: Texts, lines: Sequence[TraceLine]) -> str:
    """The latest lines, oldest first, and whether there are older ones; `lines` is not empty."""
    shown: list[str] = []
    length = 0
    for line in reversed(lines[-SHOWN:]):
        what = in_words(texts, line)
        label = texts(" <code>{label}</code>", label=line.label) if line.label else ""
        length += len(line.at) + len(line.title) + len(line.label) + len(what) + 8
        if length > LONGEST:
            break
        shown.append(texts("{at} {title}", at=line.at, title=line.title) + f"{label}: {what}")
    if len(shown) < len(lines):
        shown.append(texts("<i>Older lines aren't shown.</i>"))
    return "\n".join(reversed(shown))


def nothing(texts: Texts) -> str:
    """No decision concerned the member."""
    return texts("No script has dealt with them yet.")


def in_words(texts: Texts, line: TraceLine, otherwise: Mapping[str, str] | None = None) -> str:
    """What a line says happened; `otherwise`: other words for some codes."""
    words = _words(line, otherwise or {})
    if words is None:
        return texts("{what}", what=line.what)
    names = [part.split("}")[0] for part in words.split("{")[1:]]
    return texts(words, **{name: _value(texts, name, _particular(line, name)) for name in names})


def _words(line: TraceLine, otherwise: Mapping[str, str]) -> str | None:
    if line.what == "unreachable" and line.detail.get("else") in _INSTEAD:
        return _INSTEAD[line.detail["else"]]
    code = f"{line.what}:{_more(line)}"
    return otherwise.get(code) or _MORE_WORDS.get(code) or otherwise.get(line.what) or WORDS.get(line.what)


def _more(line: TraceLine) -> str:
    """What a line tells besides its code."""
    if line.what == "chose" and line.detail.get("branch") is None and "why" in line.detail:
        return "only" if len(line.detail["why"]) == 1 else "nothing"
    if line.what == "waited" and line.detail.get("awaited") is None:
        return "time"
    return next((name for name in ("why", "awaited") if line.detail.get(name) is not None), "")


def _particular(line: TraceLine, name: str) -> object:
    """`only`: why the only branch was not taken."""
    return line.detail["why"][0] if name == "only" else line.detail.get(name)


def _value(texts: Texts, name: str, value: object) -> Value:
    """A particular in words; one that is missing is a dash."""
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return reasons.in_words(texts, value)
    if isinstance(value, list):
        return reasons.of_branches(texts, value)
    if name == "branch":
        value = str(value).removeprefix("if")
    if isinstance(value, Markup):
        return value
    word = None if name in _NAMES else VALUES.get(str(value))
    return str(value)[:64] if word is None else texts.plain(word)
