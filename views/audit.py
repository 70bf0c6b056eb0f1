"""`/audit`: who did what, to whom, when; every privileged act in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.callback import encode
from core.message import Rows
from views.texts import Texts, Value
from views.turning import through_time

SHOWN = 15
"""Acts on one page."""

WORDS = {
    "sop_start": "started “{title}” for {who}",
    "sop_stop": "stopped “{title}” for {who}",
    "sop_pause": "paused “{title}” for {who}",
    "sop_resume": "let “{title}” go on for {who}",
    "sop_skip": "skipped {place} of “{title}” for {who}",
    "sop_step": "ran {step} of “{title}” for {who}",
    "sop_upgrade": "moved “{title}” to its newest version for {who}",
    "sop_switch": "switched “{title}”: {state}",
    "sop_reload": "had the scripts read again",
    "work_cancel": "stopped half-way what was being done to {who}",
    "work_undo": "took back what was done to {who}",
    "tag": "gave {who} the tag {tag}",
    "untag": "took the tag {tag} from {who}",
    "award": "awarded {points} to {who}: {reason}",
    "deduct": "deducted {points} from {who}: {reason}",
    "task_done": "closed a to-do about {who} as done",
    "task_could_not": "couldn't reach {who} for a to-do",
    "gate_yes": "approved something for {who}",
    "gate_no": "turned something down for {who}",
    "reopen": "opened a to-do about {who} again",
    "snooze": "put off a to-do about {who}",
    "note": "noted something on a to-do about {who}",
    "hand_over": "handed over a to-do about {who}",
    "handover": "handed over a whole shift",
    "who": "looked for people: {selector}",
    "who_file": "took a file of people: {selector}",
    "nudge": "reminded {who}",
    "draft_sent": "wrote to {who} through the bot",
    "repair": "entered a check-in of {day} for {who}",
    "judge_proof": "looked at what {who} sent for {day}",
    "give_leave": "gave {who} leave for {days}d",
    "certificate_revoke": "revoked a certificate of {who}",
    "cohort_create": "founded the cohort {name}",
    "cohort_add": "put {who} into the cohort {cohort}",
    "name_assistant": "made {who} an assistant",
    "remove_assistant": "ended {who}'s time as an assistant",
    "bind_chat": "said what a chat is for: {role}",
    "house_rules": "changed the house rules: {changed}",
    "set_up": "changed the setup: {changed}",
    "script_inputs": "set the inputs of “{title}”",
    "leave_skipped": "left at that what an outage had skipped",
    "send_skipped": "had sent after all what an outage had skipped",
    "decide": "decided about {who} in the digest",
    "release_restore": "let the bot go on after a restore",
    "restore": "restored a backup",
    "forget": "had their own data forgotten",
    "undo": "took back: {what}",
}
"""By the act in the log; names in braces are its particulars. An act without words is shown by its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: when, by whom, to whom; its particulars. `undone`: somebody has taken it back."""

    at: str
    actor: str
    act: str
    who: str
    detail: Mapping[str, Value] = field(default_factory=dict)


def page(texts: Texts, entries: Sequence[Entry], about: str, more: str | None) -> tuple[str, Rows]:
    """The latest acts, newest first; `about`: a name if it is about one person; `more`: the next page's button data."""
    head = texts("📒 <b>Who did what</b>")
    if about:
        head = texts("📒 <b>Who did what</b> · {name}", name=about)
    lines = [
        texts("{at} {actor}: {what}", at=one.at, actor=one.actor, what=_what(texts, one)) for one in entries
    ]
    if not lines:
        lines = [texts("Nothing is written down yet.")]
    return "\n".join([head, *lines]), through_time(texts, None, more)


def older(member_id: int, community_id: int, before: int) -> str:
    """The data of the button that leads to older acts; `member_id` 0: of everybody."""
    return encode("au", community_id, member_id, before)


def nobody(texts: Texts) -> str:
    """Who did something is not known, or it was the command line."""
    return texts.plain("the command line")


def everybody(texts: Texts) -> str:
    """To whom, if to nobody in particular."""
    return texts.plain("everybody")


def _what(texts: Texts, one: Entry) -> str:
    words = WORDS.get(one.act)
    if words is None:
        return one.act
    names = {part.split("}")[0] for part in words.split("{")[1:]}
    values = {name: _value(texts, name, one) for name in names}
    return texts.plain(words, **values)


def _value(texts: Texts, name: str, one: Entry) -> Value:
    if name == "who":
        return one.who
    value = one.detail.get(name)
    if name == "what":
        inner = str(one.detail.get("act", value or ""))
        return _what(texts, Entry(one.at, one.actor, inner, one.who, one.detail)) if inner in WORDS else inner
    if name == "state":
        return texts.plain(_STATES.get(str(value), str(value)))
    return "–" if value is None or value == "" else str(value)[:64]


_STATES = {"active": "on", "paused": "paused", "frozen": "frozen", "off": "off"}
