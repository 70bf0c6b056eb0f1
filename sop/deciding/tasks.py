"""To-dos for the team, and waiting until one is closed."""

from core.facts import Fact, FactKind
from sop import actions
from sop.deciding.walk import Onward, Walk, timed
from sop.effects import OpenTask, What
from sop.program import Node
from sop.state import Place, Thread, Wait


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Open it; with `wait: true` the thread stays until somebody closes it."""
    action = node.action
    assert isinstance(action, actions.Task)
    walk.effects.append(OpenTask(*walk.origin(node, thread), action, walk.base(thread) + action.due))
    walk.note(walk.label(node, thread), What.TASK_OPENED, who=action.for_)
    if not action.wait:
        return node.next, thread
    walk.park(node, thread, Wait.TASK, None)
    return None


def hear(walk: Walk, node: Node, place: Place, fact: Fact) -> Onward:
    """Closed. It was the team's act, not the member's, so quiet hours hold for what follows."""
    if fact.kind is not FactKind.TASK_CLOSED:
        return None
    walk.drop(place)
    outcome = str(fact.data["outcome"])
    walk.note(place.label, What.TASK_CLOSED, outcome=outcome)
    onward = node.branches["could_not"] if outcome == "could_not" else node.next
    return onward, timed(place.thread, fact.at)
