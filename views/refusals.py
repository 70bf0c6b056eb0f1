"""What is said when something cannot be done: what is wrong and what to do, by the code of the refusal.

A code with several wordings chooses among them by its particulars. Words without markup serve both as a
message and as the answer to a press.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.message import Button, Rows
from core.permissions import Role
from views.start import home_buttons
from views.texts import Texts, Value
from views.times import day_of
from views.wordings import WORDS

LONGEST_ANSWER_TO_A_PRESS = 200

Particulars = Mapping[str, Any]
Worded = tuple[str, dict[str, Value]]
"""A msgid and its values."""


def text(texts: Texts, code: str, particulars: Particulars) -> tuple[str, Rows]:
    """The refusal as Telegram HTML, with buttons that lead on."""
    msgid, values = _worded(texts, code, particulars)
    return texts(msgid, **values), _buttons(texts, code, particulars)


def plain(texts: Texts, code: str, particulars: Particulars) -> str:
    """The refusal as the answer to a press: plain and short."""
    msgid, values = _worded(texts, code, particulars)
    return texts.plain(msgid, **values)[:LONGEST_ANSWER_TO_A_PRESS]


def _worded(texts: Texts, code: str, particulars: Particulars) -> Worded:
    choose = CHOOSING.get(code)
    if choose is not None:
        return choose(texts, particulars)
    return WORDS[code], {name: _value(texts, value) for name, value in particulars.items()}


def _value(texts: Texts, value: object) -> Value:
    if isinstance(value, date):
        return day_of(texts, value)
    return value if isinstance(value, str | int | float) else str(value)


def _denied(_: Texts, particulars: Particulars) -> Worded:
    needs = particulars["needs"]
    if needs is Role.OWNER:
        return "Only the owner can do that.", {}
    if needs is Role.ASSISTANT:
        return "Only the owner and the assistants can do that.", {}
    return "That is for members of the group; join it first.", {}


def _unknown_command(_: Texts, particulars: Particulars) -> Worded:
    closest = particulars["closest"]
    if closest:
        return "I do not know /{name}. Did you mean /{closest}?", {
            "name": particulars["name"],
            "closest": closest,
        }
    return "I do not know /{name}. /help shows what I can do.", {"name": particulars["name"]}


def _wrong_place(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "private": "/{name} works in our private chat.",
        "group": "/{name} works in the group.",
        "staff": "/{name} works in the staff chat.",
    }
    return words[particulars["where"]], {"name": particulars["name"]}


def _chat_bound(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "main": "{title} is the main group of a community already.",
        "staff": "{title} is a staff chat already.",
    }
    other = "{title} belongs to a community already."
    return words.get(particulars["role"], other), {"title": particulars["title"]}


def _chat_role_taken(_: Texts, particulars: Particulars) -> Worded:
    words = {
        "main": "That community has a main group already: {title}.",
        "staff": "That community has a staff chat already: {title}. Remove me from there first.",
    }
    return words[particulars["role"]], {"title": particulars["title"]}


CHOOSING: dict[str, Callable[[Texts, Particulars], Worded]] = {
    "denied": _denied,
    "unknown_command": _unknown_command,
    "wrong_place": _wrong_place,
    "chat_bound": _chat_bound,
    "chat_role_taken": _chat_role_taken,
}
"""Codes whose words depend on their particulars."""


def _buttons(texts: Texts, code: str, particulars: Particulars) -> Rows:
    if code == "which_community":
        return home_buttons(particulars["communities"])
    if code == "wrong_place" and particulars["where"] == "private":
        return ((Button(texts.plain("To the private chat"), start="here"),),)
    return ()
