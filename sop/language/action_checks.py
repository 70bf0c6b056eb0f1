"""What is wrong with one action, though each of its keys and values is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.phrases import Phrase
from core.problems import Finding, Path, did_you_mean
from core.shape import shown
from sop.actions import Ask, Award, Certificate, Choose, Deduct, Otherwise, Run, Say, Tag, Task, Untag, Wait
from sop.language.conditions import Condition, TimeTest
from sop.language.script import Input, Script
from sop.language.templates import VARIABLES
from sop.language.triggers import OnMessage
from sop.language.walk import Part, items, parts

_MEMBER_ACTIONS = (Ask, Award, Certificate, Deduct, Tag, Untag)
_ANY_KIND = {"all_", "any_", "not_", "time", "then"}
"""The keys of a condition that need no member."""


def action_findings(script: Script, answers: frozenset[str]) -> Iterator[Finding]:
    """Everything wrong inside the parts of a script; `answers` are the names under which questions save."""
    for part in parts(script):
        match part.value:
            case Say():
                yield from _say(part.value, part.path)
            case Ask():
                yield from _ask(part.value, part.path)
            case Wait():
                yield from _wait(part.value, part.path)
            case Choose():
                yield from _choose(part.value, part.path)
            case Condition(answer=tests) if tests is not None:
                yield from _answers(tests, (*part.path, "answer"), answers)
            case Input():
                yield from _input(part.value, part.path)
            case _:
                yield from _small(script, part)
    yield from _saved_twice(script)
    if script.for_ != "member":
        yield from _needs_member(script)


def _small(script: Script, part: Part) -> Iterator[Finding]:
    match part.value:
        case Task(could_not=could_not, wait=False) if could_not is not None:
            yield Finding((*part.path, "could_not"), "could_not_needs_wait", on_key=True)
        case Run(for_="members") if script.for_ != "cohort":
            yield Finding((*part.path, "for"), "members_only_for_cohort")
        case OnMessage(contains=contains, hashtag=hashtag) if contains and hashtag:
            yield Finding((*part.path, "hashtag"), "message_trigger_two", on_key=True)
        case TimeTest(from_=begin, to=end) if begin is not None and begin == end:
            yield Finding(part.path, "nothing_to_time")


def _say(say: Say, path: Path) -> Iterator[Finding]:
    if say.to == "private" and say.else_ is None:
        yield Finding(path, "else_missing", {"choices": Phrase("skip, mention or chat_button")}, on_key=True)
    if say.to != "private" and say.else_ is not None:
        yield Finding((*path, "else"), "else_needless", on_key=True)
    if say.to != "chat" and say.merge is not None:
        yield Finding((*path, "merge"), "merge_only_in_chat", on_key=True)
    if say.picture is not None and say.merge is None:
        yield Finding((*path, "picture"), "picture_needs_merge", on_key=True)


def _ask(ask: Ask, path: Path) -> Iterator[Finding]:
    if ask.to == "private" and ask.else_ is None:
        yield Finding(path, "else_missing", {"choices": Phrase("chat_button or skip")}, on_key=True)
    if ask.to != "private" and ask.else_ is not None:
        yield Finding((*path, "else"), "else_needless", on_key=True)
    if ask.kind == "choice" and ask.choices is None:
        yield Finding(path, "choices_missing", on_key=True)
    if ask.kind != "choice" and ask.choices is not None:
        yield Finding((*path, "choices"), "choices_needless", on_key=True)
    if ask.choices is not None and ask.tag is not None:
        known = [said for choice in ask.choices for said in choice.root.values()]
        for answer in sorted(set(ask.tag) - set(known)):
            hint = did_you_mean(answer, known)
            yield Finding(
                (*path, "tag", answer), "tag_of_no_choice", {"answer": answer, "hint": hint}, on_key=True
            )
    if ask.kind != "text" and ask.min_length is not None:
        yield Finding((*path, "min_length"), "min_length_needless", on_key=True)


def _wait(wait: Wait, path: Path) -> Iterator[Finding]:
    if wait.pause is not None:
        for name in sorted(wait.model_fields_set - {"pause"}):
            key = type(wait).model_fields[name].alias or name
            yield Finding((*path, key), "wait_pause_alone", {"key": key}, on_key=True)
        return
    if wait.for_ is None:
        yield Finding(path, "wait_for_missing", on_key=True)
        return
    if wait.until is None and wait.within is None:
        yield Finding(path, "wait_no_end", on_key=True)
    if wait.until is not None and wait.within is not None:
        yield Finding((*path, "within"), "wait_two_ends", on_key=True)
    if wait.none is None:
        yield Finding(path, "wait_none_missing", on_key=True)
    if wait.since is not None and isinstance(wait.for_, Condition):
        yield Finding((*path, "since"), "since_for_events", on_key=True)
    yield from _wants(wait, path)


def _wants(wait: Wait, path: Path) -> Iterator[Finding]:
    if wait.wants is None:
        return
    if wait.for_ != "check_in":
        yield Finding((*path, "wants"), "wants_for_check_ins", on_key=True)
    if wait.wants.prompts is not None and wait.wants.min_length is None:
        yield Finding((*path, "wants", "prompts"), "prompts_need_length", on_key=True)


def _choose(choose: Choose, path: Path) -> Iterator[Finding]:
    for index, branch in enumerate(choose.root[:-1]):
        if isinstance(branch, Otherwise):
            yield Finding((*path, index + 1), "else_not_last")
            return


def _answers(names: Iterable[str], path: Path, answers: frozenset[str]) -> Iterator[Finding]:
    for name in names:
        if name not in answers:
            params = {"name": name, "hint": did_you_mean(name, sorted(answers))}
            yield Finding((*path, name), "unknown_answer", params, on_key=True)


def _input(described: Input, path: Path) -> Iterator[Finding]:
    name = str(path[-1])
    if name in VARIABLES:
        yield Finding(path, "input_reserved", {"name": name}, on_key=True)
    if described.type == "number" and isinstance(described.default, str):
        params = {"name": name, "value": shown(described.default)}
        yield Finding((*path, "default"), "input_not_number", params)


def _saved_twice(script: Script) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, item in items(script):
        if item.ask is None:
            continue
        at = (*path, "save")
        if item.ask.save in first:
            yield Finding(at, "save_taken", {"name": item.ask.save, "first": first[item.ask.save]})
        first.setdefault(item.ask.save, at)


def _needs_member(script: Script) -> Iterator[Finding]:
    for part in parts(script):
        for path, what in _about_member(part):
            yield Finding(path, "needs_member", {"what": what, "kind": script.for_}, on_key=True)
    for index, reason in enumerate(script.stop_when):
        if isinstance(reason, str):
            yield Finding(("stop_when", index), "needs_member", {"what": reason, "kind": script.for_})


def _about_member(part: Part) -> Iterator[tuple[Path, str]]:
    value, path = part.value, part.path
    if isinstance(value, _MEMBER_ACTIONS):
        yield path, str(path[-1])
    elif isinstance(value, Say) and value.to == "private":
        yield (*path, "to"), "to: private"
    elif isinstance(value, Wait) and isinstance(value.for_, str):
        yield (*path, "for"), value.for_
    elif isinstance(value, Condition):
        for name in sorted(value.model_fields_set - _ANY_KIND):
            yield (*path, name), name
