"""The private chat: greeting, which community is meant, and how to be left in peace."""

from collections.abc import Sequence

from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts

Home = tuple[int, str]
"""A community's id and title."""


def greeting(texts: Texts, name: str, bot: str, community: str) -> str:
    """To a member: who speaks, for which community, what can be done."""
    return "\n\n".join(
        [
            texts(
                "Hi {name}! I'm {bot}, and I look after {community}.",
                name=shown(name),
                bot=bot,
                community=community,
            ),
            texts("/checkin – check in for today\n/me – your points and progress\n/rank – who's in the lead"),
            texts("I'll write when there's something for you. Rather not? /stop"),
        ]
    )


def greeting_staff(texts: Texts, name: str, community: str) -> str:
    """To an assistant."""
    return texts(
        "Hi {name}! It's good to have you on the team of {community}. Whatever needs doing "
        "will reach you here.\n\n/todo – what's open now\n/help – all commands",
        name=shown(name),
        community=community,
    )


def greeting_owner(texts: Texts, name: str, community: str, digest_at: str) -> str:
    """To the owner of a community."""
    return texts(
        "Hi {name}! {community} is in good hands. Every day at {digest_at} you'll get its "
        "digest here.\n\n/setup – what's still missing\n/help – all commands",
        name=shown(name),
        community=community,
        digest_at=digest_at,
    )


def greeting_first_owner(texts: Texts, name: str, bot: str, username: str) -> tuple[str, Rows]:
    """To an owner who has no community yet: with a button that adds the bot to a group."""
    text = texts(
        "Hi {name}! I'm {bot}. Add me to your group as an admin, and I'll start right away.",
        name=shown(name),
        bot=bot,
    )
    return text, (
        (Button(texts.plain("Add me to a group"), url=f"https://t.me/{username}?startgroup=here"),),
    )


def greeting_stranger(texts: Texts, name: str, bot: str) -> str:
    """To somebody seen in no community."""
    return texts(
        "Hi {name}! I'm {bot}. We haven't met in any of my groups yet: say something in yours, "
        "then write to me again.",
        name=shown(name),
        bot=bot,
    )


def homes(texts: Texts, current: str, others: Sequence[Home]) -> tuple[str, Rows]:
    """To people of several communities: which one is meant here, and buttons to change that."""
    return texts("Here we're talking about {community}. To change that:", community=current), home_buttons(
        others
    )


def which_home(texts: Texts, communities: Sequence[Home]) -> tuple[str, Rows]:
    """Asks which community is meant in private; once, then it is remembered."""
    text = texts("You're in several of my communities. Which one do you mean?")
    return text, home_buttons(communities)


def home_buttons(communities: Sequence[Home]) -> Rows:
    """One button a community."""
    return tuple((Button(title, encode("hc", community_id)),) for community_id, title in communities)


def home_chosen(texts: Texts, community: str) -> str:
    """What the question becomes."""
    return texts(
        "Good, here we're talking about {community}. To change that, send /start.", community=community
    )


def stopped(texts: Texts) -> tuple[str, Rows]:
    """After /stop."""
    text = texts(
        "All right, I won't write to you on my own any more. Programmes I was taking you "
        "through may end here; you can still check in, and your points are safe.\n\nIf you "
        "change your mind, press the button below, or send /start to see it again."
    )
    return text, write_again_button(texts)


def still_stopped(texts: Texts) -> tuple[str, Rows]:
    """At /start, to somebody who said /stop."""
    text = texts("You asked me not to write on my own, and I'm sticking to that. May I again?")
    return text, write_again_button(texts)


def write_again_button(texts: Texts) -> Rows:
    """Lifts the opt-out."""
    return ((Button(texts.plain("Yes, write to me again"), encode("oi")),),)


def writes_again(texts: Texts) -> str:
    """After the button."""
    return texts("Great! You'll hear from me when there's something for you.")


def hint(texts: Texts) -> str:
    """To a message that answers nothing."""
    return texts("I'm better with buttons than with small talk 🙂 /help shows what I can do.")
