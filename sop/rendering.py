"""Texts of scripts filled in: what each variable stands for in a run."""

import re
from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

from core.message import MEMBERS_PLACEHOLDER
from sop.engine.acts import Act
from sop.language.html import visible_length
from sop.language.templates import render
from sop.language.texts import LocalText
from views.names import mention, shown

LONGEST = 4096
"""Visible characters of one message."""

_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def fill(act: Act, text: LocalText, day: int, locale: str | None = None) -> str:
    """The text in the community's language, or in `locale`, with its variables; what people wrote is shortened to fit.

    `day` is the run's day that is spoken of.
    """
    written = text.said_in(locale or act.ground.locale)
    values = {word: VALUES[word](act, day) for word in _variables(written)}
    if not values.keys() <= _SHARED or act.state.inputs:
        return render(written, {**values, **act.state.inputs}, html=text.html, limit=text.limit)
    key = (written, text.html, text.limit, *values.values())
    filled = act.turn.filled.get(key)
    if filled is None:
        filled = act.turn.filled[key] = render(written, values, html=text.html, limit=text.limit)
    return filled


def mention_of(act: Act) -> Markup:
    """The member's mention, which notifies."""
    return mention(act.user.name, act.user.telegram_id)


def named(mention: Markup, text: str) -> str:
    """A text of the chat for one person, whom it mentions; above it if it does not do so itself."""
    return text if mention in text else f"{mention}\n{text}"


def with_line(text: str, line: str) -> str:
    """A line put below a text, if both fit into one message."""
    joined = f"{text}\n\n{line}"
    return joined if visible_length(joined) <= LONGEST else text


@lru_cache(maxsize=4096)
def _variables(text: str) -> tuple[str, ...]:
    """The words of a text that may be variables, in order of name."""
    return tuple(sorted(VALUES.keys() & set(_WORD.findall(text)))) if "{{" in text else ()


def _check_ins(act: Act) -> int:
    first = act.ground.scope.day(act.state.started_at)
    return sum(day >= first for day, _ in act.uow.check_ins.known(act.member.id))


def _chat(act: Act) -> str:
    return act.chat.title if act.chat is not None else act.ground.scope.community.title


VALUES: dict[str, Callable[[Act, int], object]] = {
    "member": lambda act, _: mention_of(act),
    "members": lambda _act, _: Markup(MEMBERS_PLACEHOLDER),
    "name": lambda act, _: shown(act.user.name),
    "points": lambda act, _: act.member.points,
    "streak": lambda act, _: act.turn.worlds.streak(act.ground, act.member),
    "check_ins": lambda act, _: _check_ins(act),
    "answers": lambda act, _: act.state.answers,
    "day": lambda _, day: day,
    "community": lambda act, _: act.ground.scope.community.title,
    "chat": lambda act, _: _chat(act),
    "cohort": lambda act, _: act.turn.cohort_name(act.run),
}
"""What `sop.language.templates.VARIABLES` promises."""

_SHARED = frozenset({"day", "community", "chat", "cohort"})
"""Variables that are the same for many people: what is said with these alone is filled in once a unit of work."""
