"""Messages: when they may go out, and what is said."""

from sop import actions
from sop.deciding.walk import STALE_AFTER, Onward, Walk
from sop.effects import Say, What
from sop.program import Node
from sop.state import Cause, Thread


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Say it, and go on at once."""
    action = node.action
    assert isinstance(action, actions.Say)
    lasting = walk.program.steps[node.step].late == "do"
    expires = None if lasting else walk.now + STALE_AFTER
    silent = action.silent or is_hushed(walk, thread)
    source, label, day = walk.origin(node, thread)
    walk.effects.append(Say(source, label, day, action, silent, expires))
    walk.note(label, What.SAID, to=action.to)
    return node.next, thread


def is_hushed(walk: Walk, thread: Thread) -> bool:
    """Whether what answers a person's act must do so without sound."""
    quiet = walk.quiet
    return quiet is not None and thread.cause is Cause.ACT and quiet.contains(walk.now, walk.world.zone)
