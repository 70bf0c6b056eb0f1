"""Answers to `/sop`: the scripts, what was done, where runs stand. Traces are in `views.traces`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from markupsafe import Markup

from views import reasons, upgrading
from views.texts import Texts, Value

RUNS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A script in the list. `state`: active, paused, frozen or off; `subject`: member, chat or cohort."""

    sop: str
    title: str
    subject: str
    state: str
    runs: int


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One place where a run waits: its label, the step's title, for what, and until when if it has an end."""

    label: str
    step: str
    wait: str
    until: str | None


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run: of which script, for whom, which day of it today is, how it stands, where it waits."""

    title: str
    who: Markup
    day: int
    status: str
    waiting: Sequence[WaitLine]


SUBJECTS = {"chat": "for a group", "cohort": "for a cohort"}
STATES = {"paused": "paused, nothing new starts", "frozen": "frozen", "off": "off"}
_STATE_NAMES = {"active": "on", "paused": "paused", "frozen": "frozen", "off": "off"}
_STATUSES = {"paused": "paused", "frozen": "frozen"}
_WAITS = {
    "head": "starts {until}",
    "time": "continues {until}",
    "event": "waiting for them until {until}",
    "delivery": "waiting for the question to reach them",
    "answer": "waiting for an answer until {until}",
    "task": "waiting for a to-do",
    "gate": "waiting for a decision until {until}",
    "quiet": "quiet hours until {until}",
}
_WAITS_OPEN = {
    "event": "waiting for them",
    "answer": "waiting for an answer",
    "gate": "waiting for a decision",
}


def listing(texts: Texts, scripts: Sequence[ScriptLine], unusable: Sequence[str] = ()) -> str:
    """All scripts of the community, the files that hold none for their mistakes, and what to do with them."""
    broken = texts(
        "⚠️ Can't run until mended: <code>{files}</code>. See what's wrong: /sop reload",
        files=", ".join(unusable),
    )
    if not scripts and unusable:
        return broken
    if not scripts:
        return texts(
            "There are no scripts yet. Put YAML files into the scripts folder, then send /sop reload."
        )
    lines = [texts("📜 <b>Scripts</b>")]
    for one in scripts:
        parts = [texts.plural("{n} run now", "{n} runs now", one.runs)] if one.runs else []
        parts += [texts(SUBJECTS[one.subject])] if one.subject in SUBJECTS else []
        parts += [texts("⏸ {state}", state=texts.plain(STATES[one.state]))] if one.state in STATES else []
        shown = Markup("".join(f" · {part}" for part in parts))
        lines.append(texts("<code>{sop}</code> {title}{parts}", sop=one.sop, title=one.title, parts=shown))
    lines += ["", broken] if unusable else []
    lines += ["", texts("More: <code>/sop status @member</code> · <code>/sop start SCRIPT @member</code>")]
    return "\n".join(lines)


def done(texts: Texts, act: str, title: str, who: Markup) -> str:
    """What was done to the runs of one member, cohort or group."""
    words = {
        "start": "▶️ <b>{title}</b> has started for {who}.",
        "stop": "⏹ <b>{title}</b> has stopped for {who}.",
        "pause": "⏸ <b>{title}</b> is on hold for {who}. To go on: /sop resume",
        "resume": "▶️ <b>{title}</b> goes on for {who} from where it stopped.",
    }
    return texts(words[act], title=title, who=who)


def skipped(texts: Texts, title: str, who: Markup, place: str) -> str:
    """A place was skipped."""
    return texts("⏭ <b>{title}</b>: skipped {place} for {who}.", title=title, who=who, place=place)


def stepped(texts: Texts, title: str, who: Markup, step: str) -> str:
    """A step was run by hand."""
    return texts("▶️ <b>{title}</b>: ran {step} for {who}.", title=title, who=who, step=step)


def status(texts: Texts, runs: Sequence[RunLine], total: int) -> str:
    """Where runs stand; never empty."""
    lines: list[str] = []
    for run in runs[:RUNS_SHOWN]:
        lines += [*run_lines(texts, run), ""]
    if total > RUNS_SHOWN:
        lines.append(
            texts("And {n} more. Ask for one: <code>/sop status @member</code>", n=total - RUNS_SHOWN)
        )
    return "\n".join(lines).rstrip()


def run_lines(texts: Texts, run: RunLine) -> list[str]:
    """Where one run stands."""
    head = texts("<b>{title}</b> · {who}", title=run.title, who=run.who) + day_in_words(texts, run.day)
    if run.status in _STATUSES:
        head += texts(" · ⏸ {state}", state=texts.plain(_STATUSES[run.status]))
    return [head, *(_waiting(texts, one) for one in run.waiting)]


def day_in_words(texts: Texts, day: int) -> str:
    """Day 1 is the first; a cohort's script may run before it."""
    if day < 1:
        return texts.plural(" · {n} day to go", " · {n} days to go", 1 - day)
    return texts(" · day {day}", day=day)


def said_stays(texts: Texts) -> str:
    """A start is taken back after the script has spoken."""
    return texts("What it had already said stays said.")


def over(texts: Texts) -> str:
    """A run has come to its end."""
    return texts("That run has come to its end.")


def nothing_runs(texts: Texts, who: Markup | None) -> str:
    """There is no run to show."""
    if who is None:
        return texts("This script isn't running for anyone.")
    return texts("Nothing is running for {who}.", who=who)


def wait_in_words(texts: Texts, one: WaitLine) -> str:
    """What a run waits for at one place, and until when."""
    msgid = _WAITS[one.wait] if one.until is not None else _WAITS_OPEN.get(one.wait, _WAITS[one.wait])
    return texts(msgid, until=one.until or "–")


def _waiting(texts: Texts, one: WaitLine) -> str:
    what = wait_in_words(texts, one)
    name = texts("<code>{label}</code>", label=one.label)
    if one.step and one.step != one.label.split("[")[0].split("/")[0]:
        name = texts("{name} {step}", name=Markup(name), step=one.step)
    return texts("· {name}: {what}", name=Markup(name), what=Markup(what))


Worded = tuple[str, dict[str, Value]]


def _near(msgid: str, meant: str, listed: str, name: str, word: object, known: Sequence[str]) -> Worded:
    """An unknown word: did you mean, or all there are if nothing is near."""
    values: dict[str, Value] = {name: str(word)}
    near = get_close_matches(str(word).lower(), known, n=1, cutoff=0.5)
    if near:
        return meant, {**values, "closest": near[0]}
    if known:
        return listed, {**values, "known": ", ".join(known[:12])}
    return msgid, values


def _sop_unknown(_: Texts, given: Mapping[str, Any]) -> Worded:
    return _near(
        "There's no script “{sop}”.",
        "There's no script “{sop}”. Did you mean {closest}?",
        "There's no script “{sop}”. Here's what there is: {known}",
        "sop", given["sop"], given["known"],
    )  # fmt: skip


def _step_unknown(_: Texts, given: Mapping[str, Any]) -> Worded:
    return _near(
        "There's no step “{step}”.",
        "There's no step “{step}”. Did you mean {closest}?",
        "There's no step “{step}”. Here's what there is: {known}",
        "step", given["step"], given["steps"],
    )  # fmt: skip


def _place_unknown(_: Texts, given: Mapping[str, Any]) -> Worded:
    return _near(
        "Nothing's waiting at “{label}”.",
        "Nothing's waiting at “{label}”. Did you mean {closest}?",
        "Nothing's waiting at “{label}”. Here's what is: {known}",
        "label", given["label"], given["places"],
    )  # fmt: skip


def _cohort_unknown(_: Texts, given: Mapping[str, Any]) -> Worded:
    return "There's no cohort “{name}”. /cohort list shows them all.", {"name": given["name"]}


def _switched_already(texts: Texts, given: Mapping[str, Any]) -> Worded:
    state = texts.plain(_STATE_NAMES[given["state"]])
    return "{title} is {state} already.", {"title": given["title"], "state": state}


def _named(given: Mapping[str, Any]) -> dict[str, Value]:
    """Whose script it is about: people read `title` and `who`, and type `sop`."""
    return {name: given[name] for name in ("sop", "title", "who")}


def _run_stays(texts: Texts, given: Mapping[str, Any]) -> Worded:
    reason = Markup(texts(upgrading.REASONS[given["why"]], about=given["about"]))
    msgid = "{title} stays on its version for {who}: {reason}."
    return msgid, {"title": given["title"], "who": given["who"], "reason": reason}


_NOT_STARTED = {
    "running": "{title} is already running for {who}. /sop status shows where it stands.",
    "left": "{who} isn't in the group any more, so {title} doesn't start.",
    "not_for_them": "{title} isn't for {who}: its `when` condition doesn't hold.",
    "missing_input": "{title} needs an input that has no default. Please set one in the file.",
    "script_paused": "{title} is paused here. First: /sop resume {sop}",
    "script_frozen": "{title} is frozen here. First: /sop resume {sop}",
    "script_off": "{title} is switched off here. First: /sop resume {sop}",
    "failed": "{title} failed right away, so I ended it. /sop trace tells you why.",
}
_NOT_FOR_THEM = "{title} isn't for {who}: it needs {why}."
"""With what its `when` would take."""
_SUBJECT_WANTED = {
    "member": "{title} is for a member: reply to them, or name them by @username.",
    "cohort": "{title} is for a cohort: /sop start {sop} cohort NAME",
    "chat": "{title} is for a group: send this there, with “here” at the end.",
}


def _not_started(texts: Texts, given: Mapping[str, Any]) -> Worded:
    if given.get("why") is not None:
        return _NOT_FOR_THEM, {**_named(given), "why": reasons.in_words(texts, given["why"])}
    return _NOT_STARTED[given["reason"]], _named(given)


REFUSALS: dict[str, Callable[[Texts, Mapping[str, Any]], Worded]] = {
    "sop_unknown": _sop_unknown,
    "step_unknown": _step_unknown,
    "place_unknown": _place_unknown,
    "cohort_unknown": _cohort_unknown,
    "sop_not_started": _not_started,
    "run_stays": _run_stays,
    "switched_already": _switched_already,
    "sop_subject": lambda _, given: (_SUBJECT_WANTED[given["subject"]], _named(given)),
}
"""Words of refusals that depend on their particulars; see `views.refusals`."""
