"""Answers to `/staff` and `/bind`."""

from collections.abc import Sequence

from markupsafe import Markup

from views.texts import Texts


def named(texts: Texts, person: Markup, *, changed: bool) -> str:
    """Somebody is an assistant now, or was one already."""
    if not changed:
        return texts("{name} is an assistant already.", name=person)
    return texts(
        "🤝 {name} is an assistant now: /todo shows what is to be done, /help what else there is.",
        name=person,
    )


def named_toast(texts: Texts, name: str, *, changed: bool) -> str:
    """As `named`, for the answer to a press."""
    return texts.plain(
        "{name} is an assistant now" if changed else "{name} is an assistant already", name=name
    )


def removed(texts: Texts, person: Markup, *, changed: bool) -> str:
    """Somebody is no assistant any more, or was none."""
    if not changed:
        return texts("{name} is no assistant.", name=person)
    return texts("{name} is no assistant any more. Thank you for everything so far!", name=person)


def listing(texts: Texts, assistants: Sequence[str]) -> str:
    """Who assists here; plain names."""
    if not assistants:
        return texts("No assistants yet. Name one: <code>/staff @member</code>")
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
        return texts("This is the {role} of <b>{community}</b> already.", role=name, community=community)
    text = texts("This is the {role} of <b>{community}</b> now.", role=name, community=community)
    if role == "staff":
        text += "\n" + texts("To-dos and decisions are posted here; members see none of it.")
    return text
