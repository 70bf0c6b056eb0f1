"""Answers to `/tag` and `/untag`."""

from collections.abc import Sequence

from markupsafe import Markup

from views.texts import Texts


def tagged(texts: Texts, member: Markup, tag: str, until: str | None, *, changed: bool) -> str:
    """A tag was put on; `until`: the local day on which it goes away again."""
    if not changed and until is None:
        return texts("{member} already has the tag <b>{tag}</b>.", member=member, tag=tag)
    if until is not None:
        return texts(
            "{member} now has the tag <b>{tag}</b>, until {until}.", member=member, tag=tag, until=until
        )
    return texts("{member} now has the tag <b>{tag}</b>.", member=member, tag=tag)


def untagged(texts: Texts, member: Markup, tag: str, *, changed: bool) -> str:
    """A tag was taken off, or was not there."""
    if changed:
        return texts("{member} no longer has the tag <b>{tag}</b>.", member=member, tag=tag)
    return texts("{member} doesn't have the tag <b>{tag}</b>.", member=member, tag=tag)


def held(texts: Texts, member: Markup, tags: Sequence[str]) -> str:
    """What a member holds; each entry is a tag, perhaps with its end."""
    if not tags:
        return texts("{member} has no tags yet.", member=member)
    return texts("{member}: {tags}", member=member, tags=" · ".join(tags))


def with_end(texts: Texts, tag: str, until: str) -> str:
    """A tag and the local day on which it goes away, as plain text."""
    return texts.plain("{tag} (until {until})", tag=tag, until=until)
