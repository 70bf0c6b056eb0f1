"""Gates: the team decides by a button, or nobody does in time."""

from core.facts import Fact, FactKind
from sop import actions
from sop.deciding.walk import Onward, Walk, timed
from sop.effects import CloseGate, OpenGate, What
from sop.program import Node
from sop.state import Place, Thread, Wait


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Ask the team and wait."""
    action = node.action
    assert isinstance(action, actions.Approve)
    expires = walk.base(thread) + action.within
    walk.effects.append(OpenGate(*walk.origin(node, thread), action, expires))
    walk.note(walk.label(node, thread), What.GATE_OPENED, by=action.by)
    walk.park(node, thread, Wait.GATE, expires)
    return None


def wake(walk: Walk, node: Node, place: Place) -> Onward:
    """Nobody decided in time."""
    assert place.at is not None
    walk.drop(place)
    walk.note(place.label, What.TIMED_OUT, awaited="a_decision")
    leave(walk, node, place)
    return node.branches["expired"], timed(place.thread, place.at)


def hear(walk: Walk, node: Node, place: Place, fact: Fact) -> Onward:
    """Decided. It was the team's act, not the member's, so quiet hours hold for what follows."""
    if fact.kind is not FactKind.GATE_DECIDED:
        return None
    if place.at is not None and fact.at >= place.at:
        walk.note(place.label, What.IGNORED, reason="too_late")
        return None
    walk.drop(place)
    outcome = str(fact.data["outcome"])
    walk.note(place.label, What.GATE_DECIDED, outcome=outcome)
    return node.branches[outcome], timed(place.thread, fact.at)


def leave(walk: Walk, node: Node, place: Place) -> None:
    """The gate is over."""
    source, label, day = walk.origin(node, place.thread, about=":close")
    key = walk.origin(node, place.thread)[0]
    walk.effects.append(CloseGate(source, label, day, key))
