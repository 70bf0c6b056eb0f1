"""Questions: asked, delivered, and then answered, declined or over.

A question waits for its delivery first, which may take long (one question at a time for each person); only
then does the time to answer run. UNREACHABLE with `else: skip` ends it at once, with `else: chat_button`
the time runs as well, since a line with a button stands in the chat; pressing it delivers, and it runs anew.
"""

from dataclasses import replace

from core.facts import Fact, FactKind
from sop import actions
from sop.deciding.say import is_hushed
from sop.deciding.walk import UNDELIVERED_AFTER, Onward, Walk, answering, timed
from sop.effects import Ask, CloseQuestion, Tag, Untag, What
from sop.program import Node
from sop.state import Place, Thread, Wait


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Put the question and wait for its delivery."""
    action = _action(node)
    walk.effects.append(Ask(*walk.origin(node, thread), action, is_hushed(walk, thread)))
    walk.note(walk.label(node, thread), What.ASKED, to=action.to)
    walk.park(node, thread, Wait.DELIVERY, walk.base(thread) + UNDELIVERED_AFTER)
    return None


def wake(walk: Walk, node: Node, place: Place) -> Onward:
    """Nobody answered in time."""
    assert place.at is not None
    walk.drop(place)
    walk.note(place.label, What.TIMED_OUT, awaited="an_answer")
    leave(walk, node, place)
    return node.branches["none"], timed(place.thread, place.at)


def hear(walk: Walk, node: Node, place: Place, fact: Fact) -> Onward:
    """What became of the question. After its deadline an answer comes too late."""
    if fact.kind is FactKind.DELIVERED:
        _delivered(walk, node, place, fact)
        return None
    if fact.kind is FactKind.UNREACHABLE:
        return _unreachable(walk, node, place, fact)
    if place.at is not None and fact.at >= place.at:
        walk.note(place.label, What.IGNORED, reason="too_late")
        return None
    if fact.kind is FactKind.ANSWERED:
        walk.drop(place)
        walk.change(answers={**walk.run.answers, _action(node).save: fact.data["value"]})
        walk.note(place.label, What.ANSWERED)
        _tag(walk, node, place.thread, str(fact.data["value"]))
        return node.next, answering(place.thread, fact)
    if fact.kind is FactKind.DECLINED:
        walk.drop(place)
        walk.note(place.label, What.DECLINED)
        return node.branches["none"], answering(place.thread, fact)
    return None


def leave(walk: Walk, node: Node, place: Place) -> None:
    """The question is over, unless it was never put."""
    if place.wait is not Wait.QUIET:
        source, label, day = walk.origin(node, place.thread, about=":close")
        key = walk.origin(node, place.thread)[0]
        walk.effects.append(CloseQuestion(source, label, day, key))


def _action(node: Node) -> actions.Ask:
    assert isinstance(node.action, actions.Ask)
    return node.action


def _tag(walk: Walk, node: Node, thread: Thread, answer: str) -> None:
    """The tag of this answer goes on; those of the question's other answers come off."""
    named = {text.strip().casefold(): tag for text, tag in (_action(node).tag or {}).items()}
    chosen = named.get(answer.strip().casefold())
    for tag in sorted({*named.values()} - {chosen}):
        walk.effects.append(Untag(*walk.origin(node, thread, about=f":untag:{tag}"), tag))
    if chosen is not None:
        walk.effects.append(Tag(*walk.origin(node, thread, about=":tag"), chosen, None))
        walk.note(walk.label(node, thread), What.TAGGED, tag=chosen)


def _delivered(walk: Walk, node: Node, place: Place, fact: Fact) -> None:
    if place.wait is Wait.DELIVERY:
        walk.drop(place)
        walk.note(place.label, What.DELIVERED)
        walk.park(node, place.thread, Wait.ANSWER, fact.at + _action(node).within)


def _unreachable(walk: Walk, node: Node, place: Place, fact: Fact) -> Onward:
    if place.wait is not Wait.DELIVERY:
        return None
    action = _action(node)
    walk.drop(place)
    walk.note(place.label, What.UNREACHABLE, **{"else": action.else_})
    if action.else_ == "chat_button":
        walk.places.append(replace(place, at=fact.at + action.within))
        return None
    leave(walk, node, place)
    return node.branches["none"], timed(place.thread, fact.at)
