"""Why a condition did not hold, as staff may read it: names as people know them, and nothing of it among members."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from config.levels import LevelPolicy
from core.errors import Refused
from handlers.context import Context
from storage.scripts import Trace
from views import reasons as view


def named(why: Any, policy: LevelPolicy, locale: str, title_of: Callable[[str], str]) -> Any:
    """A reason, or one for each branch, with the titles of scripts, badges and what levels open."""

    def badge(name: str) -> str:
        known = policy.badges.get(name)
        return name if known is None else known.title.in_locale(locale)

    def opened(name: str) -> str:
        known = next((level.unlocks[name] for level in policy.levels if name in level.unlocks), None)
        return name if known is None else known.in_locale(locale)

    names = {"sop": title_of, "done": title_of, "badge": badge, "unlocked": opened}
    if isinstance(why, Mapping):
        return view.named(why, names)
    return [view.named(one, names) for one in why]


def readable(context: Context, traces: Sequence[Trace]) -> list[Trace]:
    """The lines as they may be told here: among members without why, for it names what somebody has and has said."""
    if not _among_members(context):
        return list(traces)
    return [
        replace(one, detail={key: value for key, value in one.detail.items() if key != "why"})
        if "why" in one.detail
        else one
        for one in traces
    ]


@contextmanager
def explained(context: Context, title_of: Callable[[str], str]) -> Iterator[None]:
    """A start that is refused because of a condition says why in the same way."""
    try:
        yield
    except Refused as refused:
        why = refused.particulars.get("why")
        if why is None:
            raise
        policy, locale = context.inside.policies.levels, context.texts.locale
        said = None if _among_members(context) else named(why, policy, locale, title_of)
        raise Refused(refused.code, **{**refused.particulars, "why": said}) from refused


def _among_members(context: Context) -> bool:
    return context.chat is not None and context.chat.for_members
