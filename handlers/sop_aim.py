"""What `/sop` is aimed at: which script, and whose run, from the words in any order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup

from community import cohorts
from core.errors import Refused
from handlers.commands import WrongUse
from handlers.context import Context
from handlers.people import Words, meant_anywhere, mention_of
from sop.engine.starts import Subject
from sop.engine.steering import RunOverview, ScriptOverview
from views.names import shown

_HERE = frozenset({"here", "本群", "这里"})
_COHORT = frozenset({"cohort", "期"})


@dataclass(frozen=True, slots=True)
class Aim:
    """Whose run is meant; `who` names them in an answer. Without a subject: nobody was named."""

    subject: Subject | None
    who: Markup
    rest: tuple[str, ...]
    """The words that name neither a person, a group nor a cohort."""


async def aim(context: Context, words: Words) -> Aim:
    """Read `@member` (or the reply), `here`, or `cohort NAME` at the end."""
    plain = [word.lower() if isinstance(word, str) else "" for word in words.words]
    at = next((index for index, word in enumerate(plain) if word in _COHORT), None)
    if at is not None:
        return await _cohort(context, words, at)
    if _HERE & set(plain):
        rest = tuple(str(word) for word in words.words if str(word).lower() not in _HERE)
        return here(context, rest)
    member, left = await meant_anywhere(context, words)
    rest = tuple(str(word) for word in left.words)
    if member is None:
        return Aim(None, Markup(""), rest)
    subject = Subject("member", context.community.id, member_id=member.id, chat_id=_speaks_in(context))
    return Aim(subject, await mention_of(context, member), rest)


def here(context: Context, rest: tuple[str, ...] = ()) -> Aim:
    """The group in which the command was given. Refused: `not_a_members_group`."""
    if context.chat is None or not context.chat.for_members:
        raise Refused("not_a_members_group")
    subject = Subject("chat", context.community.id, chat_id=context.chat.id)
    return Aim(subject, Markup(context.texts("this group")), rest)


def _speaks_in(context: Context) -> int | None:
    """A run started by hand speaks in the group where that was done, if members are there."""
    return context.chat.id if context.chat is not None and context.chat.for_members else None


async def script_named(context: Context, word: str) -> ScriptOverview:
    """The script of that id or title. Refused: `sop_unknown` (sop, known)."""
    scripts = await context.services.engine.overview(context.inside)
    wanted = word.lower()
    found = next((one for one in scripts if wanted in (one.sop.lower(), one.title.lower())), None)
    if found is None:
        raise Refused("sop_unknown", sop=word[:64], known=[one.sop for one in scripts])
    return found


async def one_script(context: Context, rest: Sequence[str]) -> ScriptOverview:
    """The script that is the only word left."""
    if len(rest) != 1:
        raise WrongUse
    return await script_named(context, rest[0])


async def run_of(context: Context, script: ScriptOverview, target: Aim) -> RunOverview:
    """The latest live run of the script for whom it is aimed at. Refused: `member_missing`, `no_run`."""
    if target.subject is None and script.subject == "chat":
        target = here(context)
    if target.subject is None:
        raise Refused("member_missing")
    runs = await context.services.engine.runs_of(context.inside, target.subject)
    mine = [one for one in runs if one.run.sop == script.sop]
    if not mine:
        raise Refused("no_run", title=script.title, who=target.who)
    return mine[-1]


@contextmanager
def named(script: ScriptOverview, target: Aim) -> Iterator[None]:
    """What the engine refuses says whose run of which script it is, in the words of people."""
    try:
        yield
    except Refused as refused:
        particulars = {**refused.particulars, "title": script.title, "who": target.who}
        raise Refused(refused.code, **particulars) from refused


async def _cohort(context: Context, words: Words, at: int) -> Aim:
    name = words.after(at + 1).text
    if not name:
        raise WrongUse
    found = await cohorts.find(context.inside, name)
    subject = Subject("cohort", context.community.id, cohort_id=found.id)
    rest = tuple(str(word) for word in words.words[:at])
    return Aim(subject, Markup.escape(shown(found.name)), rest)
