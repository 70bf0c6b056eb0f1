"""Answers to `/award` and `/deduct`, and the pages of somebody's points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.callback import encode
from core.message import Button, Rows
from views.names import shown
from views.texts import Texts
from views.turning import through_time

_REASON_ON_A_BUTTON = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger; `day` as people say it, `rule` by its name in the policy."""

    id: int
    amount: int
    reason: str
    rule: str
    day: str
    reverses: bool = False
    undone: bool = False
    may_undo: bool = False
    giver: str | None = None
    """Who recognised the member by it, as they write their name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of somebody's ledger, from 0 on."""

    member_id: int
    name: str
    balance: int
    week: Mapping[str, int]
    """What was earned this week, by rule."""
    lines: Sequence[Line]
    number: int
    pages: int


def awarded(texts: Texts, member: Markup, amount: int, reason: str, balance: int) -> str:
    """Points were given."""
    return texts(
        "🎁 {member} <b>+{amount}</b> for: {reason}\nThat makes {balance} in all",
        member=member,
        amount=amount,
        reason=reason,
        balance=balance,
    )


def deducted(texts: Texts, member: Markup, amount: int, reason: str, balance: int) -> str:
    """Points were taken."""
    return texts(
        "{member} <b>−{amount}</b> for: {reason}\nThat leaves {balance}",
        member=member,
        amount=amount,
        reason=reason,
        balance=balance,
    )


def brief(texts: Texts, name: str, balance: int, week: Mapping[str, int]) -> str:
    """In a group: the balance, and what this week brought."""
    line = _head(texts, name, balance)
    return "\n".join([line, _week(texts, week)]) if week else line


def page(texts: Texts, of: Page) -> str:
    """The balance, the week by kind, and the entries, newest first."""
    lines = [_head(texts, of.name, of.balance)]
    if of.week:
        lines.append(_week(texts, of.week))
    if not of.lines:
        lines += ["", texts("Nothing here yet. /checkin gets you your first points.")]
        return "\n".join(lines)
    lines += ["", *(_line(texts, line) for line in of.lines)]
    if of.pages > 1:
        lines += ["", texts("Page {number} of {pages}", number=of.number + 1, pages=of.pages)]
    return "\n".join(lines)


def page_buttons(texts: Texts, of: Page) -> Rows:
    """Back and forth, and for staff what was done by hand to take back."""
    rows = [
        (Button(_undo_label(texts, line), encode("pu", line.id, of.number)),)
        for line in of.lines
        if line.may_undo
    ]
    newer = encode("pt", of.member_id, of.number - 1) if of.number else None
    older = encode("pt", of.member_id, of.number + 1) if of.number + 1 < of.pages else None
    return (*rows, *through_time(texts, newer, older))


def kind(texts: Texts, rule: str) -> str:
    """What earns by a rule, in a word; plain."""
    return texts.plain(KINDS.get(rule, _OTHER))


KINDS = {
    "check_in": "checking in",
    "streak": "streaks",
    "script": "programme",
    "hand": "from the team",
    "thanked": "thanks",
    "reacted": "likes",
    "helped": "helpful answers",
    "message": "messages",
    "make_up": "make-up cards",
}
"""By the rule's name in the policy."""

_OTHER = "other"


def _head(texts: Texts, name: str, balance: int) -> str:
    return texts("💎 <b>{name}</b>: {balance} points", name=shown(name), balance=balance)


def _week(texts: Texts, week: Mapping[str, int]) -> str:
    kinds = sorted(week.items(), key=lambda one: -one[1])
    parts = [f"{kind(texts, rule)} {points}" for rule, points in kinds]
    return texts(
        "This week +{total}: {kinds}", total=sum(week.values()), kinds=texts.plain(" · ").join(parts)
    )


def _line(texts: Texts, line: Line) -> str:
    amount = f"{line.amount:+d}".replace("-", "−")
    if line.reverses:
        taken = "{amount} ↩️ taken back: {reason} · {day}"
        return texts(taken, amount=amount, reason=line.reason, day=line.day)
    what = _origin(texts, line)
    if what:
        said = texts(
            "<b>{amount}</b> {reason} <i>({kind})</i> · {day}",
            amount=amount,
            reason=line.reason,
            kind=what,
            day=line.day,
        )
    else:
        said = texts("<b>{amount}</b> {reason} · {day}", amount=amount, reason=line.reason, day=line.day)
    return f"<s>{said}</s>" if line.undone else said


def _origin(texts: Texts, line: Line) -> str:
    """What earned it, unless the reason says that in the same words, and who gave it; plain."""
    what = kind(texts, line.rule)
    if line.giver is None:
        return "" if what == line.reason else what
    name = shown(line.giver)
    return name if what == line.reason else texts.plain("{kind}, {name}", kind=what, name=name)


def _undo_label(texts: Texts, line: Line) -> str:
    reason = line.reason
    if len(reason) > _REASON_ON_A_BUTTON:
        reason = reason[: _REASON_ON_A_BUTTON - 1] + "…"
    amount = f"{line.amount:+d}".replace("-", "−")
    return texts.plain("↩️ Undo {amount} {reason}", amount=amount, reason=reason)
