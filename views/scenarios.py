"""What `python -m bot test` prints: how each scenario went, and where one fails what was expected and what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from core.phrases import Phrase
from views import reports
from views.problems import worded
from views.texts import Texts
from views.traces import TraceLine, in_words

TO_COME = "to_come"
"""Stands for what a script is going to do, among what it did."""

_SNIPPET = 60
"""Characters of a message that are shown."""


class When(NamedTuple):
    """A time of the story."""

    day: int
    clock: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that was (not) to be seen. `to`: names and places; `times`: None if any number does."""

    to: Sequence[str]
    text: Sequence[str]
    without: Sequence[str]
    buttons: Sequence[str]
    mentions: Sequence[str]
    picture: bool | None
    times: int | None
    since: When
    until: When


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message that was seen instead; `why` says why it was not the one, `origin` which line of a script said it."""

    at: When
    to: str
    text: str
    buttons: Sequence[str]
    why: Phrase | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is known of somebody and should be otherwise."""

    who: str
    what: str
    expected: Phrase | str
    found: Phrase | str


@dataclass(frozen=True, slots=True)
class Traced:
    """What a script decided, whose run it was; `origin` is the line of the script."""

    at: When
    title: str
    who: str
    label: str
    what: str
    detail: Mapping[str, Any]
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that was otherwise. One of `wanted` (`unwanted`), `differences`, `reason` (why somebody could not
    do what the timeline says) and `report` (what the owner would be warned of) says what.
    """

    line: int
    at: When
    wanted: Wanted | None = None
    unwanted: bool = False
    """What was seen should not have been."""
    differences: Sequence[Difference] = ()
    reason: Phrase | None = None
    report: tuple[str, Mapping[str, object]] | None = None
    seen: Sequence[SeenMessage] = ()
    trace: Sequence[Traced] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """How a scenario went."""

    file: str
    line: int
    title: str
    seconds: float
    failures: Sequence[Failure] = ()
    said: Sequence[SeenMessage] = ()


def line_of(texts: Texts, result: Result) -> str:
    """One line for a scenario."""
    mark = "✗" if result.failures else "✓"
    return texts.plain(
        "{mark} {title}  ({seconds} s)", mark=mark, title=result.title, seconds=f"{result.seconds:.2f}"
    )


def details_of(texts: Texts, result: Result) -> list[str]:
    """What the bot said, and all that was otherwise in a scenario, each with its line in the file."""
    said = [_seen(texts, one) for one in result.said]
    return said + [line for failure in result.failures for line in _failure(texts, result.file, failure)]


def summary(texts: Texts, results: Sequence[Result], seconds: float) -> str:
    """The last line."""
    failed = sum(bool(result.failures) for result in results)
    if not results:
        return texts.plain("no scenario of that name")
    if not failed:
        n = len(results)
        return texts.plural(
            "{n} scenario, as it should be ({seconds} s)",
            "{n} scenarios, all as they should be ({seconds} s)",
            n,
            seconds=f"{seconds:.1f}",
        )
    return texts.plain(
        "{failed} of {n} scenarios are not as they should be ({seconds} s)",
        failed=failed,
        n=len(results),
        seconds=f"{seconds:.1f}",
    )


def _failure(texts: Texts, file: str, failure: Failure) -> list[str]:
    place = f"{file}:{failure.line}"
    lines = [texts.plain("  {place}  {when}", place=place, when=_when(texts, failure.at))]
    if failure.reason is not None:
        lines.append(texts.plain("    not possible: {why}", why=worded(texts, failure.reason)))
    if failure.report is not None:
        warned = Markup(reports.text(texts, *failure.report)).striptags()
        lines.append(texts.plain("    the owner would be warned: {what}", what=warned))
    if failure.wanted is not None:
        lines += _message(texts, failure.wanted, failure)
    for one in failure.differences:
        said = (*_places(texts, [one.who]), _word(texts, one.what), _value(texts, one.expected))
        lines.append(texts.plain("    should be: {what}", what=" ".join(filter(None, said))))
        lines.append(texts.plain("    found: {found}", found=_value(texts, one.found)))
    return lines + _trace(texts, failure.trace)


def _message(texts: Texts, wanted: Wanted, failure: Failure) -> list[str]:
    lines = [
        texts.plain("    expected: nothing {what}", what=_wanted(texts, wanted))
        if failure.unwanted
        else texts.plain("    expected: {what}", what=_wanted(texts, wanted))
    ]
    if not failure.seen:
        lines.append(texts.plain("    seen: nothing at all"))
    elif failure.unwanted:
        lines.append(texts.plain("    seen:"))
    else:
        lines.append(texts.plain("    seen instead:"))
    return lines + [_seen(texts, one) for one in failure.seen]


def _wanted(texts: Texts, wanted: Wanted) -> str:
    comma = texts.plain(", ")
    parts = [texts.plain("to {to}", to=comma.join(_places(texts, wanted.to)))] if wanted.to else []
    parts += [texts.plain("with “{words}”", words=words) for words in wanted.text]
    parts += [texts.plain("without “{words}”", words=words) for words in wanted.without]
    parts += [texts.plain("with the button “{label}”", label=label) for label in wanted.buttons]
    if wanted.mentions:
        parts.append(texts.plain("mentioning {names}", names=comma.join(wanted.mentions)))
    if wanted.picture is not None:
        parts.append(texts.plain("with a picture") if wanted.picture else texts.plain("without a picture"))
    since, until = _when(texts, wanted.since), _when(texts, wanted.until)
    parts.append(texts.plain("between {since} and {until}", since=since, until=until))
    if wanted.times is not None:
        parts.append(texts.plural("{n} time", "{n} times", wanted.times))
    return comma.join(parts)


def _seen(texts: Texts, one: SeenMessage) -> str:
    text = " ".join(one.text.split())
    text = text if len(text) <= _SNIPPET else text[: _SNIPPET - 1].rstrip() + "…"
    line = texts.plain(
        "      {when} to {to}: {text}", when=_when(texts, one.at), to=_places(texts, [one.to])[0], text=text
    )
    line += "".join(f" [{label}]" for label in one.buttons)
    if one.why is not None:
        line += texts.plain(" ({why})", why=worded(texts, one.why))
    return line + _from(one.origin)


def _from(origin: str) -> str:
    return f"  ← {origin}" if origin else ""


def _trace(texts: Texts, trace: Sequence[Traced]) -> list[str]:
    if not trace:
        return []
    lines = [texts.plain("    what the scripts did:")]
    for one in trace:
        detail = {
            key: _when(texts, value) if isinstance(value, When) else value
            for key, value in one.detail.items()
        }
        told = TraceLine(_when(texts, one.at), one.title, one.label, one.what, detail)
        said = Markup(in_words(texts, told, {TO_COME: "still to come"})).striptags()
        head = " · ".join(part for part in (one.title, one.who, one.label) if part)
        line = texts.plain("      {when} {head}: {said}", when=told.at, head=head, said=str(said))
        lines.append(line + _from(one.origin))
    return lines


def _when(texts: Texts, when: When) -> str:
    return texts.plain("day {day} {clock}", day=when.day, clock=when.clock)


def _places(texts: Texts, names: Sequence[str]) -> list[str]:
    words = {"group": texts.plain("the group"), "staff": texts.plain("the staff chat")}
    return [words.get(name, name) for name in names]


def _value(texts: Texts, value: Phrase | str) -> str:
    return worded(texts, value) if isinstance(value, Phrase) else value


WORDS = {
    "points": "points",
    "level": "level",
    "streak": "streak",
    "check_ins": "check-ins",
    "tag": "tag",
    "certificate": "certificate",
    "stage": "stage",
    "run": "run of",
    "member": "as a member",
    "todos": "to-dos",
    "messages": "messages from the bot",
    "members": "members",
    "toast": "what pops up",
}


def _word(texts: Texts, what: str) -> str:
    return texts.plain(WORDS[what])
