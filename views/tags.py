"""Answers to `/tag`, `/untag` and `/tags`: what was set, what somebody holds and why, the team's library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts

HISTORY_SHOWN = 20
BUTTONS_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A tag somebody holds. `source`: `hand` with `by`, `self`, `rule:NAME`, or a script's title; days as shown."""

    tag: str
    source: str
    since: str
    by: str = ""
    reason: str = ""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of the history. `how`: as `Held.source`, or `expired`."""

    when: str
    tag: str
    added: bool
    source: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A tag of the library or in use: how many hold it, whether a rule sets it, who may see it."""

    tag: str
    held_by: int
    title: str = ""
    description: str = ""
    by_rule: bool = False
    public: bool = False
    button: int | None = None
    """What its button names; None: nobody holds it."""


def tagged(texts: Texts, member: Markup, tag: str, until: str | None, reason: str, *, changed: bool) -> str:
    """A tag was put on; `until`: the local day on which it goes away again."""
    if not changed and until is None and not reason:
        return texts("{member} already has the tag <b>{tag}</b>.", member=member, tag=tag)
    if until is not None:
        said = texts(
            "{member} now has the tag <b>{tag}</b>, until {until}.", member=member, tag=tag, until=until
        )
    else:
        said = texts("{member} now has the tag <b>{tag}</b>.", member=member, tag=tag)
    return said + (texts("\n<i>{reason}</i>", reason=reason) if reason else "")


def untagged(texts: Texts, member: Markup, tag: str, *, changed: bool) -> str:
    """A tag was taken off, or was not there."""
    if changed:
        return texts("{member} no longer has the tag <b>{tag}</b>.", member=member, tag=tag)
    return texts("{member} doesn't have the tag <b>{tag}</b>.", member=member, tag=tag)


def held(texts: Texts, member: Markup, member_id: int, tags: Sequence[Held]) -> tuple[str, Rows]:
    """What a member holds, why and since when; a button shows the history."""
    button = Button(texts.plain("🕘 History"), encode("tg", member_id))
    if not tags:
        return texts("{member} has no tags yet.", member=member), ((button,),)
    lines = [texts("🏷 {member}", member=member)]
    for one in tags:
        line = texts(
            "<b>{tag}</b> · {source}, {since}", tag=one.tag, source=_source(texts, one), since=one.since
        )
        if one.until is not None:
            line += texts(" · until {until}", until=one.until)
        lines.append(line + (texts("\n<i>{reason}</i>", reason=one.reason) if one.reason else ""))
    return "\n".join(lines), ((button,),)


def history(texts: Texts, member: Markup, changes: Sequence[Changed]) -> str:
    """What was put on and taken off, the last change first."""
    if not changes:
        return texts("{member} never had a tag.", member=member)
    lines = [texts("🕘 {member}", member=member)]
    for one in changes:
        sign = "＋" if one.added else "－"
        what = texts("<b>{tag}</b> · {source}", tag=one.tag, source=_source(texts, one))
        reason = texts(" · <i>{reason}</i>", reason=one.reason) if one.reason else ""
        lines.append(f"{one.when} {sign} {what}{reason}")
    return "\n".join(lines)


def library(texts: Texts, tags: Sequence[Shelved]) -> tuple[str, Rows]:
    """The team's tags with how many hold each; a button shows who they are."""
    if not tags:
        return texts("No tags yet. /tag @member vip puts the first one on."), ()
    lines = [texts("🏷 <b>Tags of the team</b>"), *(_shelved(texts, one) for one in tags)]
    found = [Button(f"{one.tag} · {one.held_by}", encode("wt", one.button)) for one in tags if one.button]
    rows = [tuple(found[at : at + BUTTONS_A_ROW]) for at in range(0, len(found), BUTTONS_A_ROW)]
    return "\n".join(lines), tuple(rows)


def label_on(texts: Texts, data: Mapping[str, Any]) -> str:
    """What large work does: puts a tag on many."""
    who = str(data.get("who", ""))[:80]
    if data.get("until_day"):
        return texts(
            "🏷 Tag <b>{tag}</b> until {until} · {who}", tag=data["tag"], until=data["until_day"], who=who
        )
    return texts("🏷 Tag <b>{tag}</b> · {who}", tag=data["tag"], who=who)


def label_off(texts: Texts, data: Mapping[str, Any]) -> str:
    """What large work does: takes a tag off many."""
    return texts("🏷 Take off <b>{tag}</b> · {who}", tag=data["tag"], who=str(data.get("who", ""))[:80])


def _shelved(texts: Texts, one: Shelved) -> str:
    line = texts("<b>{tag}</b> · {n}", tag=one.tag, n=one.held_by)
    if one.title and one.title != one.tag:
        line += texts(" · {title}", title=one.title)
    if one.by_rule:
        line += " · " + texts("by rule")
    if one.public:
        line += " · " + texts("members see it")
    return line + (texts("\n<i>{description}</i>", description=one.description) if one.description else "")


def _source(texts: Texts, one: Held | Changed) -> str:
    if one.source == "hand":
        return texts.plain("by {name}", name=one.by) if one.by else texts.plain("by hand")
    if one.source.startswith("rule:"):
        return texts.plain("by the rule {name}", name=one.source.removeprefix("rule:"))
    if one.source == "self":
        return texts.plain("by themselves")
    if one.source == "role":
        return texts.plain("with their role")
    if one.source == "expired":
        return texts.plain("time was up")
    return texts.plain("by {name}", name=one.source)
