"""`/setup`: what the bot may do in this chat, what is missing, and what will not work because of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.callback import encode
from core.message import Button, Rows
from views.setup_menu import link
from views.texts import Texts

ADMINS_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Setup:
    """What a fresh look at a chat has shown. `role`: what the chat is to its community.

    `reads_all`: privacy mode is off. `owner_reached`: the digest can go to an owner in private. `admins`: ids
    of ours and plain names of the group's admins who do not assist yet.
    """

    community_id: int
    title: str
    role: str
    admin: bool
    may_write: bool
    reads_all: bool
    owner_reached: bool
    digest_at: str
    timezone: str
    staff_chat: str | None
    assistants: Sequence[str]
    admins: Sequence[tuple[int, str]]
    scripts: int
    problems: int
    clears: bool = False
    """Answers to commands are to go away after a while."""
    deletes: bool = False
    """The bot may delete what others wrote."""
    shows_levels: bool = False
    """Levels are to stand beside names."""
    tags: bool = False
    """The bot may set what stands beside a name."""


def setup(texts: Texts, found: Setup, *, in_private: bool) -> tuple[str, Rows]:
    """The report, with a button for each admin who could assist, and in a group one that leads to the settings."""
    lines = [texts("🛠 <b>{title}</b>", title=found.title)]
    if found.role == "staff":
        lines += _staff_chat(texts, found)
    else:
        lines += _members_chat(texts, found)
    lines += ["", *_community(texts, found)]
    rows: Rows = tuple(
        (Button(texts.plain("Make {name} an assistant", name=name), encode("as", found.community_id, key)),)
        for key, name in found.admins[:ADMINS_OFFERED]
    )
    if rows:
        lines += ["", texts("Make an admin of this group an assistant with one press:")]
    if not in_private:
        rows = (*rows, (link(texts, found.community_id),))
    if not found.owner_reached:
        start = Button(texts.plain("Open the private chat"), start=f"c{found.community_id}")
        rows = ((start,), *rows)
    return "\n".join(lines), rows


def failed(texts: Texts, title: str) -> str:
    """Telegram did not tell how things stand in the chat of that title."""
    return texts(
        "Telegram won't tell me how things stand in {title}. Please try /setup again in a while.", title=title
    )


def _members_chat(texts: Texts, found: Setup) -> list[str]:
    lines = []
    if found.admin:
        lines.append(texts("✅ I'm an admin: I can see messages, who joins and who leaves."))
        lines += _rights(texts, found)
    else:
        lines.append(texts("⚠️ I'm not an admin here. Because of that:"))
        lines.append(texts("· in a large group I can't see who joins, so nobody gets welcomed;"))
        if not found.reads_all:
            lines.append(
                texts(
                    "· privacy mode is on: I can't see ordinary messages. Check-ins by word or #hashtag "
                    "and answers in the group don't count, only commands and buttons do."
                )
            )
        lines.append(texts("· I'm not told of reactions, so thanks by reaction don't count."))
        lines.append(texts("→ Make me an admin. You don't need to tick any rights."))
    if not found.may_write:
        lines.append(texts("⛔ I can't write here, so no greetings, reminders or answers go out."))
        lines.append(texts("→ Please let me send messages."))
    privacy = "Privacy mode: off" if found.reads_all else "Privacy mode: on"
    if found.admin and not found.reads_all:
        privacy = "Privacy mode: on (makes no difference for an admin)"
    lines.append(texts(privacy))
    return lines


def _rights(texts: Texts, found: Setup) -> list[str]:
    """What an admin can do besides, if the right is ticked, and what does not work without."""
    lines = []
    if found.clears and found.deletes:
        lines.append(texts("✅ I may delete messages: commands go away together with my answers."))
    elif found.clears:
        lines.append(
            texts(
                "· I may not delete messages: my answers go away by themselves, but the commands people type "
                "stay. → Tick “Delete messages” if you want that."
            )
        )
    if found.shows_levels and not found.tags:
        lines.append(
            texts("⚠️ Levels beside names don't work: I may not set tags. → Tick “Manage tags” for me.")
        )
    return lines


def _staff_chat(texts: Texts, found: Setup) -> list[str]:
    if not found.may_write:
        return [
            texts("⛔ I can't write here, so to-dos and decisions can't be posted."),
            texts("→ Please let me send messages."),
        ]
    return [
        texts(
            "✅ This is the staff chat: to-dos and decisions come here. I don't need any extra "
            "rights for that."
        )
    ]


def _community(texts: Texts, found: Setup) -> list[str]:
    lines = []
    if found.owner_reached:
        lines.append(texts("✅ Digest: every day at {at}, in private", at=found.digest_at))
    else:
        closed = "⚠️ No owner has opened the private chat yet, so the digest at {at} can't get there."
        lines.append(texts(closed, at=found.digest_at))
    if found.staff_chat is not None:
        lines.append(texts("✅ Staff chat: {title}", title=found.staff_chat))
    else:
        lines.append(
            texts(
                "· No staff chat yet, so to-dos go to assistants in private. Add me to one and send "
                "/bind staff."
            )
        )
    if found.assistants:
        lines.append(texts("✅ Assistants: {names}", names=texts.plain(", ").join(found.assistants)))
    else:
        lines.append(texts("· No assistants yet: /staff @member"))
    lines.append(texts.plural("✅ {n} active script", "✅ {n} active scripts", found.scripts))
    if found.problems:
        problems = ("⚠️ {n} problem in the scripts: /sop reload", "⚠️ {n} problems in the scripts: /sop reload")
        lines.append(texts.plural(*problems, found.problems))
    lines.append(texts("Time zone: {zone}", zone=found.timezone))
    return lines
