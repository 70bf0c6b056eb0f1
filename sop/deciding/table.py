"""The table of actions: how each kind is decided."""

from sop import actions
from sop.deciding import approve, ask, certificates, choose, points, runs, say, tags, tasks, wait
from sop.deciding.walk import Handler

HANDLERS: dict[type, Handler] = {
    actions.Say: Handler(say.enter, speaks=True),
    actions.Ask: Handler(
        ask.enter, wake=ask.wake, hear=ask.hear, leave=ask.leave, speaks=True, holds_step=True
    ),
    actions.Award: Handler(points.enter),
    actions.Deduct: Handler(points.enter),
    actions.Tag: Handler(tags.tag),
    actions.Untag: Handler(tags.untag),
    actions.Certificate: Handler(certificates.enter, speaks=True),
    actions.Wait: Handler(wait.enter, wake=wait.wake, leave=wait.leave, steers=True),
    actions.Task: Handler(tasks.enter, hear=tasks.hear),
    actions.Approve: Handler(
        approve.enter, wake=approve.wake, hear=approve.hear, leave=approve.leave, holds_step=True
    ),
    actions.Choose: Handler(choose.enter, steers=True),
    actions.Run: Handler(runs.run),
    actions.Stop: Handler(runs.stop),
}
