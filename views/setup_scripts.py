"""The pages of `/setup` that concern scripts: which are on, and what each wants to know."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.callback import encode
from core.message import Button
from views import turning
from views.names import shown
from views.setup_menu import Page, back, short_key, to
from views.texts import Texts


def scripts(texts: Texts, community_id: int, found: Sequence[tuple[str, str, bool]]) -> Page:
    """Which scripts are on: id, title, whether."""
    text = texts("🧩 <b>Scripts</b>\nPress one to switch it, or to fill in what it needs to know.")
    if not found:
        text = texts("🧩 <b>Scripts</b>\nThere are none in this language yet.")
    rows = [
        (Button(("✅ " if on else "⏸ ") + shown(title), to(community_id, "sop", short_key(sop))),)
        for sop, title, on in found
    ]
    return text, (*rows, (back(texts, community_id),))


@dataclass(frozen=True, slots=True)
class Blank:
    """Something a script wants to know: its name, what it is, what stands there, and whether that is its own."""

    name: str
    title: str
    value: str | None
    default: bool


def script(
    texts: Texts, community_id: int, sop: str, title: str, state: str, blanks: Sequence[Blank]
) -> Page:
    """One script: on or off, and what was filled in. New runs begin with it."""
    lines = [texts("🧩 <b>{title}</b>", title=shown(title)), texts(_STATES[state])]
    for one in blanks:
        value = texts.plain("missing: it can't start") if one.value is None else one.value
        lines.append(texts("· {title}: {value}", title=one.title, value=value))
    on = state == "active"
    label, wanted = ("⏸ Pause", "paused") if on else ("✅ Switch on", "active")
    switch = Button(texts.plain(label), encode("su", community_id, "=sop", short_key(sop), wanted))
    rows: list[tuple[Button, ...]] = [(switch,)]
    for number, one in enumerate(blanks):
        row = [
            Button("✏️ " + shown(one.title), encode("su", community_id, "type", "in", short_key(sop), number))
        ]
        if not one.default:
            standard = texts.plain("↩️ As in the script")
            row.append(Button(standard, encode("su", community_id, "-in", short_key(sop), number)))
        rows.append(tuple(row))
    return "\n".join(lines), (*rows, (turning.back(texts, to(community_id, "sops")),))


_STATES = {
    "active": "On: it starts for whoever it is meant for.",
    "paused": "Paused: it doesn't start anew; who is in it goes on.",
    "frozen": "Frozen: who is in it stands still.",
    "off": "Off.",
}
