"""What the playground says of scripts: their problems, what a change means for those inside, why something can't be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.phrases import Phrase
from views.problems import worded
from views.texts import Texts
from views.upgrading import REASONS

SHOWN = 6
"""Steps and reasons that are told of; of more only that there are more."""

DECLINED = {
    "no_file": "There is no script of that name.",
    "bad_name": "A script's name has small letters a-z, digits and _, begins with a letter, and has at most 32.",
    "taken": "There is a script of that name already.",
    "shipped": "This script came with the program: it can be switched off, but not renamed or deleted.",
    "nothing_to_move": "Nobody is left who could move.",
    "no_private_chat": "The owner has no open chat with the bot: press Start as the owner first.",
}


@dataclass(frozen=True, slots=True)
class Stay:
    """Those who cannot move: why (a code of `sop.upgrading.Why`), what it is about, how many, some of their names."""

    why: str
    about: str
    count: int
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Inside:
    """Who is inside a script on another version. `of_people`: nobody can be inside twice, so people are counted."""

    looked_at: int
    more: bool
    movable: int
    of_people: bool
    standing: Sequence[tuple[str, int]]
    stays: Sequence[Stay]


def declined(texts: Texts, code: str) -> str:
    """Why something can't be done."""
    return texts.plain(DECLINED[code])


def problem(texts: Texts, phrase: Phrase) -> str:
    """What is wrong, as `python -m bot check` says it."""
    return worded(texts, phrase)


def meaning(texts: Texts, written: str) -> str:
    """What a key or variable means, as the reference says it; these texts are no patterns to fill in."""
    return texts.as_it_is(written)


def of_nobody(texts: Texts, *, is_new: bool) -> list[str]:
    """For a script in which nobody is."""
    if is_new:
        return [texts.plain("This script is new: nobody is inside yet.")]
    return [
        texts.plain("Nobody is inside this script now."),
        texts.plain("Whoever starts from now on gets the new version."),
    ]


def unchanged(texts: Texts) -> str:
    """The text is that of the version that runs."""
    return texts.plain("This is the version that runs.")


def of_mistakes(texts: Texts) -> str:
    """A text with problems means nothing for anybody yet."""
    return texts.plain(
        "There are problems left, so nothing changes for anybody: the last good version goes on."
    )


def of_former(texts: Texts, sop: str, title: str) -> str:
    """The text has another script's id than the file's script that runs."""
    text = "“{title}” ({sop}) would not start any more; those inside go on to its end."
    return texts.plain(text, title=title, sop=sop)


def of_others(texts: Texts, files: Sequence[str]) -> str:
    """Other files would have mistakes because of this one."""
    names = texts.plain(", ").join(files)
    return texts.plain("With this text, other scripts would have problems: {names}", names=names)


def of_people(texts: Texts, inside: Inside, *, running: bool) -> list[str]:
    """What a version means for those who are on others. `running`: it is in force already."""
    lines = [_standing(texts, inside, running=running)]
    if not running:
        lines.append(texts.plain("Whoever is inside goes on with the version they began with."))
    if inside.movable:
        who = _counted(texts, inside, inside.movable)
        can = "{who} can move to this one: what is waited for keeps its time, the rest comes as it's written now."
        could = "Once it's saved, {who} can move to it: what is waited for keeps its time, the rest comes as written."
        lines.append(texts.plain(can if running else could, who=who))
    lines += _stays(texts, inside)
    if not running:
        lines.append(texts.plain("Whoever starts from now on gets the new version."))
    return lines


def _standing(texts: Texts, inside: Inside, *, running: bool) -> str:
    """How many there are, and at which steps; the step alone where all are at one."""
    alone = len(inside.standing) == 1
    steps = [
        texts.plain("“{step}”" if alone else "“{step}” ({n})", step=step, n=n)
        for step, n in inside.standing[:SHOWN]
    ]
    more = " …" if inside.more or len(inside.standing) > SHOWN else ""
    where = texts.plain(", ").join(steps) + more
    text = "On an earlier version: {who}, at {where}." if running else "Inside now: {who}, at {where}."
    return texts.plain(text, who=_counted(texts, inside, inside.looked_at), where=where)


def _stays(texts: Texts, inside: Inside) -> list[str]:
    lines = []
    for stay in sorted(inside.stays, key=lambda stay: -stay.count)[:SHOWN]:
        who = _counted(texts, inside, stay.count)
        reason = texts.plain(REASONS[stay.why], about=stay.about)
        names = texts.plain(", ").join(stay.names) + (" …" if stay.count > len(stay.names) else "")
        text = "{who} can't move: {reason} ({names})" if stay.names else "{who} can't move: {reason}"
        lines.append(texts.plain(text, who=who, reason=reason, names=names))
    return lines


def _counted(texts: Texts, inside: Inside, n: int) -> str:
    if inside.of_people:
        return texts.plural("{n} person", "{n} people", n)
    return texts.plural("{n} run", "{n} runs", n)


_NEW = """\
# {what}
sop: {sop}
title: {title}
start: [{{on: member_joined}}]
steps:
  - id: greet
    at: start
    do:
      - say:
          to: chat
          text: "{hello}"
          merge: 60s
"""


def new_script(texts: Texts, sop: str) -> str:
    """The text that a new script begins with."""
    values: Mapping[str, str] = {
        "what": texts.plain("What this is for, in a sentence."),
        "title": texts.plain("A new script"),
        "hello": texts.as_it_is("Welcome, {{ members }}!"),
    }
    return _NEW.format(sop=sop, **values)
