"""The bot in its groups: the first sentence, what a new group is, what it may not do any more."""

from collections.abc import Sequence

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts

NEW, STAFF, CHAPTER = "new", "staff", "chapter"
"""What a further group is: a community of its own, the staff chat of one, another group of one."""


def founded(texts: Texts, bot: str, community_id: int) -> tuple[str, Rows]:
    """The one sentence in a group that has become a community, with a button to the private chat."""
    text = texts(
        "Hello everyone! I am {bot}: from now on I look after check-ins, points and what is on each day.",
        bot=bot,
    )
    return text, ((Button(texts.plain("Say hello in private"), start=f"c{community_id}"),),)


def ask_role(texts: Texts, chat_id: int, communities: Sequence[tuple[int, str]]) -> tuple[str, Rows]:
    """Asks the owner what a further group is. `communities`: ids and titles of those there are."""
    rows = [(Button(texts.plain("A community of its own"), encode("cr", chat_id, NEW)),)]
    for community_id, title in communities:
        staff = texts.plain("Staff chat of {community}", community=title)
        chapter = texts.plain("Another group of {community}", community=title)
        rows.append((Button(staff, encode("cr", chat_id, STAFF, community_id)),))
        rows.append((Button(chapter, encode("cr", chat_id, CHAPTER, community_id)),))
    return texts("I am here! Owner, please tell me what this group is:"), tuple(rows)


def bound(texts: Texts, role: str, community: str) -> str:
    """What the question becomes once the owner has pressed."""
    if role == STAFF:
        return texts(
            "This is the staff chat of {community}; to-dos and decisions arrive here.", community=community
        )
    if role == CHAPTER:
        return texts(
            "This group belongs to {community}: the same members, the same points.", community=community
        )
    return texts("This group is a community of its own now: {community}.", community=community)


def no_owner(texts: Texts) -> str:
    """Said once in a group that no owner added, before leaving it."""
    return texts("I only work where one of my owners adds me, so I am off again. Goodbye!")


def needs_admin(texts: Texts, title: str) -> str:
    """To the owner: the bot is in the group, but no admin."""
    return texts(
        "In {title} I am no admin, so I hardly see anything there: messages, who comes, who goes. "
        "Please make me an admin; I need no further rights.",
        title=title,
    )


def silenced(texts: Texts, title: str) -> str:
    """To the owner: the bot may not write in the group."""
    return texts(
        "In {title} I am not allowed to write any more. Please give that right back to me.", title=title
    )


def removed(texts: Texts, title: str, days: int) -> str:
    """To the owner: the bot was removed from the group."""
    return texts.plural(
        "I was removed from {title}. What was running there stands still; "
        "bring me back within {n} day and it goes on.",
        "I was removed from {title}. What was running there stands still; "
        "bring me back within {n} days and it goes on.",
        days,
        title=title,
    )


def back(texts: Texts) -> str:
    """Said in a group to which the bot returned."""
    return texts("I am back, and we go on where we stopped.")


def who_asks(texts: Texts, command: str) -> str:
    """Above the button that shows which person an anonymous admin is."""
    return texts(
        "You write as the group, so I cannot see who wants /{command}. Press below and I do it.",
        command=command,
    )


def show_yourself(texts: Texts) -> str:
    """The label of that button."""
    return texts.plain("It is me")


def carried_out(texts: Texts, command: str, name: str) -> str:
    """What the question becomes."""
    return texts("/{command}: {name}", command=command, name=name)
