"""What a member reads who asks for their data, or to be forgotten."""

from collections.abc import Sequence

from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts

FORGET, SURE, KEEP = "1", "2", "k"
"""What the buttons mean, `fg:<which>:<user>`: the first yes, the second, and no."""


def summary(texts: Texts, communities: Sequence[str], counts: dict[str, int]) -> str:
    """Goes with the file. `counts`: how many rows of what a person understands."""
    lines = [texts("📦 This is everything I know about you, as a file that programs can read as well.")]
    if communities:
        names = texts.plain(", ").join(shown(name) for name in communities)
        lines.append(texts("Groups: {communities}", communities=names))
    words = {
        "check_ins": texts("Check-ins: {n}", n=counts.get("check_ins", 0)),
        "point_entries": texts("Entries of points: {n}", n=counts.get("point_entries", 0)),
        "member_tags": texts("Tags: {n}", n=counts.get("member_tags", 0)),
        "runs": texts("Programmes: {n}", n=counts.get("runs", 0)),
    }
    lines += [line for name, line in words.items() if counts.get(name)]
    lines.append(texts("If you'd like me to forget you: /forgetme"))
    return "\n".join(lines)


def ask(texts: Texts, communities: Sequence[str], user_id: int) -> tuple[str, Rows]:
    """What being forgotten means, before anything is done."""
    names = texts.plain(", ").join(shown(name) for name in communities) or "–"
    text = texts(
        "Shall I forget you? This holds for all groups at once: {communities}.\n\n"
        "I delete your name, your introduction, your tags, what you answered, the texts and pictures of your "
        "check-ins, and what I was about to write to you. Your level, points and streak are gone as well.\n"
        "What stays are bare numbers without a name, so that the sums of the group stay right. "
        "What you wrote in the group stays there: that is Telegram's, not mine.\n\n"
        "You don't leave the group by this. Should you write again, I'll know you as somebody new.",
        communities=names,
    )
    yes = Button(texts.plain("Yes, go on"), data=encode("fg", FORGET, user_id))
    return text, ((yes,), (_no(texts, user_id),))


def ask_again(texts: Texts, user_id: int) -> tuple[str, Rows]:
    """The last question."""
    text = texts("⚠️ This can't be undone: not by me, not by the owner. Forget you for good?")
    yes = Button(texts.plain("Forget me for good"), data=encode("fg", SURE, user_id))
    return text, ((_no(texts, user_id),), (yes,))


def kept(texts: Texts) -> str:
    """They thought better of it."""
    return texts("Good, everything stays as it is.")


def forgotten(texts: Texts) -> str:
    """The last word; shown over the chat, since nobody is known there any more."""
    return texts("Done: I've forgotten you. All the best, and you're welcome any time.")


def _no(texts: Texts, user_id: int) -> Button:
    return Button(texts.plain("No, keep everything"), data=encode("fg", KEEP, user_id))
