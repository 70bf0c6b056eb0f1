"""Tags put on and taken off."""

from sop import actions
from sop.deciding.walk import Onward, Walk
from sop.effects import Tag, Untag, What
from sop.program import Node
from sop.state import Thread


def tag(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Put it on, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Tag)
    expires = walk.base(thread) + action.expires if action.expires is not None else None
    walk.effects.append(Tag(*walk.origin(node, thread), action.name, expires))
    walk.note(walk.label(node, thread), What.TAGGED, tag=action.name)
    return node.next, thread


def untag(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Take it off, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Untag)
    walk.effects.append(Untag(*walk.origin(node, thread), action.name))
    walk.note(walk.label(node, thread), What.UNTAGGED, tag=action.name)
    return node.next, thread
