"""Calls that Telegram refused, in plain words: what was tried, why it was refused, what to do about it."""

import re

from views.texts import Texts

_TRIED = {
    "sendMessage": "A message",
    "sendPhoto": "A picture",
    "sendDocument": "A file",
    "editMessageText": "Changing a message",
    "editMessageCaption": "Changing the words below a picture",
    "editMessageMedia": "Changing a picture",
    "editMessageReplyMarkup": "Changing the buttons of a message",
    "deleteMessage": "Deleting a message",
    "deleteMessages": "Deleting messages",
    "answerCallbackQuery": "Answering the press of a button",
    "setMessageReaction": "Reacting to a message",
    "pinChatMessage": "Pinning a message",
    "unpinChatMessage": "Unpinning a message",
    "getChat": "Asking about a chat",
    "getChatMember": "Asking about somebody in a chat",
    "getChatAdministrators": "Asking who the admins are",
    "setMyCommands": "Registering the menu of commands",
    "setChatMemberTag": "A title beside a name",
    "leaveChat": "Leaving a group",
}

_START = "They haven't pressed Start in the private chat with the bot, and Telegram lets no bot write first."
_START_HELP = (
    "Nothing breaks: the script does what it says for this case. Press Start as this person to open the chat."
)
_RIGHTS = "The bot may not do that in this group."
_RIGHTS_HELP = "Make the bot an admin of the group with this right, as its owner."
_OUTSIDE = "The bot isn't in this group, or the group is no more."
_OUTSIDE_HELP = "Add the bot to the group again; what ran there stands still until then."
_GONE = "The message isn't there any more."
_NOTHING = "There's nothing to do."
_LONG = "The text is longer than Telegram allows."
_LONG_HELP = "Shorten it in the script, or split it into two messages."
_MARKUP = "Telegram couldn't read the formatting of the text."
_MARKUP_HELP = "Look for an unfinished <b>, <i> or link in the script's text."

_WHY: tuple[tuple[str, str, str], ...] = (
    ("can't initiate conversation", _START, _START_HELP),
    (
        "blocked by the user",
        "They have blocked the bot.",
        "Nothing breaks: the bot notes it and writes to them in the group where the script says so.",
    ),
    ("user is deactivated", "Their account is gone.", "The bot notes it and tries no more."),
    ("not enough rights", _RIGHTS, _RIGHTS_HELP),
    ("administrator", _RIGHTS, _RIGHTS_HELP),
    ("was kicked", _OUTSIDE, _OUTSIDE_HELP),
    ("not a member", _OUTSIDE, _OUTSIDE_HELP),
    ("chat not found", _OUTSIDE, _OUTSIDE_HELP),
    (
        "upgraded to a supergroup",
        "The group has become a supergroup and has another number now.",
        "The bot takes the new number and sends it again.",
    ),
    ("not modified", "The message says just that already.", _NOTHING),
    ("to edit not found", _GONE, _NOTHING),
    ("to delete not found", _GONE, _NOTHING),
    ("to be replied not found", _GONE, _NOTHING),
    ("to react not found", _GONE, _NOTHING),
    ("can't be edited", "Telegram lets nobody change this message any more.", _NOTHING),
    ("can't be deleted", "Telegram lets the bot delete a message only for two days.", _NOTHING),
    ("query is too old", "The press was answered too late for Telegram to show it.", _NOTHING),
    ("too long", _LONG, _LONG_HELP),
    ("too_long", _LONG, _LONG_HELP),
    ("can't parse entities", _MARKUP, _MARKUP_HELP),
    ("reaction_invalid", "This reaction isn't allowed in the group.", "Allow it in the group's settings."),
    (
        "is not played",
        "Telegram knows this, the playground doesn't play it.",
        "Try it in a real group.",
    ),
)
_ANYTHING_HELP = "If it comes again, save the state to a file: whoever looks after the bot can look at it."
_RETRY = re.compile(r"retry after (\d+)")


def tried(texts: Texts, method: str) -> str:
    """What the program wanted of Telegram."""
    return texts.plain(_TRIED[method]) if method in _TRIED else method


def why(texts: Texts, description: str) -> tuple[str, str]:
    """Why Telegram refused it, and what to do; in Telegram's own words where there are no better ones."""
    wait = _RETRY.search(description)
    if wait is not None:
        seconds = int(wait[1])
        reason = texts.plural(
            "That was too much at once for Telegram, which asked for {n} second of patience.",
            "That was too much at once for Telegram, which asked for {n} seconds of patience.",
            seconds,
        )
        return reason, texts.plain("The bot waits just as long and then goes on by itself.")
    said = description.lower()
    for phrase, reason, help_ in _WHY:
        if phrase in said:
            return texts.plain(reason), texts.plain(help_)
    words = description.removeprefix("Bad Request: ").removeprefix("Forbidden: ")
    return texts.plain("Telegram said: {words}", words=words), texts.plain(_ANYTHING_HELP)


def nowhere(texts: Texts) -> str:
    """A call that concerns no chat."""
    return texts.plain("no chat in particular")
