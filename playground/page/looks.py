"""How people and chats look on the page: a colour and one or two letters, the same every time."""

from typing import Any

from playground.emulator import Account

_HUE_STEP = 137


def hue_of(number: int) -> int:
    """0 to 359; ids that follow each other lie far apart."""
    return abs(number) * _HUE_STEP % 360


def initials_of(name: str) -> str:
    """Of a Latin name the first letters of two words; of a Chinese one its last character."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return name[:1] or "?"
    if not words[0][0].isascii():
        return words[0][-1]
    return "".join(word[0] for word in words[:2]).upper()


def look_of(account: Account) -> dict[str, Any]:
    """Name and looks of a person or the bot."""
    return {
        "id": account.id,
        "name": account.name,
        "hue": hue_of(account.id),
        "initials": initials_of(account.name),
    }
