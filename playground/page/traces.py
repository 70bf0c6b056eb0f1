"""Traces in plain words: what `/why` and `/sop trace` say, line by line, with its times."""

from collections.abc import Sequence
from typing import Any

from handlers.why import happened
from playground.page.sight import Sight
from storage.scripts import Trace
from views import why as view
from views.playground_now import plain, sentence


async def told(sight: Sight, traces: Sequence[Trace]) -> list[dict[str, Any]]:
    """What trace lines say, in order: when, in which script and step, and whether it was something left undone."""
    lines = []
    for trace, one in zip(traces, await happened(sight.context, traces), strict=True):
        lines.append(
            {
                **sight.when(trace.at),
                "id": trace.id,
                "script": plain(one.line.title),
                "step": one.step,
                "text": sentence(plain(view.what_happened(sight.texts, one.line))),
                "undone": view.left_undone(one.line),
                "run": trace.run_id,
            }
        )
    return lines
