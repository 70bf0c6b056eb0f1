"""Branches by condition."""

from sop import actions
from sop.actions import Branch
from sop.deciding.walk import Onward, Walk
from sop.effects import What
from sop.judge import Scene, holds
from sop.program import Node
from sop.reasons import why_not_each
from sop.state import Thread


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Take the first branch whose condition holds; without any, go on behind."""
    action = node.action
    assert isinstance(action, actions.Choose)
    scene = walk.scene(thread)
    chosen, passed = _choice(action, scene)
    why = {"why": why_not_each([one.if_ for one in passed], scene)} if passed else {}
    walk.note(walk.label(node, thread), What.CHOSE, branch=chosen, **why)
    return (node.next if chosen is None else node.branches[chosen]), thread


def _choice(action: actions.Choose, scene: Scene) -> tuple[str | None, list[Branch]]:
    """The branch that is taken, and those before it that are not."""
    passed: list[Branch] = []
    for number, branch in enumerate(action.root, 1):
        if not isinstance(branch, Branch):
            return "else", passed
        if holds(branch.if_, scene):
            return f"if{number}", passed
        passed.append(branch)
    return None, passed
