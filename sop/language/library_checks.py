"""What is wrong between scripts: names that lead nowhere, inputs, loops, tags that nobody sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.problems import Finding, Path, did_you_mean
from core.selection import Selector, Trait
from core.shape import shown
from core.tags import RESERVED
from sop.actions import Actions, Ask, Choose, Run, Stop, Tag, Untag
from sop.language.conditions import Condition
from sop.language.order_checks import blocks, heads
from sop.language.script import Input, Script
from sop.language.triggers import OnRunFinished, OnTag
from sop.language.values import AfterStart
from sop.language.walk import Part, branches, parts

Found = tuple[str, Finding]
"""A script's id and what is wrong in it."""


@dataclass(frozen=True)
class Known:
    """What scripts may name: one another, those that could not be read, and the tags that any sets."""

    scripts: Mapping[str, Script]
    unreadable: frozenset[str]
    tags: frozenset[str]


def tags_set(scripts: Iterable[Script]) -> frozenset[str]:
    """The tags that any of the scripts sets, and those the program sets itself."""
    found = [part.value for one in scripts for part in parts(one)]
    by_answer = (tag for value in found if isinstance(value, Ask) for tag in (value.tag or {}).values())
    return frozenset(RESERVED).union((value.name for value in found if isinstance(value, Tag)), by_answer)


def library_findings(known: Known) -> Iterator[Found]:
    """Everything wrong between scripts."""
    for name, script in known.scripts.items():
        for finding in outward_findings(script, known):
            yield name, finding
    yield from _loops(known.scripts)


def outward_findings(script: Script, known: Known) -> Iterator[Finding]:
    """Everything wrong with what one script says of others and of tags."""
    for part in parts(script):
        yield from _reference(known, script, part.path, part.value)
        yield from _misspelt_tag(known.tags, part)


def _reference(known: Known, script: Script, path: Path, value: object) -> Iterator[Finding]:
    if isinstance(value, Condition) and value.who is not None:
        yield from _scripts_asked_for(known, value.who, path)
    if not isinstance(value, Run | Stop | OnRunFinished):
        return
    if isinstance(value, Stop) and value.sop == "this":
        return
    target = known.scripts.get(value.sop)
    if target is None:
        if value.sop not in known.unreadable:
            hint = did_you_mean(value.sop, sorted(known.scripts))
            yield Finding((*path, "sop"), "unknown_script", {"id": value.sop, "hint": hint})
        return
    if isinstance(value, Run):
        expected = "member" if value.for_ == "members" else script.for_
        if target.for_ != expected:
            params = {"sop": value.sop, "kind": target.for_, "expected": expected}
            yield Finding((*path, "sop"), "run_audience", params)
        yield from _inputs(value, target.inputs, path)


def _scripts_asked_for(known: Known, selector: Selector, path: Path) -> Iterator[Finding]:
    for test in selector.tests():
        sop = str(test.value)
        if test.trait in (Trait.SOP, Trait.DONE) and sop not in {*known.scripts, *known.unreadable}:
            hint = did_you_mean(sop, sorted(known.scripts))
            yield Finding((*path, "who"), "unknown_script", {"id": sop, "hint": hint})


def _inputs(run: Run, inputs: Mapping[str, Input], path: Path) -> Iterator[Finding]:
    for name, value in run.inputs.items():
        if name not in inputs:
            params = {"sop": run.sop, "name": name, "hint": did_you_mean(name, sorted(inputs))}
            yield Finding((*path, "inputs", name), "unknown_input", params, on_key=True)
        elif inputs[name].type == "number" and isinstance(value, str):
            params = {"name": name, "value": shown(value)}
            yield Finding((*path, "inputs", name), "input_not_number", params)
    for name, described in inputs.items():
        if described.default is None and name not in run.inputs:
            yield Finding(path, "missing_input", {"sop": run.sop, "name": name}, on_key=True)


def _loops(scripts: Mapping[str, Script]) -> Iterator[Found]:
    """Scripts that start one another in a circle, none of which lets time pass."""
    edges: dict[str, dict[str, Found]] = {name: {} for name in scripts}
    for name, script in scripts.items():
        for path, target in _runs_at_once(script):
            if target in scripts:
                edges[name].setdefault(target, (name, Finding(path, "endless_loop")))
        for index, trigger in enumerate(script.start):
            before = scripts.get(trigger.sop) if isinstance(trigger, OnRunFinished) else None
            if before is not None and not _takes_time(before):
                finding = Finding(("start", index, "sop"), "endless_loop")
                edges[before.sop].setdefault(name, (name, finding))
    told: set[frozenset[str]] = set()
    for name in sorted(edges):
        cycle = _cycle_from(name, edges)
        if cycle and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            owner, finding = edges[cycle[-1]][name]
            shown = " → ".join([*cycle, name])
            yield owner, Finding(finding.path, finding.code, {"cycle": shown})


def _cycle_from(name: str, edges: Mapping[str, Mapping[str, Found]]) -> list[str]:
    """The shortest way from a script back to itself; empty when there is none."""
    ways = [[name]]
    seen: set[str] = set()
    for way in ways:
        for target in sorted(edges[way[-1]]):
            if target == name:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []


def _runs_at_once(script: Script) -> Iterator[tuple[Path, str]]:
    """The scripts this one may start before any time has passed."""
    times = {index: moment for index, _, moment in heads(script)}
    live = False
    for index, step in enumerate(script.steps):
        if index in times:
            live = times[index] == AfterStart()
        if live:
            yield from _runs_in(step.do, ("steps", index, "do"))
            live = not blocks(step.do)


def _runs_in(actions: Actions, path: Path) -> Iterator[tuple[Path, str]]:
    for index, item in enumerate(actions):
        at = (*path, index, item.name)
        if item.run is not None:
            yield (*at, "sop"), item.run.sop
        if blocks((item,)):
            return
        if isinstance(item.action, Choose):
            for inner_path, inner in branches(item.action, at):
                yield from _runs_in(inner, inner_path)


def _takes_time(script: Script) -> bool:
    later = any(moment != AfterStart() for _, _, moment in heads(script))
    return later or any(blocks(step.do) for step in script.steps)


def _misspelt_tag(tags: frozenset[str], part: Part) -> Iterator[Finding]:
    """A tag asked for or taken off that no script sets, but for a slip; others may be set by hand."""
    match part.value:
        case Condition(tag=str(tag)) | OnTag(tag=str(tag)):
            path = (*part.path, "tag")
        case Untag(name=tag):
            path = (*part.path, "name")
        case _:
            return
    if tag in tags:
        return
    near = next((other for other in sorted(tags) if _one_slip(tag, other)), None)
    if near is not None:
        yield Finding(path, "misspelt_tag", {"tag": tag, "near": near})


def _one_slip(one: str, other: str) -> bool:
    """Whether two names of five letters or more differ by one letter left out, added, changed or swapped with
    its neighbour. Names that differ in a digit or a Chinese character are different names.
    """
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < min(len(one), len(other)) - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[begin : len(one) - end], other[begin : len(other) - end]
    if not (left + right).isascii() or not (left + right).replace("_", "a").replace("-", "a").isalpha():
        return False
    return len(left) <= 1 >= len(right) or (len(left) == 2 and left == right[::-1])
