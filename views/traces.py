"""Why the bot did, or did not do, something: trace lines in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from views.texts import Texts, Value

LONGEST = 3500
"""Visible characters of a trace in one message; older lines are left out."""


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line: a local time, the script, the label (empty: the run as a whole), a code, particulars."""

    at: str
    sop: str
    label: str
    what: str
    detail: Mapping[str, Any]


WORDS = {
    "started": "started",
    "began": "step began",
    "said": "said it ({to})",
    "asked": "asked ({to})",
    "delivered": "the question arrived",
    "unreachable": "could not reach them",
    "answered": "answered",
    "declined": "rather not said",
    "awarded": "{points} points",
    "tagged": "tag {tag}",
    "untagged": "tag {tag} removed",
    "waited": "waits",
    "passed": "went on",
    "timed_out": "the time was over",
    "task_opened": "to-do for {who}",
    "task_closed": "to-do closed: {outcome}",
    "gate_opened": "to be decided by {by}",
    "gate_decided": "decided: {outcome}",
    "chose": "branch {branch}",
    "ran": "started {sop}",
    "stopped_other": "stopped {sop}",
    "skipped_late": "skipped: too late ({action})",
    "skipped": "skipped by hand",
    "run_by_hand": "run by hand",
    "held_quiet": "held back in quiet hours",
    "ignored": "nothing waited for it ({reason})",
    "goal": "goal reached, on to {then}",
    "stopped": "stopped ({reason})",
    "finished": "finished ({outcome})",
    "failed": "failed ({reason})",
    "did_not_start": "did not start: {reason}",
    "by_hand": "by hand: {act}",
    "paused": "paused",
    "frozen": "frozen",
    "released": "goes on",
    "chain_cut": "cut off: scripts that set each other off without end",
}
"""Words by the code; names in braces are particulars."""

VALUES = {
    "chat": "group",
    "private": "private",
    "staff": "staff",
    "assistant": "an assistant",
    "owner": "the owner",
    "done": "done",
    "could_not": "could not reach",
    "yes": "yes",
    "no": "no",
    "stopped": "stopped",
    "goal": "goal",
    "failed": "failed",
    "running": "it runs already",
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
}
"""Words for particulars that are codes themselves."""


def trace(texts: Texts, lines: Sequence[TraceLine]) -> str:
    """The latest lines, oldest first; `lines` is not empty."""
    shown: list[str] = []
    length = 0
    for line in reversed(lines):
        what = _what(texts, line)
        label = texts(" <code>{label}</code>", label=line.label) if line.label else ""
        length += len(line.at) + len(line.sop) + len(line.label) + len(what) + 8
        if length > LONGEST:
            break
        shown.append(texts("{at} {sop}", at=line.at, sop=line.sop) + f"{label}: {what}")
    return "\n".join(reversed(shown))


def nothing(texts: Texts) -> str:
    """No decision concerned the member."""
    return texts("No script has had anything to do with them.")


def _what(texts: Texts, line: TraceLine) -> str:
    words = WORDS.get(line.what)
    if words is None:
        return texts("{what}", what=line.what)
    names = [part.split("}")[0] for part in words.split("{")[1:]]
    return texts(words, **{name: _value(texts, line.detail.get(name)) for name in names})


def _value(texts: Texts, value: object) -> Value:
    """A particular in words; one that is missing is a dash."""
    if value is None:
        return "–"
    word = VALUES.get(str(value))
    return str(value)[:64] if word is None else texts.plain(word)
