"""Certificates issued."""

from sop import actions
from sop.deciding.say import is_hushed
from sop.deciding.walk import Onward, Walk
from sop.effects import Certify, What
from sop.program import Node
from sop.state import Thread


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Issue it, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Certificate)
    walk.effects.append(Certify(*walk.origin(node, thread), action, is_hushed(walk, thread)))
    walk.note(walk.label(node, thread), What.CERTIFIED, certificate=action.name)
    return node.next, thread
