"""Rules of tags upon facts: where something that a rule's selector asks for has changed, it is judged at once.

Only what the member's own row and tags tell is judged here; patterns of activity are the daily round's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from community import tag_rules
from community.tag_rules import Verdict
from config.tags import Pattern, TagPolicy, TagRule
from core.facts import Fact, FactKind
from core.selection import Selector, Trait
from sop import selecting
from sop.engine.worlds import Wanted
from sop.program import Need

if TYPE_CHECKING:
    from sop.engine.turn import Turn

_AT_ONCE = frozenset(
    {Trait.TAG, Trait.POINTS, Trait.STREAK, Trait.CHECK_INS, Trait.STAGE, Trait.LEVEL, Trait.BADGE}
) | {Trait.INACTIVE}
"""Silence is judged at once where it is broken by somebody whose stage it had lowered."""

_BROKEN = frozenset({FactKind.STAGE_CHANGED})


async def notice(turn: "Turn", facts: Sequence[Fact]) -> None:
    """Apply the rules that these facts concern to the members they are about."""
    policy = turn.parts.policies.tags
    heard = _heard(policy)
    wanted: dict[tuple[int, int], dict[str, None]] = {}
    for fact in facts:
        if fact.kind in heard and fact.member_id is not None:
            names = wanted.setdefault((fact.community_id, fact.member_id), {})
            names.update(dict.fromkeys(heard[fact.kind]))
    if not wanted:
        return
    await turn.worlds.load(Wanted(key[1], _needs(policy, names)) for key, names in wanted.items())
    for (community_id, member_id), names in wanted.items():
        await _judge(turn, community_id, member_id, names)


async def _judge(turn: "Turn", community_id: int, member_id: int, names: Collection[str]) -> None:
    ground = await turn.ground(community_id)
    await turn.worlds.load_down_days(ground)
    policy, scope = turn.parts.policies.tags, ground.scope
    world = turn.worlds.of(ground, member_id, _needs(policy, names))

    def means(pattern: Pattern | None) -> bool:
        selector = None if pattern is None else pattern.selector
        return selector is not None and selecting.holds(selector.root, world, scope.today)

    for name in names:
        rule = policy.rules[name]
        verdict = Verdict(means(rule.when), means(rule.off_when))
        await tag_rules.apply(scope, turn.uow.members.known(member_id), name, rule, verdict)


def _heard(policy: TagPolicy) -> Mapping[FactKind, Collection[str]]:
    """The names of the rules that a fact of each kind concerns."""
    heard: dict[FactKind, list[str]] = {}
    for name, rule in policy.rules.items():
        if all(map(_at_once, _patterns(rule))):
            for kind in frozenset(kind for selector in _selectors(rule) for kind in _wakes(selector)):
                heard.setdefault(kind, []).append(name)
    return heard


def _wakes(selector: Selector) -> Iterator[FactKind]:
    for test in selector.tests():
        yield from _BROKEN if test.trait is Trait.INACTIVE else selecting.wakes_of(Selector(test))


def _at_once(pattern: Pattern) -> bool:
    """Whether a fact and the member's own row are enough to judge it."""
    if pattern.looks_back or pattern.selector is None:
        return False
    return all(test.trait in _AT_ONCE for test in pattern.selector.tests())


def _needs(policy: TagPolicy, names: Collection[str]) -> frozenset[Need]:
    selectors = [selector for name in names for selector in _selectors(policy.rules[name])]
    return frozenset(need for selector in selectors for need in selecting.needs_of(selector)) | {Need.TAGS}


def _patterns(rule: TagRule) -> list[Pattern]:
    return [one for one in (rule.when, rule.off_when) if one is not None]


def _selectors(rule: TagRule) -> list[Selector]:
    return [one.selector for one in _patterns(rule) if one.selector is not None]
