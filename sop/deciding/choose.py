"""Branches by condition."""

from sop import actions
from sop.actions import Branch
from sop.deciding.walk import Onward, Walk
from sop.effects import What
from sop.judge import holds
from sop.program import Node
from sop.state import Thread


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Take the first branch whose condition holds; without any, go on behind."""
    action = node.action
    assert isinstance(action, actions.Choose)
    chosen = _choice(action, walk, thread)
    walk.note(walk.label(node, thread), What.CHOSE, branch=chosen)
    return (node.next if chosen is None else node.branches[chosen]), thread


def _choice(action: actions.Choose, walk: Walk, thread: Thread) -> str | None:
    scene = walk.scene(thread)
    for number, branch in enumerate(action.root, 1):
        if not isinstance(branch, Branch):
            return "else"
        if holds(branch.if_, scene):
            return f"if{number}"
    return None
