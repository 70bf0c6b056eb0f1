"""`/sop` by buttons: the scripts, one script, who is in it, one run, and a script switched for everybody."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views import turning
from views.names import shown
from views.sop import STATES, SUBJECTS, RunLine, ScriptLine, WaitLine, nothing_runs, run_lines, status
from views.texts import Texts

SCRIPTS_A_PAGE = 10
RUNS_A_PAGE = 8
STANDING_SHOWN = 8
"""Steps at which somebody stands that are listed, at most."""

PLACES_SHOWN = 4
"""Places of a run that can be skipped by a button."""

_LABEL = 28
"""Characters of a title on a button."""

_SWITCHES = {"active": "▶️ On", "paused": "⏸ Pause", "frozen": "❄️ Freeze", "off": "⏹ Off"}
_ASKED = {
    "frozen": "❄️ Freeze <b>{title}</b>? {runs}: their clocks stand still until you switch it on again.",
    "off": "⏹ Switch <b>{title}</b> off? {runs}: that ends them, and can't be taken back.",
}
_SWITCHED = {
    "active": "▶️ <b>{title}</b> is back on.",
    "paused": "⏸ <b>{title}</b> is paused: nothing new starts, but what's running carries on.",
    "frozen": "❄️ <b>{title}</b> is frozen: its clocks stand still, and nothing new starts. To go on: /sop on",
    "off": "⏹ <b>{title}</b> is off: what was running has ended, and nothing new starts.",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One script. `standing`: how many runs are at which step, counted among the first `looked_at`."""

    line: ScriptLine
    community_id: int
    standing: Sequence[tuple[str, int]]
    looked_at: int
    former: int
    """How many of those are on an earlier version."""


def script_key(sop: str) -> str:
    """A script's id as buttons carry it: short, whatever its length."""
    return hashlib.sha256(sop.encode()).hexdigest()[:10]


def place_key(label: str) -> str:
    """A place's label as buttons carry it."""
    return hashlib.sha256(label.encode()).hexdigest()[:10]


def script_buttons(community_id: int, scripts: Sequence[ScriptLine], page: int) -> Rows:
    """A button for each script of one page of the list, and those that turn the pages."""
    begins = page * SCRIPTS_A_PAGE
    some = scripts[begins : begins + SCRIPTS_A_PAGE]
    buttons = [
        Button(_short(one.title), encode("sp", "s", community_id, script_key(one.sop))) for one in some
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    before = encode("sp", "l", community_id, page - 1) if page else None
    after = encode("sp", "l", community_id, page + 1) if begins + SCRIPTS_A_PAGE < len(scripts) else None
    return (*rows, *turning.sideways(before, after))


def script(texts: Texts, page: Page) -> tuple[str, Rows]:
    """One script: how it is switched, how many are in it and where, what can be done with it."""
    one, here = page.line, (page.community_id, script_key(page.line.sop))
    facts = [texts("<code>{sop}</code>", sop=one.sop)]
    facts += [texts(SUBJECTS[one.subject])] if one.subject in SUBJECTS else []
    facts += [texts(STATES[one.state])] if one.state in STATES else [texts("on")]
    lines = [texts("📜 <b>{title}</b>", title=one.title), " · ".join(facts)]
    lines.append(texts.plural("{n} run now", "{n} runs now", one.runs) if one.runs else texts("No runs now"))
    lines += [texts("· {step}: {n}", step=step, n=n) for step, n in page.standing[:STANDING_SHOWN]]
    if one.runs > page.looked_at:
        lines.append(texts("<i>Counted among the first {n}.</i>", n=page.looked_at))
    if page.former:
        lines.append(texts("⬆️ {n} on an earlier version", n=page.former))
    switches = [
        Button(texts.plain(_SWITCHES[state]), encode("sp", "set", *here, state))
        for state in _SWITCHES
        if state != one.state
    ]
    acts = [Button(texts.plain("▶️ Start …"), encode("sp", "new", *here))] if one.state == "active" else []
    acts += [Button(texts.plain("👥 Who's in it"), encode("sp", "r", *here, 0))] if one.runs else []
    more = [Button(texts.plain("⬆️ Newest version"), encode("sp", "up", *here))] if page.former else []
    more.append(Button(texts.plain("‹ Scripts"), encode("sp", "l", page.community_id, 0)))
    return "\n".join(lines), tuple(tuple(row) for row in (switches, acts, more) if row)


def starting(
    texts: Texts, one: ScriptLine, community_id: int, offered: Sequence[tuple[str, str, int]]
) -> tuple[str, Rows]:
    """For whom a script can be started: (name, `cohort` or `chat`, id) each by a button, people by typing."""
    key = script_key(one.sop)
    lines = [texts("▶️ Start <b>{title}</b> for …", title=one.title)]
    if one.subject == "member":
        lines += [
            texts("One or several: <code>/sop start {sop} @name @name</code>", sop=one.sop),
            texts(
                "By what is true of them: <code>/sop start {sop} tag:TAG points&gt;100</code>", sop=one.sop
            ),
            texts("Or reply to their message with <code>/sop start {sop}</code>", sop=one.sop),
        ]
    elif not offered:
        lines.append(texts("There's nothing to start it for yet."))
    rows = [
        (Button(_short(shown(name)), encode("sp", f"n{kind}", community_id, key, row_id)),)
        for name, kind, row_id in offered
    ]
    return "\n".join(lines), (*rows, (back(texts, community_id, one.sop),))


def runs(
    texts: Texts, one: ScriptLine, community_id: int, found: Sequence[tuple[str, int]], following: int | None
) -> tuple[str, Rows]:
    """Who is in a script: (name, run id) each by a button; `following`: after which run the next page begins."""
    rows = [(Button(_short(shown(name)), encode("sr", "v", run_id)),) for name, run_id in found]
    last = [back(texts, community_id, one.sop)]
    if following is not None:
        last.append(Button("›", encode("sp", "r", community_id, script_key(one.sop), following)))
    title = texts("👥 <b>{title}</b>: {n} now. Choose one:", title=one.title, n=one.runs)
    return title, (*rows, tuple(last))


def of_member(
    texts: Texts, who: Markup, lines: Sequence[RunLine], found: Sequence[tuple[str, int]]
) -> tuple[str, Rows]:
    """What runs for somebody: (title, run id) each by a button. Without any, how to start something."""
    if not lines:
        hint = texts("To start one, reply to this with <code>/sop start SCRIPT</code>")
        return f"{nothing_runs(texts, who)}\n{hint}", ()
    rows = [(Button(_short(title), encode("sr", "v", run_id)),) for title, run_id in found[:RUNS_A_PAGE]]
    return status(texts, lines, len(lines)), tuple(rows)


def run(
    texts: Texts, run_id: int, line: RunLine, sop: str, community_id: int, said: str = ""
) -> tuple[str, Rows]:
    """One run: where it stands, and what can be done with it. `said`: what has just been done."""
    lines = [said, ""] if said else []
    skips = [(_skip(texts, run_id, place),) for place in line.waiting[:PLACES_SHOWN]]
    held = line.status != "active"
    hold = (
        Button(texts.plain("▶️ Go on"), encode("sr", "c", run_id))
        if held
        else Button(texts.plain("⏸ Pause"), encode("sr", "p", run_id))
    )
    rows: Rows = (
        *skips,
        (hold, Button(texts.plain("⏹ Stop"), encode("sr", "x", run_id))),
        (
            Button(texts.plain("▶️ A step now …"), encode("sr", "st", run_id)),
            Button(texts.plain("🔎 Why"), encode("sr", "t", run_id)),
        ),
        (back(texts, community_id, sop),),
    )
    return "\n".join([*lines, *run_lines(texts, line)]), rows


def _skip(texts: Texts, run_id: int, place: WaitLine) -> Button:
    label = texts.plain("⏭ Skip: {what}", what=_short(place.step or place.label))
    return Button(label, encode("sr", "k", run_id, place_key(place.label)))


def run_over(texts: Texts, run_id: int, sop: str, community_id: int, said: str) -> tuple[str, Rows]:
    """A run was stopped: it can be started again from its beginning."""
    return said, (*again(texts, run_id), (back(texts, community_id, sop),))


def again(texts: Texts, run_id: int) -> Rows:
    """A stopped run cannot go on; the script can begin again for the same person."""
    return ((Button(texts.plain("🔁 Start again from the beginning"), encode("sr", "a", run_id)),),)


def stopping(texts: Texts, run_id: int, line: RunLine) -> tuple[str, Rows]:
    """Whether a run is really to be stopped, which cannot be taken back."""
    text = texts(
        "⏹ Stop <b>{title}</b> for {who}? It can't go on afterwards.", title=line.title, who=line.who
    )
    yes = Button(texts.plain("⏹ Yes, stop"), encode("sr", "xx", run_id))
    return text, ((yes, Button(texts.plain("Cancel"), encode("sr", "v", run_id))),)


def steps(texts: Texts, run_id: int, line: RunLine, titles: Sequence[str]) -> tuple[str, Rows]:
    """Which step is to be run now."""
    text = texts("▶️ <b>{title}</b> · {who}: which step should run now?", title=line.title, who=line.who)
    rows = [
        (Button(_short(title), encode("sr", "n", run_id, index)),) for index, title in enumerate(titles[:20])
    ]
    return text, (*rows, (Button(texts.plain("Cancel"), encode("sr", "v", run_id)),))


def asking(texts: Texts, line: ScriptLine, community_id: int, state: str) -> tuple[str, Rows]:
    """A script in which many are is to be frozen or switched off."""
    here = (community_id, script_key(line.sop))
    count = texts.plural("{n} run", "{n} runs", line.runs)
    go = Button(texts.plain(_SWITCHES[state]), encode("sp", "sure", *here, state))
    no = Button(texts.plain("Cancel"), encode("sp", "s", *here))
    return texts(_ASKED[state], title=line.title, runs=Markup(count)), ((go, no),)


def switched(texts: Texts, title: str, state: str) -> str:
    """How a script is switched from now on."""
    return texts(_SWITCHED[state], title=title)


def back(texts: Texts, community_id: int, sop: str) -> Button:
    """To the script's page."""
    return turning.back(texts, encode("sp", "s", community_id, script_key(sop)))


def _short(title: str) -> str:
    return title if len(title) <= _LABEL else title[: _LABEL - 1] + "…"
