"""What is said when something cannot be done: what is wrong and what to do, by the code of the refusal.

A code with several wordings chooses among them by its particulars.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.message import Button, Rows
from core.permissions import Role
from views import selectors, sop
from views.names import shown
from views.start import home_buttons
from views.texts import Texts, Value
from views.times import day_of
from views.wordings import WORDS

Particulars = Mapping[str, Any]
Worded = tuple[str, dict[str, Value]]
"""A msgid and its values."""


def text(texts: Texts, code: str, particulars: Particulars) -> tuple[str, Rows]:
    """The refusal as Telegram HTML, with buttons that lead on."""
    msgid, values = _worded(texts, code, particulars)
    return texts(msgid, **values), _buttons(texts, code, particulars)


def _worded(texts: Texts, code: str, particulars: Particulars) -> Worded:
    choose = CHOOSING.get(code)
    if choose is not None:
        return choose(texts, particulars)
    values = {name: _value(texts, value) for name, value in particulars.items()}
    if "name" in values:
        values["name"] = shown(str(values["name"]))
    return WORDS[code], values


def _value(texts: Texts, value: object) -> Value:
    if isinstance(value, date):
        return day_of(texts, value)
    if isinstance(value, list | tuple):
        return texts.plain(", ").join(map(str, value)) or "–"
    return value if isinstance(value, str | int | float) else str(value)


def _denied(_: Texts, particulars: Particulars) -> Worded:
    needs = particulars["needs"]
    if needs is Role.OWNER:
        return "Only the owner can do that.", {}
    if needs is Role.ASSISTANT:
        return "Only the owner and the assistants can do that.", {}
    return "That's for members of the group. Join it first!", {}


def _unknown_command(_: Texts, particulars: Particulars) -> Worded:
    closest = particulars["closest"]
    if closest:
        return "I don't know /{name}. Did you mean /{closest}?", {
            "name": particulars["name"],
            "closest": closest,
        }
    return "I don't know /{name}. /help shows what I can do.", {"name": particulars["name"]}


def _wrong_place(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "private": "/{name} works in our private chat.",
        "group": "/{name} works in the group.",
        "staff": "/{name} works in the staff chat.",
    }
    return words[particulars["where"]], {"name": particulars["name"]}


def _chat_bound(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "main": "{title} is already the main group of a community.",
        "staff": "{title} is already a staff chat.",
    }
    other = "{title} already belongs to a community."
    return words.get(particulars["role"], other), {"title": particulars["title"]}


def _chat_role_taken(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "main": "That community already has a main group: {title}.",
        "staff": "That community already has a staff chat: {title}. Remove me from there first.",
    }
    return words[particulars["role"]], {"title": particulars["title"]}


def _usage(texts: Texts, particulars: Particulars) -> Worded:
    name, ways = particulars["name"], particulars["usage"]
    if not ways:
        return "/{name} works on its own; just leave out the rest.", {"name": name}
    offered = texts.plain(ways).split("\n")
    act = str(particulars["typed"]).partition(" ")[0].lower()
    meant = [way for way in offered if way.partition(" ")[0] == act]
    lines = [f"/{name} {way}" for way in meant or offered]
    return "Write it like this:\n{ways}", {"ways": "\n".join(lines)}


def _house_rule_bad(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "quiet": "Quiet hours look like this: 22:30-08:00.",
        "digest_at": "A time looks like this: 07:30.",
        "rest_dates": "A date looks like this: 2026-12-25.",
        "keywords": "A check-in word has at most 32 characters.",
    }
    return words.get(particulars["name"], "I can't set it to that."), {}


CHOOSING: dict[str, Callable[[Texts, Particulars], Worded]] = {
    "denied": _denied,
    "unknown_command": _unknown_command,
    "wrong_place": _wrong_place,
    "usage": _usage,
    "chat_bound": _chat_bound,
    "house_rule_bad": _house_rule_bad,
    "chat_role_taken": _chat_role_taken,
    **sop.REFUSALS,
    **selectors.REFUSALS,
}
"""Codes whose words depend on their particulars."""


def _buttons(texts: Texts, code: str, particulars: Particulars) -> Rows:
    if code == "which_community":
        return home_buttons(particulars["communities"])
    if code == "wrong_place" and particulars["where"] == "private":
        return ((Button(texts.plain("To the private chat"), start="here"),),)
    return ()
