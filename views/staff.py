"""Answers to `/staff` and `/bind`."""

from collections.abc import Sequence

from markupsafe import Markup

from views.texts import Texts


def named(texts: Texts, person: Markup, *, changed: bool) -> str:
    """Somebody is an assistant now, or was one already."""
    if not changed:
        return texts("{name} is already an assistant.", name=person)
    return texts(
        "🤝 {name} is an assistant now. Welcome to the team! /todo shows what needs doing, "
        "/help everything else.",
        name=person,
    )


def named_toast(texts: Texts, name: str, *, changed: bool) -> str:
    """As `named`, for the answer to a press."""
    return texts.plain(
        "{name} is an assistant now" if changed else "{name} is already an assistant", name=name
    )


def removed(texts: Texts, person: Markup, *, changed: bool) -> str:
    """Somebody is no assistant any more, or was none."""
    if not changed:
        return texts("{name} isn't an assistant.", name=person)
    return texts("{name} isn't an assistant any more. Thanks for everything!", name=person)


def listing(texts: Texts, assistants: Sequence[str]) -> str:
    """Who assists here; plain names."""
    if not assistants:
        return texts("No assistants yet. Add one: <code>/staff @member</code>")
    lines = [texts("<b>Assistants</b>"), *(texts("· {name}", name=name) for name in assistants)]
    lines.append(texts("Add: <code>/staff @member</code>, remove: <code>/staff remove @member</code>"))
    return "\n".join(lines)


ROLE_NAMES = {
    "main": "main group",
    "camp": "camp group",
    "chapter": "chapter",
    "staff": "staff chat",
}


def bound(texts: Texts, role: str, community: str, *, changed: bool) -> str:
    """What this chat is now."""
    name = texts.plain(ROLE_NAMES[role])
    if not changed:
        return texts("This is already the {role} of <b>{community}</b>.", role=name, community=community)
    text = texts("This is now the {role} of <b>{community}</b>.", role=name, community=community)
    if role == "staff":
        text += "\n" + texts("To-dos and decisions are posted here; members don't see any of it.")
    return text
