"""What a condition would have taken, and what was found instead: the reasons that traces keep, in plain words.

A reason is data: a question (`is`, its particulars, `seen`) or several (`all` or `any`, and `more`, how many were
left out); see `sop.reasons`, which makes them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from views.figures import WEEKDAYS
from views.person import STAGES
from views.texts import Texts
from views.times import span

Reason = Mapping[str, Any]

_NUMBERS = {
    "points": ("{amount} point", "{amount} points"),
    "level": ("a level of {amount}", "a level of {amount}"),
    "streak": ("a streak of {amount} day", "a streak of {amount} days"),
    "missed": ("{amount} day missed in a row", "{amount} days missed in a row"),
    "joined": ("{amount} day in the community", "{amount} days in the community"),
    "inactive": ("{amount} day of silence", "{amount} days of silence"),
}
_CHECK_INS = {
    "ever": ("{amount} check-in in all", "{amount} check-ins in all"),
    "start": ("{amount} check-in since the start", "{amount} check-ins since the start"),
    "day": ("{amount} check-in on that day", "{amount} check-ins on that day"),
}
_LATELY = ("{amount} check-in in the last {span}", "{amount} check-ins in the last {span}")
_NONE = {
    "points": "no points",
    "streak": "no streak",
    "missed": "no day missed",
    "ever": "no check-in at all",
    "start": "no check-in since the start",
    "day": "no check-in on that day",
}
"""Fewer than one; by what is counted, check-ins by since when."""
_NONE_LATELY = "no check-in in the last {span}"

_AMOUNTS = {
    ">=": "at least {n}",
    "<": "fewer than {n}",
    ">": "more than {n}",
    "<=": "at most {n}",
    "=": "exactly {n}",
    "!=": "other than {n}",
}
_OPPOSITES = {">=": "<", "<": ">="}

_HAVING = {
    "tag": ("the tag “{name}”", "no tag “{name}”", "they had it", "they didn't have it"),
    "badge": ("the badge “{name}”", "no badge “{name}”", "they had it", "they didn't have it"),
    "unlocked": (
        "a level that opens “{name}”", "a level that doesn't open “{name}”", "theirs did", "theirs didn't",
    ),
    "cohort": (
        "a place in “{name}”", "no place in “{name}”", "they had one", "they had none",
    ),
    "sop": ("“{name}” under way", "“{name}” not under way", "it was under way", "it wasn't under way"),
    "done": ("“{name}” gone through", "“{name}” not gone through", "they had been", "they hadn't been"),
    "reachable": (
        "an open private chat", "a private chat that isn't open", "it was open", "it wasn't open",
    ),
    "day_off": ("a day off", "a day that isn't off", "it was one", "it wasn't one"),
}  # fmt: skip
"""What is asked for, its opposite, and what was found: it was so, it was not."""

_JOINTS = {"all": "{first}, and {second}", "any": "{first}, or {second}"}
_INNER_JOINTS = {"all": "{first} together with {second}", "any": "{first} or {second}"}


def in_words(texts: Texts, reason: Reason) -> str:
    """What it would have taken, each with what was found; plain text."""
    if "is" in reason:
        return _question(texts, reason)
    how = "all" if "all" in reason else "any"
    if not reason[how]:
        return texts.plain("something that never is so")
    said = _joined(texts, _JOINTS[how], [_part(texts, one) for one in reason[how]])
    return texts.plain("{what}, and {n} more", what=said, n=reason["more"]) if "more" in reason else said


def of_branches(texts: Texts, reasons: Sequence[Reason]) -> str:
    """What each of the first branches of a choice would have taken; plain text."""
    found = [
        texts.plain("branch {n} needs {what}", n=n, what=in_words(texts, one))
        for n, one in enumerate(reasons, 1)
    ]
    return texts.plain("; ").join(found)


def named(reason: Reason, names: Mapping[str, Callable[[str], str]]) -> Reason:
    """The same with names as people know them; `names`: by what a question is about."""
    if "is" in reason:
        call = names.get(reason["is"])
        return reason if call is None else {**reason, "name": call(reason["name"])}
    how = "all" if "all" in reason else "any"
    return {**reason, how: [named(one, names) for one in reason[how]]}


def _part(texts: Texts, reason: Reason) -> str:
    """What is one of several; several in turn are held together by a shorter joint."""
    if "is" in reason:
        return _question(texts, reason)
    how = "all" if "all" in reason else "any"
    said = _joined(texts, _INNER_JOINTS[how], [_part(texts, one) for one in reason[how]])
    return texts.plain("either {what}", what=said) if how == "any" else said


def _joined(texts: Texts, joint: str, parts: Sequence[str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = texts.plain(joint, first=said, second=part)
    return said


def _question(texts: Texts, asked: Reason) -> str:
    wanted, seen = WORDED[asked["is"]](texts, asked)
    return texts.plain("{wanted} ({seen})", wanted=wanted, seen=seen)


Worded = tuple[str, str]
"""What is asked for, and what was found."""


def _having(texts: Texts, asked: Reason) -> Worded:
    wanted, opposite, had, lacked = _HAVING[asked["is"]]
    said = texts.plain(opposite if "not" in asked else wanted, name=asked.get("name", ""))
    return said, texts.plain(had if asked["seen"] else lacked)


def _number(texts: Texts, asked: Reason) -> Worded:
    none = _NONE.get(asked["is"])
    return _counted(texts, _NUMBERS[asked["is"]], none, asked), _they_had(texts, asked)


def _check_ins(texts: Texts, asked: Reason) -> Worded:
    since = asked["since"]
    if since in _CHECK_INS:
        return _counted(texts, _CHECK_INS[since], _NONE[since], asked), _they_had(texts, asked)
    spanned = span(texts, timedelta(seconds=since))
    return _counted(texts, _LATELY, _NONE_LATELY, asked, span=spanned), _they_had(texts, asked)


def _counted(texts: Texts, forms: tuple[str, str], none: str | None, asked: Reason, **values: str) -> str:
    if none is not None and (asked["op"], asked["n"]) == ("<", 1):
        return texts.plain(none, **values)
    amount = _amount(texts, asked["op"], asked["n"])
    return texts.plural(*forms, asked["n"], amount=amount, **values)


def _amount(texts: Texts, op: str, n: float) -> str:
    return texts.plain(_AMOUNTS[op], n=n)


def _they_had(texts: Texts, asked: Reason) -> str:
    return texts.plain("they had {n}", n=asked["seen"])


def _stage(texts: Texts, asked: Reason) -> Worded:
    opposite, name = "not" in asked, texts.plain(STAGES[asked["name"]])
    wanted = texts.plain("a stage other than “{name}”" if opposite else "the stage “{name}”", name=name)
    seen = STAGES.get(asked["seen"])
    return wanted, texts.plain("they were “{name}”", name="–" if seen is None else texts.plain(seen))


def _answered(texts: Texts, asked: Reason) -> Worded:
    wanted = ("none" in asked) is ("not" in asked)
    said = texts.plain("an answer to “{name}”" if wanted else "no answer to “{name}”", name=asked["name"])
    return said, _answer_seen(texts, asked)


def _answer(texts: Texts, asked: Reason) -> Worded:
    by, opposite, value = asked["by"], "not" in asked, asked["value"]
    values = {"name": asked["name"], "value": value}
    if by == "=":
        said = (
            "an answer to “{name}” other than “{value}”"
            if opposite
            else "“{value}” as the answer to “{name}”"
        )
    elif by == "has":
        said = (
            "an answer to “{name}” without “{value}”"
            if opposite
            else "an answer to “{name}” with “{value}” in it"
        )
    else:
        said, values = "{amount} as the answer to “{name}”", {"name": asked["name"]}
        values["amount"] = _amount(texts, _OPPOSITES[by] if opposite else by, value)
    return texts.plain(said, **values), _answer_seen(texts, asked)


def _answer_seen(texts: Texts, asked: Reason) -> str:
    seen = asked["seen"]
    return texts.plain("there was none") if seen is None else texts.plain("it was “{name}”", name=seen)


def _weekday(texts: Texts, asked: Reason) -> Worded:
    days = texts.plain(", ").join(texts.plain(WEEKDAYS[day]) for day in asked["days"])
    said = "a day other than {days}" if "not" in asked else "one of these days: {days}"
    return texts.plain(said, days=days), _it_was(texts, texts.plain(WEEKDAYS[asked["seen"]]))


def _hours(texts: Texts, asked: Reason) -> Worded:
    first, last, opposite = asked["from"], asked["to"], "not" in asked
    if first is None or last is None:
        early = (first is None) is not opposite
        said = "a time before {at}" if early else "a time from {at} on"
        return texts.plain(said, at=last if first is None else first), _it_was(texts, asked["seen"])
    said = "a time outside {first}–{last}" if opposite else "a time within {first}–{last}"
    return texts.plain(said, first=first, last=last), _it_was(texts, asked["seen"])


def _it_was(texts: Texts, seen: str) -> str:
    return texts.plain("it was {seen}", seen=seen)


WORDED: Mapping[str, Callable[[Texts, Reason], Worded]] = {
    **dict.fromkeys(_HAVING, _having),
    **dict.fromkeys(_NUMBERS, _number),
    "check_ins": _check_ins,
    "stage": _stage,
    "answered": _answered,
    "answer": _answer,
    "weekday": _weekday,
    "hours": _hours,
}
"""How each kind of question is put into words."""
