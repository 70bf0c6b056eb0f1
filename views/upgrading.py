"""Runs moved to a script's new version: what is shown before, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts

SHOWN = 6
"""Former versions, and reasons for staying, that are listed in one message, at most."""


STEPS_SHOWN = 6
"""Steps of one version that are listed, at most."""


@dataclass(frozen=True, slots=True)
class Former:
    """A former version: since when it has been in use, and how many runs stand at which step."""

    since: str
    steps: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Stay:
    """Runs that cannot move: the code of the reason, what it is about, how many, and some of their names."""

    why: str
    about: str
    count: int
    names: Sequence[str]


REASONS = {
    "subject": "the new version is for somebody else",
    "input": "the new version needs the input {about}, and nobody gave it",
    "gone": "in the middle of {about}, which the new version doesn't have",
    "changed": "in the middle of {about}, which begins differently now",
    "twice": "{about} would come a second time",
    "never": "{about} would never come",
    "over": "nothing would be left to do",
}
"""Why a run stays on its version, by the code of `sop.upgrading.Why`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many runs move, and which stay. `of_people`: each run is another person's, so people are counted."""

    moving: int
    stays: Sequence[Stay]
    of_people: bool


def preview(
    texts: Texts, title: str, formers: Sequence[Former], outcome: Outcome, job_id: int
) -> tuple[str, Rows]:
    """Who is on former versions, who can move and who can't, with a button that moves them."""
    of_people = outcome.of_people
    lines = [texts("⬆️ <b>{title}</b>: who's still on an earlier version", title=title)]
    lines += [
        texts(
            "· since {since} · {steps}", since=former.since, steps=_steps(texts, former, of_people=of_people)
        )
        for former in formers[:SHOWN]
    ]
    if len(formers) > SHOWN:
        lines.append(texts("· and {n} more versions", n=len(formers) - SHOWN))
    who = _counted(texts, outcome.moving, of_people=of_people)
    lines += ["", texts("✅ {who} can move", who=who), *_stays(texts, outcome)]
    if not outcome.moving:
        return "\n".join(lines), ()
    lines += [
        "",
        texts("What they're waiting for keeps its time; everything after comes as it's written now."),
    ]
    label = texts.plain("Move {n}", n=outcome.moving)
    return "\n".join(lines), ((Button(label, encode("up", job_id)),),)


def nothing(texts: Texts, title: str) -> str:
    """Nobody is on a former version."""
    return texts("All of <b>{title}</b> is running on the newest version already.", title=title)


def under_way(texts: Texts) -> str:
    """Added to the preview once its button was pressed."""
    return texts("⏳ Moving. I'll tell you when it's done.")


def finished(texts: Texts, title: str, outcome: Outcome) -> str:
    """What came of it."""
    who = _counted(texts, outcome.moving, of_people=outcome.of_people)
    moved = texts.plural("✅ {who} has moved", "✅ {who} have moved", outcome.moving, who=who)
    return "\n".join([texts("⬆️ <b>{title}</b>", title=title), moved, *_stays(texts, outcome)])


def moved(texts: Texts, title: str, who: Markup) -> str:
    """One run was moved."""
    return texts("⬆️ <b>{title}</b> goes on for {who} in its newest version.", title=title, who=who)


def changed_meanwhile(texts: Texts, sop: str) -> str:
    """The script has another version by now than the one that was asked about."""
    return texts("{sop} has just changed again. Have another look: /sop upgrade {sop}", sop=sop)


def stopped_half_way(texts: Texts, sop: str, moved: int) -> str:
    """The script changed while runs were moved."""
    return texts(
        "{sop} changed again while I was at it: {n} have moved, the others stay. Have another look: "
        "/sop upgrade {sop}",
        sop=sop,
        n=moved,
    )


def pressed_before(texts: Texts, *, done: bool) -> str:
    """The button was pressed already: an answer to the press."""
    return texts.plain("They've moved already" if done else "They're moving already")


def confirmed(texts: Texts) -> str:
    """The answer to the press."""
    return texts.plain("On it!")


def _steps(texts: Texts, former: Former, *, of_people: bool) -> str:
    """At which steps they stand, in the order of the script; the fullest if there are many."""
    fullest = sorted(former.steps, key=lambda step: -step[1])[:STEPS_SHOWN]
    shown = [
        texts.plain("{step}: {who}", step=step, who=_counted(texts, n, of_people=of_people))
        for step, n in former.steps
        if (step, n) in fullest
    ]
    return texts.plain(", ").join(shown) + (" …" if len(shown) < len(former.steps) else "")


def _stays(texts: Texts, outcome: Outcome) -> list[str]:
    stays, lines = outcome.stays, []
    if stays:
        total = sum(stay.count for stay in stays)
        who = _counted(texts, total, of_people=outcome.of_people)
        one, many = "✋ {who} stays on the earlier version:", "✋ {who} stay on the earlier version:"
        lines.append(texts.plural(one, many, total, who=who))
    for stay in sorted(stays, key=lambda stay: -stay.count)[:SHOWN]:
        who = _counted(texts, stay.count, of_people=outcome.of_people)
        reason = texts(REASONS[stay.why], about=stay.about)
        names = texts.plain(", ").join(stay.names) + ("…" if stay.count > len(stay.names) else "")
        lines.append(texts("· {who}: {reason} ({names})", who=who, reason=Markup(reason), names=names))
    return lines


def _counted(texts: Texts, n: int, *, of_people: bool) -> str:
    if of_people:
        return texts.plural("{n} person", "{n} people", n)
    return texts.plural("{n} run", "{n} runs", n)
