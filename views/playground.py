"""What the playground says itself: its ready communities, the time, and why somebody can't do something."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

from babel.messages.pofile import read_po

from views import refusals
from views.names import shown
from views.texts import LOCALES, Texts
from views.times import day_of

TITLES = {
    "newcomers": "A new community",
    "camp": "A camp in its second week",
    "paid": "A paid group with a history",
}
ABOUT = {
    "newcomers": "It begins today. Six people are there; join as a newcomer and see what happens.",
    "camp": "A cohort of 30 halfway through its two weeks: who keeps up, who falls behind.",
    "paid": "300 people joined over three weeks: check-ins, points, badges, certificates.",
}
_TAG = re.compile(r"<[^>]*>")

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""Msgids."""


def choice(texts: Texts, key: str) -> dict[str, str]:
    """A ready community as one chooses it."""
    return {"key": key, "title": texts.plain(TITLES[key]), "about": texts.plain(ABOUT[key])}


def words(locale: str) -> dict[str, str]:
    """What the page itself says, by msgid; nothing for English, in which it is written."""
    found: dict[str, str] = {}
    for path in sorted((LOCALES / locale / "LC_MESSAGES").glob("playground*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if isinstance(message.id, str) and message.id and message.string:
                    found[message.id] = str(message.string)
    return found


def date_of(texts: Texts, local: datetime) -> str:
    """A day with its weekday: Mon 2 March."""
    weekday, day = texts.plain(WEEKDAYS[local.weekday()]), day_of(texts, local.date())
    return texts.plain("{weekday} {day}", weekday=weekday, day=day)


# What the chat shows

EVENTS = {
    "joined": "{who} joined the group",
    "added": "{who} added {whom}",
    "left": "{who} left the group",
    "removed": "{who} removed {whom}",
    "pinned": "{who} pinned a message",
    "changed": "{who} changed the group",
}


def event(texts: Texts, kind: str, who: str, whom: str = "") -> str:
    """What the line between messages tells."""
    return texts.plain(EVENTS[kind], who=shown(who), whom=shown(whom))


def file_word(texts: Texts, kind: str) -> str:
    """Stands for a photo or document where there is room for words only."""
    return texts.plain("[photo]") if kind == "photo" else texts.plain("[file]")


def deleted(texts: Texts) -> str:
    """Instead of a message that was answered and is gone."""
    return texts.plain("deleted message")


def startgroup(texts: Texts) -> str:
    """A button that would add the bot to a further group."""
    return texts.plain("Here the bot is in its group already.")


# What cannot be done

IMPOSSIBLE = {
    "nobody": "There is nobody like that here.",
    "looking_on": "You are looking on. Choose a person first, then you can act.",
    "no_chat": "This chat isn't there for this person.",
    "empty": "There is nothing to send yet.",
    "too_long": "That is too long for Telegram: at most {limit} characters.",
    "not_inside": "{name} isn't in “{chat}”. Let them join first.",
    "inside_already": "{name} is in “{chat}” already.",
    "banned": "{name} was removed from “{chat}” and can't come back by the link.",
    "creator_stays": "{name} founded “{chat}” and stays.",
    "not_theirs": "{name} can't see that.",
    "message_gone": "That message isn't there any more.",
    "no_button": "That button isn't there any more.",
    "not_admin": "{name} isn't an admin of “{chat}”; only admins can speak anonymously.",
    "no_right": "{name} isn't an admin of “{chat}” who may do that.",
    "not_yours": "Only who wrote it can edit it; choose that person first.",
    "not_started": "{name} hasn't pressed Start yet, and Telegram offers nothing else before that.",
    "blocked": "{name} has blocked the bot. Unblock it first.",
    "blocked_already": "{name} has blocked the bot already.",
    "nothing_to_block": "{name} has no chat with the bot to block.",
    "not_blocked": "{name} hasn't blocked the bot.",
}


def impossible(texts: Texts, code: str, particulars: Mapping[str, str | int]) -> str:
    """Why somebody can't do something, and what to do first."""
    named = {name: shown(value) if isinstance(value, str) else value for name, value in particulars.items()}
    return texts.plain(IMPOSSIBLE[code], **named)


UNUSABLE = {
    "not_saved_here": "This file was not saved by the playground. Choose one that “Save” made.",
    "other_version": "This file was made by another version of the playground, which opens it.",
    "damaged": "This file is damaged or was made by a newer program. What is open here stays as it is.",
    "too_big": "This file is larger than any that the playground saves.",
}


def unusable(texts: Texts, code: str) -> str:
    """Why a saved state can't be opened."""
    return texts.plain(UNUSABLE[code])


def no_rest(texts: Texts) -> str:
    """The program did not answer in time."""
    return texts.plain("The bot takes longer than usual. Have a look in a moment.")


def nothing_seen(texts: Texts) -> str:
    """Time has come to what was due next, and nothing was said."""
    return texts.plain("It was due, but there was nobody to do it for just now.")


def not_understood(texts: Texts) -> str:
    """A request that the page does not make."""
    return texts.plain("That didn't work. Load the page again and try once more.")


def refused(texts: Texts, code: str, particulars: Mapping[str, Any]) -> str:
    """A refusal of the program, as text without formatting."""
    return unescape(_TAG.sub("", refusals.text(texts, code, particulars)[0]))


def living_through(texts: Texts) -> str:
    """Said in the terminal while a community with a history is opened for the first time."""
    return texts.plain(
        "One moment: invented people are living through the weeks before. Next time this is quick."
    )
