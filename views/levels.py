"""Levels and badges as they are told to the group."""

from collections.abc import Sequence

from markupsafe import Markup

from core.message import MEMBERS_PLACEHOLDER
from views.texts import Texts

_MEMBERS = Markup(MEMBERS_PLACEHOLDER)


def reached(texts: Texts, level: int, title: str, opens: Sequence[str] = ()) -> str:
    """Somebody has reached a level; `opens`: what that makes possible. Mentions are filled in later."""
    text = texts(
        "🎉 {members} reached level {level}: <b>{title}</b>", members=_MEMBERS, level=level, title=title
    )
    return f"{text}\n{unlocks(texts, opens)}" if opens else text


def earned(texts: Texts, emoji: str, title: str) -> str:
    """Somebody has earned a badge."""
    return texts("{emoji} {members} earned the badge “{title}”", emoji=emoji, members=_MEMBERS, title=title)


def unlocks(texts: Texts, opens: Sequence[str]) -> str:
    """What a level makes possible."""
    return texts("Now open: {things}", things=texts(", ").join(opens))
