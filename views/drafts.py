"""Words proposed for somebody, to be copied, changed, or sent as the bot; and the standard reminder."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts
from views.turning import back


@dataclass(frozen=True, slots=True)
class Situation:
    """What a proposal goes by. `name` is plain."""

    name: str
    new: bool
    spoken: bool
    behind: int
    streak: int


def proposed(texts: Texts, situation: Situation) -> str:
    """Plain words that fit: for who is new, who is behind, who keeps going."""
    name = situation.name
    if situation.behind >= 3:
        return texts.plain(
            "Hi {name}, we haven't seen you for a few days. How are things? If something is in the way, tell me;"
            " you can pick it up again any day.",
            name=name,
        )
    if situation.behind:
        return texts.plain(
            "Hi {name}, a day or two slipped by, which happens. Five minutes today and you're back in it."
            " Shall I help with anything?",
            name=name,
        )
    if situation.new and not situation.spoken:
        return texts.plain(
            "Hi {name}, good to have you here! What brought you to us, and what would make it worth your while?",
            name=name,
        )
    if situation.streak >= 7:
        return texts.plain(
            "{name}, {streak} days in a row! I've noticed, and it's a pleasure to watch. What helps you keep going?",
            name=name,
            streak=situation.streak,
        )
    return texts.plain(
        "Hi {name}, how is it going? Is there anything you'd like to see more of here?", name=name
    )


def draft(texts: Texts, member_id: int, who: Markup, words: str) -> tuple[str, Rows]:
    """The words, to be copied with a tap, changed by a reply, or sent."""
    text = "\n".join(
        [
            texts("✏️ <b>Draft for {member}</b>", member=who),
            texts("<code>{words}</code>", words=words),
            "",
            texts("Tap to copy. Reply to this message with other words to change it."),
        ]
    )
    return text, ((Button(texts.plain("Send as the bot"), encode("dr", member_id, "s")),),)


def sent(texts: Texts, who: Markup, words: str, by: str, place: str | None) -> str:
    """What a draft becomes. `place`: the group's title; None: sent in private."""
    head = texts("✅ {name} sent this to {member} in private", name=by, member=who)
    if place is not None:
        head = texts("✅ {name} said this to {member} in {place}", name=by, member=who, place=place)
    return "\n".join([head, texts("<code>{words}</code>", words=words)])


def ask_group(texts: Texts, member_id: int, who: Markup, words: str, place: str) -> tuple[str, Rows]:
    """The private chat is closed: it would be said in the group, where all can read it."""
    text = "\n".join(
        [
            texts("📵 {member} can't be reached in private.", member=who),
            texts("<code>{words}</code>", words=words),
            texts("Say it in {place}, with a mention? Everybody there can read it.", place=place),
        ]
    )
    return text, (
        (
            Button(texts.plain("Say it in the group"), encode("dr", member_id, "g")),
            back(texts, encode("dr", member_id, "b")),
        ),
    )


def in_group(texts: Texts, who: Markup, words: str) -> str:
    """The words with a mention, for the group."""
    return texts("{member} {words}", member=who, words=words)


def plain(texts: Texts, words: str) -> str:
    """The words for the private chat."""
    return texts("{words}", words=words)


def not_arrived(texts: Texts, who: Markup) -> str:
    """Told to whoever sent a draft when the private chat turned out to be closed."""
    return texts("📵 It didn't arrive: {member} can't be reached in private.", member=who)


def sent_toast(texts: Texts) -> str:
    """Answer to the press that sent it."""
    return texts.plain("On its way.")


def nudge(texts: Texts, name: str) -> str:
    """The standard reminder."""
    return texts("{name}, today's check-in is still missing. One press and it's done 🌱", name=name)


def nudge_button(texts: Texts, community_id: int, day: date) -> Rows:
    """Checks in on this day."""
    return ((Button(texts.plain("Check in"), encode("ci", community_id, f"{day:%Y%m%d}")),),)


def ask_nudge_in_group(texts: Texts, member_id: int, who: Markup, place: str) -> tuple[str, Rows]:
    """The reminder would be said in the group."""
    text = "\n".join(
        [
            texts("📵 {member} can't be reached in private.", member=who),
            texts("Remind them in {place}, with a mention? Everybody there can read it.", place=place),
        ]
    )
    return text, ((Button(texts.plain("Say it in the group"), encode("ba", member_id, "g")),),)


def nudged(texts: Texts, who: Markup, by: str) -> str:
    """What the question becomes."""
    return texts("🔔 {name} reminded {member} in the group.", name=by, member=who)
