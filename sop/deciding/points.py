"""Points given and taken."""

from sop import actions
from sop.deciding.walk import Onward, Walk
from sop.effects import Award, What
from sop.program import Node
from sop.state import Thread


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Book them, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Award | actions.Deduct)
    points = action.points if isinstance(action, actions.Award) else -action.points
    walk.effects.append(Award(*walk.origin(node, thread), points, action.reason))
    walk.note(walk.label(node, thread), What.AWARDED, points=points)
    return node.next, thread
