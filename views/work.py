"""Large work: what is asked before, how far it has come, what came of it."""

from collections.abc import Mapping, Sequence

from core.callback import encode
from core.message import Button, Rows
from views.texts import Texts

NAMES_SHOWN = 5
"""People of a selection that are named before something is done to all of it."""

REASONS = {
    "running": ("{n} has it already", "{n} have it already"),
    "left": ("{n} has left the group", "{n} have left the group"),
    "opted_out": ("{n} sent /stop", "{n} sent /stop"),
    "not_for_them": ("for {n} its condition doesn't hold", "for {n} its condition doesn't hold"),
    "missing_input": ("{n} would need an input nobody gave", "{n} would need an input nobody gave"),
    "script_paused": ("{n}: the script is paused", "{n}: the script is paused"),
    "script_frozen": ("{n}: the script is frozen", "{n}: the script is frozen"),
    "script_off": ("{n}: the script is off", "{n}: the script is off"),
    "sop_removed": ("{n}: the script is gone", "{n}: the script is gone"),
    "tagged_already": ("{n} has the tag already", "{n} have the tag already"),
    "not_tagged": ("{n} doesn't have the tag", "{n} don't have the tag"),
    "no_run": ("{n} has nothing running", "{n} have nothing running"),
    "run_over": ("{n} is through already", "{n} are through already"),
    "run_held": ("{n} is paused already", "{n} are paused already"),
    "run_not_held": ("{n} isn't paused", "{n} aren't paused"),
    "place_unknown": ("{n} isn't waiting there", "{n} aren't waiting there"),
    "place_missing": ("{n} is waiting in several places", "{n} are waiting in several places"),
    "step_unknown": ("{n} has no such step", "{n} have no such step"),
}
"""Why something was not done, for one and for many, by the code of the reason."""


def preview(
    texts: Texts, work_id: int, label: str, total: int, foreseen: Mapping[str, int], names: Sequence[str]
) -> tuple[str, Rows]:
    """What is going to be done, to how many and to whom, and who will be left out; two buttons."""
    lines = [label, texts.plural("👥 {n} person", "👥 {n} people", total), *_reasons(texts, foreseen)]
    some = texts.plain(", ").join(names)
    rest = total - len(names)
    if rest > 0:
        lines.append(texts("<i>{names} and {n} more</i>", names=some, n=rest))
    elif names:
        lines.append(texts("<i>{names}</i>", names=some))
    go = Button(texts.plain("✅ Do it"), encode("wk", "go", work_id))
    no = Button(texts.plain("Cancel"), encode("wk", "no", work_id))
    return "\n".join(lines), ((go, no),)


def changed(texts: Texts, total: int) -> str:
    """Answer to the press: the selection is another one by now."""
    return texts.plain("It's {n} people by now. Please have another look and press again.", n=total)


def not_done(texts: Texts, label: str) -> str:
    """Somebody pressed Cancel before it began."""
    return f"<s>{label}</s>\n" + texts("Nothing was done.")


def progress(texts: Texts, work_id: int, label: str, dealt_with: int, total: int) -> tuple[str, Rows]:
    """How far it has come."""
    lines = [label, _bar(texts, dealt_with, total)]
    return "\n".join(lines), ((Button(texts.plain("⏹ Stop here"), encode("wk", "stop", work_id)),),)


def progress_of_runs(texts: Texts, label: str, dealt_with: int, total: int) -> str:
    """How many runs of a script that was switched have been dealt with."""
    return "\n".join([label, _bar(texts, dealt_with, total)])


def finished_of_runs(texts: Texts, label: str, done: int) -> str:
    """All runs of a script that was switched have been dealt with."""
    return "\n".join([label, texts.plural("✅ {n} run", "✅ {n} runs", done)])


def finished(
    texts: Texts, work_id: int, label: str, tally: Mapping[str, int], *, undo: bool
) -> tuple[str, Rows]:
    """What came of it."""
    lines = [label, _done(texts, tally), *_reasons(texts, tally)]
    return "\n".join(lines), _undo(texts, work_id) if undo else ()


def cancelled(
    texts: Texts, work_id: int, label: str, tally: Mapping[str, int], total: int, *, undo: bool
) -> tuple[str, Rows]:
    """It was stopped half-way: what is done stays."""
    rest = max(0, total - sum(tally.values()))
    lines = [
        label,
        texts("⏹ Stopped half-way. What's done stays:"),
        _done(texts, tally),
        *_reasons(texts, tally),
        texts.plural("· {n} wasn't begun", "· {n} weren't begun", rest),
    ]
    return "\n".join(lines), _undo(texts, work_id) if undo else ()


def failed(texts: Texts, label: str, tally: Mapping[str, int]) -> str:
    """Something went wrong on the way."""
    return "\n".join(
        [label, texts("⚠️ Something went wrong on the way. Done before that:"), _done(texts, tally)]
    )


def taken_back(texts: Texts, label: str, tally: Mapping[str, int]) -> str:
    """Work that took former work back is through."""
    n = tally.get("done", 0)
    back = texts.plural("↩️ Taken back for {n} person.", "↩️ Taken back for {n} people.", n)
    return "\n".join([f"<s>{label}</s>", back])


def taking_back(texts: Texts, label: str) -> str:
    """Somebody pressed Undo."""
    return "\n".join([f"<s>{label}</s>", texts("↩️ Taking it back …")])


def begun(texts: Texts) -> str:
    """Answer to the press."""
    return texts.plain("On it!")


def stopped(texts: Texts) -> str:
    """Answer to the press."""
    return texts.plain("Stopped.")


def _done(texts: Texts, tally: Mapping[str, int]) -> str:
    return texts.plural("✅ Done for {n} person", "✅ Done for {n} people", tally.get("done", 0))


def _bar(texts: Texts, dealt_with: int, total: int) -> str:
    done = min(dealt_with, total)
    full = 10 * done // total if total else 0
    return texts("⏳ {bar} {done} of {total}", bar="▓" * full + "░" * (10 - full), done=done, total=total)


def _reasons(texts: Texts, tally: Mapping[str, int]) -> list[str]:
    found = ((reason, n) for reason, n in tally.items() if reason != "done" and n)
    return ["· " + _reason(texts, reason, n) for reason, n in sorted(found, key=lambda one: -one[1])]


def _reason(texts: Texts, reason: str, n: int) -> str:
    one, many = REASONS.get(reason, ("{n} left out", "{n} left out"))
    return texts.plural(one, many, n)


def _undo(texts: Texts, work_id: int) -> Rows:
    return ((Button(texts.plain("↩️ Undo"), encode("wk", "undo", work_id)),),)
