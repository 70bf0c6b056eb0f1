"""Scripts that start and end one another."""

from sop import actions
from sop.deciding.walk import Onward, Walk
from sop.effects import StartRun, StopRuns, What
from sop.program import Node
from sop.state import Thread


def run(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Start the other script, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Run)
    for_members = action.for_ == "members"
    walk.effects.append(StartRun(*walk.origin(node, thread), action.sop, action.inputs, for_members))
    walk.note(walk.label(node, thread), What.RAN, sop=action.sop)
    return node.next, thread


def stop(walk: Walk, node: Node, thread: Thread) -> Onward:
    """End the other script's runs and go on; or, with `this`, end this run here."""
    action = node.action
    assert isinstance(action, actions.Stop)
    if action.sop == "this":
        walk.ending = "by_script"
        return None
    walk.effects.append(StopRuns(*walk.origin(node, thread), action.sop))
    walk.note(walk.label(node, thread), What.STOPPED_OTHER, sop=action.sop)
    return node.next, thread
