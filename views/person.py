"""A person as the staff sees them, in a few lines: on cards of to-dos and on the board."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from views.texts import Texts

TAGS = 6
"""Tags that are named; of more only how many there are."""

STAGES = {
    "new": "new here",
    "active": "active",
    "core": "core",
    "at_risk": "at risk",
    "gone": "gone",
}
REACH = {
    "open": "private chat open",
    "never_started": "hasn't opened the private chat",
    "blocked": "has blocked me",
    "gone": "account deleted",
    "opted_out": "wants no private messages",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody. `joined` and `spoken` are local moments; `reach` a key of `REACH`.

    `note`: what was last noted about them and who did, plain.
    """

    mention: Markup
    joined: str | None
    points: int
    streak: int
    tags: Sequence[str]
    reach: str
    stage: str | None = None
    spoken: str | None = None
    note: tuple[str, str] | None = None


def lines(texts: Texts, person: Person) -> list[str]:
    """Two to four lines of Telegram HTML."""
    found = [" · ".join(_standing(texts, person))]
    contact = [texts(REACH[person.reach])]
    contact.append(
        texts("spoken with {when}", when=person.spoken)
        if person.spoken
        else texts("nobody spoke with them yet")
    )
    found.append("💬 " + " · ".join(contact))
    if person.tags:
        found.append("🏷 " + _tags(texts, person.tags))
    if person.note is not None:
        said, by = person.note
        found.append(texts("📝 {note} ({name})", note=said, name=by))
    return found


def _standing(texts: Texts, person: Person) -> list[str]:
    parts = [texts("👤 {member}", member=person.mention)]
    if person.stage is not None:
        parts.append(texts(STAGES[person.stage]))
    if person.joined is not None:
        parts.append(texts("joined {when}", when=person.joined))
    parts.append(texts("💎 {points}", points=person.points))
    if person.streak:
        parts.append(texts.plural("🔥 {n} day in a row", "🔥 {n} days in a row", person.streak))
    return parts


def _tags(texts: Texts, tags: Sequence[str]) -> str:
    named = texts.plain(", ").join(tags[:TAGS])
    rest = len(tags) - TAGS
    return texts("{tags}", tags=named) + (texts(" and {n} more", n=rest) if rest > 0 else "")
