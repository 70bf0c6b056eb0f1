"""Reading what somebody does: a word (`lin: joins`), or a mapping (`lin: {says: 打卡, in: private}`)."""

from __future__ import annotations

from typing import Any

from core.phrases import Phrase
from core.problems import Finding, Path, did_you_mean
from core.shape import Form, shaped, shown
from rehearsal.scenarios.model import Act
from rehearsal.scenarios.problems import MESSAGES
from rehearsal.scenarios.written import Doing

ALONE = Doing.written_alone

WITH_WORDS = {
    "says": ("in", "to"),
    "sends_photo": ("in", "to"),
    "presses": ("in", "below"),
    "reacts": ("in", "to"),
}
"""What needs words, and the keys that go with it."""

ALL = (*ALONE, *WITH_WORDS)
_FORM = Form(messages=MESSAGES)


def read_act(people: tuple[str, ...], data: Any, path: Path) -> tuple[Act | None, list[Finding]]:
    """The act that the data describes, or why it is none."""
    if isinstance(data, dict):
        return _with_words(people, data, path)
    if data in ALONE:
        return Act(people, data), []
    if data in WITH_WORDS:
        return None, [Finding(path, "act_needs_words", {"act": data})]
    hint = (
        did_you_mean(data, ALL) if isinstance(data, str) else Phrase("expected one of: {known}", known=_ALL)
    )
    return None, [Finding(path, "unknown_act", {"value": shown(data), "hint": hint})]


_ALL = ", ".join(ALL)


def _with_words(
    people: tuple[str, ...], data: dict[str, Any], path: Path
) -> tuple[Act | None, list[Finding]]:
    if alone := [key for key in data if key in ALONE]:
        return None, [_alone(alone[0], len(data), path)]
    doing, findings = shaped(Doing, data, _FORM)
    if doing is None:
        return None, [Finding((*path, *one.path), one.code, one.params, one.on_key) for one in findings]
    kinds = [key for key in data if key in WITH_WORDS]
    if not kinds:
        return None, [Finding(path, "nothing_done", {"known": _ALL})]
    if len(kinds) > 1:
        params = {"first": kinds[0], "second": kinds[1]}
        return None, [Finding((*path, kinds[1]), "two_acts", params, on_key=True)]
    kind = kinds[0]
    misplaced = [key for key in data if key != kind and key not in WITH_WORDS[kind]]
    wrong = [_misplaced(key, kind, path) for key in misplaced]
    words = getattr(doing, kind)
    return Act(people, kind, words, doing.in_, doing.to, doing.below), wrong


def _alone(act: str, keys: int, path: Path) -> Finding:
    if keys > 1:
        return Finding((*path, act), "two_acts", {"first": act, "second": "…"}, on_key=True)
    hint = Phrase("write only the word: `{act}`", act=act)
    return Finding((*path, act), "unknown_act", {"value": f"`{act}: …`", "hint": hint}, on_key=True)


def _misplaced(key: str, kind: str, path: Path) -> Finding:
    acts = ", ".join(act for act, keys in WITH_WORDS.items() if key in keys)
    return Finding((*path, key), "key_of_other_act", {"key": key, "act": kind, "acts": acts}, on_key=True)
