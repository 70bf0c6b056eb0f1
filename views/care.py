"""Who needs care and why, with names in private, without for the staff chat."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, takewhile

from community.care import Care, Concern, Worry
from views.texts import Texts
from views.times import span

_REASONS = 70
"""Characters for the reasons why one member needs care."""


def why(texts: Texts, care: Care, now: datetime) -> str:
    """The reasons, each kind once, as many as fit."""
    kinds: dict[Worry, Concern] = {}
    for concern in care.concerns:
        kinds.setdefault(concern.worry, concern)
    reasons = [_reason(texts, concern, now) for concern in kinds.values()]
    lengths = accumulate(len(reason) + 2 for reason in reasons)
    fitting = sum(1 for _ in takewhile(lambda length: length <= _REASONS, lengths))
    return texts.plain(", ").join(reasons[: max(1, fitting)])


def counted(texts: Texts, care: Sequence[Care]) -> list[str]:
    """How many, where nobody may be named."""
    counts = Counter(worry for one in care for worry in {concern.worry for concern in one.concerns})
    words = {
        Worry.MISSED: ("{n} member is missing check-ins", "{n} members are missing check-ins"),
        Worry.TODO_OVERDUE: ("{n} to-do is overdue", "{n} to-dos are overdue"),
        Worry.UNANSWERED: ("{n} member hasn't answered", "{n} members haven't answered"),
    }
    return [texts.plural(*words[worry], counts[worry]) for worry in Worry if counts[worry]]


def _reason(texts: Texts, concern: Concern, now: datetime) -> str:
    if concern.worry is Worry.MISSED:
        count = concern.count or 0
        return texts.plural("{n} check-in missed", "{n} check-ins missed in a row", count)
    waited = span(texts, now - concern.since)
    if concern.worry is Worry.TODO_OVERDUE:
        return texts("a to-do overdue for {span}", span=waited)
    return texts("no answer for {span}", span=waited)
