"""What is done to many by `/sop`, as the first line of what is asked and told about it."""

from collections.abc import Mapping
from typing import Any

from views.texts import Texts

_LABELS = {
    "start": "▶️ Start <b>{title}</b> · {who}",
    "stop_runs": "⏹ Stop <b>{title}</b> · {who}",
    "pause_runs": "⏸ Pause <b>{title}</b> · {who}",
    "resume_runs": "▶️ Go on with <b>{title}</b> · {who}",
    "skip_runs": "⏭ Skip {place} of <b>{title}</b> · {who}",
    "step_runs": "▶️ Run {step} of <b>{title}</b> now · {who}",
    "upgrade_runs": "⬆️ Move <b>{title}</b> to its newest version · {who}",
    "freeze": "❄️ Freeze <b>{title}</b>: its clocks stand still",
    "release": "▶️ <b>{title}</b> is on again: its clocks go on where they stopped",
    "stop": "⏹ Switch <b>{title}</b> off: what's running ends",
}


def label(kind: str, texts: Texts, data: Mapping[str, Any]) -> str:
    """What is done, with which script, for whom; from the data of a piece of work."""
    everything = texts.plain("everything")
    return texts(
        _LABELS[kind],
        title=data.get("title") or everything,
        who=str(data.get("who", ""))[:80],
        place=data.get("place") or texts.plain("what's waiting"),
        step=data.get("step") or "–",
    )
