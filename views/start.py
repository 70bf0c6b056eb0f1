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
                "Hello {name}! I am {bot}, I look after {community}.",
                name=shown(name),
                bot=bot,
                community=community,
            ),
            texts("/checkin – check in for today\n/me – your points and progress\n/rank – who leads"),
            texts("I will write when something is on for you. Rather not? /stop"),
        ]
    )


def greeting_staff(texts: Texts, name: str, community: str) -> str:
    """To an assistant."""
    return texts(
        "Hello {name}! You help to run {community}. What there is to do for you arrives here.\n\n"
        "/todo – what is open now\n/help – all commands",
        name=shown(name),
        community=community,
    )


def greeting_owner(texts: Texts, name: str, community: str, digest_at: str) -> str:
    """To the owner of a community."""
    return texts(
        "Hello {name}! {community} is in good hands. Each day at {digest_at} you get its digest here.\n\n"
        "/setup – what is still missing\n/help – all commands",
        name=shown(name),
        community=community,
        digest_at=digest_at,
    )


def greeting_first_owner(texts: Texts, name: str, bot: str, username: str) -> tuple[str, Rows]:
    """To an owner who has no community yet: with a button that adds the bot to a group."""
    text = texts(
        "Hello {name}! I am {bot}. Add me to your group as an admin, and I start at once.",
        name=shown(name),
        bot=bot,
    )
    return text, (
        (Button(texts.plain("Add me to a group"), url=f"https://t.me/{username}?startgroup=here"),),
    )


def greeting_stranger(texts: Texts, name: str, bot: str) -> str:
    """To somebody seen in no community."""
    return texts(
        "Hello {name}! I am {bot}. I have not met you in any of my groups yet: "
        "say something in yours, then write to me again.",
        name=shown(name),
        bot=bot,
    )


def homes(texts: Texts, current: str, others: Sequence[Home]) -> tuple[str, Rows]:
    """To people of several communities: which one is meant here, and buttons to change that."""
    return texts("Here we speak of {community}. To change that:", community=current), home_buttons(others)


def which_home(texts: Texts, communities: Sequence[Home]) -> tuple[str, Rows]:
    """Asks which community is meant in private; once, then it is remembered."""
    text = texts("You are in several of my communities. Which one do you mean?")
    return text, home_buttons(communities)


def home_buttons(communities: Sequence[Home]) -> Rows:
    """One button a community."""
    return tuple((Button(title, encode("hc", community_id)),) for community_id, title in communities)


def home_chosen(texts: Texts, community: str) -> str:
    """What the question becomes."""
    return texts("Good, here we speak of {community}. To change that, send /start.", community=community)


def stopped(texts: Texts) -> tuple[str, Rows]:
    """After /stop."""
    text = texts(
        "All right, I will not write to you on my own any more. Everything in the group stays as it is, "
        "and your points are safe.\n\nShould you change your mind, press the button; /start brings it back."
    )
    return text, write_again_button(texts)


def still_stopped(texts: Texts) -> tuple[str, Rows]:
    """At /start, to somebody who said /stop."""
    text = texts("You asked me not to write on my own, and I keep to that. May I again?")
    return text, write_again_button(texts)


def write_again_button(texts: Texts) -> Rows:
    """Lifts the opt-out."""
    return ((Button(texts.plain("Yes, write to me again"), encode("oi")),),)


def writes_again(texts: Texts) -> str:
    """After the button."""
    return texts("Good! You will hear from me when something is on.")


def hint(texts: Texts) -> str:
    """To a message that answers nothing."""
    return texts("I am better at buttons than at small talk 🙂 /help shows what I can do.")
