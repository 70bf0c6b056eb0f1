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
        "Hi everyone! I'm {bot}. From now on I'll look after check-ins, points and what's on each day.",
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
    return texts("I'm here! A question for the owner: what is this group?"), tuple(rows)


def bound(texts: Texts, role: str, community: str) -> str:
    """What the question becomes once the owner has pressed."""
    if role == STAFF:
        return texts(
            "This is the staff chat of {community} now. To-dos and decisions will come here.",
            community=community,
        )
    if role == CHAPTER:
        return texts("This group belongs to {community} now: same members, same points.", community=community)
    return texts("This group is now a community of its own: {community}.", community=community)


def no_owner(texts: Texts) -> str:
    """Said once in a group that no owner added, before leaving it."""
    return texts("I only work in groups that one of my owners adds me to, so I'll be off. Goodbye!")


def needs_admin(texts: Texts, title: str) -> str:
    """To the owner: the bot is in the group, but no admin."""
    return texts(
        "I'm not an admin in {title}, so I can hardly see what's going on there: messages, who "
        "joins, who leaves. Please make me an admin; I don't need any extra rights.",
        title=title,
    )


def silenced(texts: Texts, title: str) -> str:
    """To the owner: the bot may not write in the group."""
    return texts(
        "I'm not allowed to write in {title} any more. Could you let me send messages there again?",
        title=title,
    )


def removed(texts: Texts, title: str, days: int) -> str:
    """To the owner: the bot was removed from the group."""
    return texts.plural(
        "I was removed from {title}. Everything there is on hold; bring me back within {n} day "
        "and we'll go on from there.",
        "I was removed from {title}. Everything there is on hold; bring me back within {n} "
        "days and we'll go on from there.",
        days,
        title=title,
    )


def back(texts: Texts) -> str:
    """Said in a group to which the bot returned."""
    return texts("I'm back! Let's go on where we left off.")


def who_asks(texts: Texts, command: str) -> str:
    """Above the button that shows which person an anonymous admin is."""
    return texts(
        "You're writing as the group, so I can't tell who you are. Press below and I'll run /{command}.",
        command=command,
    )


def show_yourself(texts: Texts) -> str:
    """The label of that button."""
    return texts.plain("It's me")


def carried_out(texts: Texts, command: str, name: str) -> str:
    """What the question becomes."""
    return texts("/{command}: {name}", command=command, name=name)
