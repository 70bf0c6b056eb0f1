"""Texts of scripts filled in: what each variable stands for in a run."""

from collections.abc import Mapping

from markupsafe import Markup

from core.message import MEMBERS_PLACEHOLDER
from sop.engine.acts import Act
from sop.language.html import visible_length
from sop.language.templates import render
from sop.language.texts import LocalText
from views.names import mention, shown

LONGEST = 4096
"""Visible characters of one message."""


def fill(act: Act, text: LocalText, day: int) -> str:
    """The text in the community's language with its variables; raises TextError if that cannot be."""
    written = text.said_in(act.ground.locale)
    values = values_of(act, day) if "{{" in written else {}
    return render(written, values, html=text.html, limit=text.limit)


def values_of(act: Act, day: int) -> dict[str, object]:
    """What the variables stand for; `day` is the run's day that is spoken of."""
    community = act.ground.scope.community
    chat = act.chat
    values: dict[str, object] = {
        "day": day,
        "community": community.title,
        "chat": chat.title if chat is not None else community.title,
        **act.state.inputs,
    }
    if act.run.subject == "member":
        values |= _of_member(act)
    elif act.run.subject == "cohort":
        values["cohort"] = act.turn.cohort_name(act.run)
    return values


def mention_of(act: Act) -> Markup:
    """The member's mention, which notifies."""
    return mention(act.user.name, act.user.telegram_id)


def with_line(text: str, line: str, gap: str = "\n\n") -> str:
    """A line put below a text, if both fit into one message."""
    joined = f"{text}{gap}{line}"
    return joined if visible_length(joined) <= LONGEST else text


def _of_member(act: Act) -> Mapping[str, object]:
    member = act.member
    made = act.uow.check_ins.known(member.id)
    return {
        "member": mention_of(act),
        "members": Markup(MEMBERS_PLACEHOLDER),
        "name": shown(act.user.name),
        "points": member.points,
        "streak": act.turn.worlds.streak(act.ground, member),
        "check_ins": sum(day >= act.ground.scope.day(act.state.started_at) for day, _ in made),
        "answers": act.state.answers,
    }
