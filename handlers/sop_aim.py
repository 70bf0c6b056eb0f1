"""What `/sop` is aimed at: which script, and whose runs, from the words in any order."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from markupsafe import Markup

from community import cohorts
from community.aims import Aim
from core import selectors
from core.errors import Refused
from handlers.commands import WrongUse
from handlers.context import Context
from handlers.people import Words, all_meant, mention_of, user_of
from sop.engine.starts import Subject
from sop.engine.steering import RunOverview, ScriptOverview
from storage.members import Member
from views.names import shown

_HERE = frozenset({"here", "本群", "这里"})
_COHORT = frozenset({"cohort", "期"})
_TURNS = frozenset({"not", "非", "不是", "("})
_NAMED = 5
"""People of several who are named in an answer."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whose runs are meant; `who` names them in an answer. Neither subject nor aim: nobody was named."""

    subject: Subject | None
    """One member, a group or a cohort."""
    aim: Aim | None
    """The members meant, be it one."""
    who: Markup
    rest: tuple[str, ...]
    """The words that name neither a person, a group nor a cohort."""

    @property
    def many(self) -> bool:
        """More than one member may be meant."""
        return self.aim is not None and (self.subject is None or self.subject.member_id is None)


async def meant(context: Context, words: Words) -> Meant:
    """Read `@a @b` (or the reply), `here`, `cohort NAME` or a selector at the end."""
    plain = [word.lower() if isinstance(word, str) else "" for word in words.words]
    at = next((index for index, word in enumerate(plain) if word in _COHORT), None)
    if at is not None:
        return await _cohort(context, words, at)
    if _HERE & set(plain):
        rest = tuple(str(word) for word in words.words if str(word).lower() not in _HERE)
        return here(context, rest)
    at = _selector_begins(plain)
    if at is not None:
        return _selected(words, at)
    members, left = await all_meant(context, words)
    return await _people(context, members, tuple(str(word) for word in left.words))


def here(context: Context, rest: tuple[str, ...] = ()) -> Meant:
    """The group in which the command was given. Refused: `not_a_members_group`."""
    if context.chat is None or not context.chat.for_members:
        raise Refused("not_a_members_group")
    subject = Subject("chat", context.community.id, chat_id=context.chat.id)
    return Meant(subject, None, Markup(context.texts("this group")), rest)


def speaks_in(context: Context) -> int | None:
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


async def run_of(context: Context, script: ScriptOverview, target: Meant) -> RunOverview:
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


def named(script: ScriptOverview, who: Markup) -> AbstractContextManager[None]:
    """What the engine refuses says whose run of which script it is, in the words of people."""
    return named_as(script.title, who)


@contextmanager
def named_as(title: str, who: Markup) -> Iterator[None]:
    """The same where the script is known by its title."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.code, **{**refused.particulars, "title": title, "who": who}) from refused


async def _people(context: Context, members: Sequence[Member], rest: tuple[str, ...]) -> Meant:
    if not members:
        return Meant(None, None, Markup(""), rest)
    aim = Aim(members=tuple(member.id for member in members))
    if len(members) == 1:
        one = members[0]
        subject = Subject("member", context.community.id, member_id=one.id, chat_id=speaks_in(context))
        return Meant(subject, aim, await mention_of(context, one), rest)
    names = [shown((await user_of(context, member)).name) for member in members[:_NAMED]]
    some = context.texts.plain(", ").join(names) + ("…" if len(members) > _NAMED else "")
    return Meant(None, aim, Markup.escape(some), rest)


async def _cohort(context: Context, words: Words, at: int) -> Meant:
    name = words.after(at + 1).text
    if not name:
        raise WrongUse
    found = await cohorts.find(context.inside, name)
    subject = Subject("cohort", context.community.id, cohort_id=found.id)
    rest = tuple(str(word) for word in words.words[:at])
    return Meant(subject, Aim(cohort_id=found.id), Markup.escape(shown(found.name)), rest)


def _selector_begins(plain: Sequence[str]) -> int | None:
    """Which of the words is the first of a selector: also one that turns it round, a hashtag, a key by itself."""
    for index, word in enumerate(plain):
        rest = " ".join(plain[index:])
        alone = word.startswith("#") or word in _TURNS or word in selectors.KEYS
        if selectors.looks_like(word) or (alone and (word.startswith("#") or selectors.looks_like(rest))):
            return index
    return None


def _selected(words: Words, at: int) -> Meant:
    text = words.after(at).text
    selectors.parse(text)
    rest = tuple(str(word) for word in words.words[:at])
    return Meant(None, Aim(selector=text), Markup.escape(text), rest)
