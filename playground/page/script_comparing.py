"""A text against the version that runs: line by line, and for the people inside; and moving them."""

from difflib import SequenceMatcher
from typing import Any

from playground.page.script_folder import Checked
from playground.page.script_people import inside
from playground.page.server import Page
from playground.page.sight import Sight, look
from playground.sandbox import acts
from sop.language.loader import LoadedScript, load_text
from sop.library import Entry
from views import playground_script as view
from views.texts import texts_for

MOVE = "up:"
"""What the data of the button begins with that moves everybody (`handlers.upgrading`)."""


def compared(before: str, after: str) -> list[dict[str, Any]]:
    """Both texts as one list of lines: `same`, `added` or `removed`, with their numbers from 1."""
    old, new = before.splitlines(), after.splitlines()
    found: list[dict[str, Any]] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pairs = zip(range(old_from, old_to), range(new_from, new_to), strict=True)
            found += [{"kind": "same", "old": a + 1, "new": b + 1, "text": new[b]} for a, b in pairs]
            continue
        found += [
            {"kind": "removed", "old": a + 1, "new": None, "text": old[a]} for a in range(old_from, old_to)
        ]
        found += [
            {"kind": "added", "old": None, "new": b + 1, "text": new[b]} for b in range(new_from, new_to)
        ]
    return found


async def meant(page: Page, checked: Checked, entry: Entry | None, text: str) -> dict[str, Any]:
    """What the text means for people: `people`, sentences; `movable`, how many could be moved now, if it runs."""
    texts = texts_for(page.sandbox.locale)
    if checked.problems:
        return {"people": [view.of_mistakes(texts)], "movable": 0}
    script = checked.script or load_text(text)
    running = entry is not None and entry.program.version == script.version
    lines = [view.unchanged(texts)] if running else []
    if entry is not None and entry.program.sop != script.id:
        lines.append(view.of_former(texts, entry.program.sop, entry.program.called(page.sandbox.locale)))
    found = await look(page, lambda sight: _inside(sight, script), None)
    if found is not None and found.looked_at:
        lines += view.of_people(texts, found, running=running)
    elif not running:
        lines += view.of_nobody(texts, is_new=entry is None)
    if checked.elsewhere:
        lines.append(view.of_others(texts, sorted({problem.file for problem in checked.elsewhere})))
    return {"people": lines, "movable": found.movable if found is not None and running else 0}


async def _inside(sight: Sight, script: LoadedScript) -> view.Inside | None:
    return await inside(sight, script)


async def moved(page: Page, sop: str) -> str | None:
    """Move everybody who can be moved, as the owner does: `/sop upgrade`, then its button. Why not, if it can't be."""
    sandbox = page.sandbox
    chat = sandbox.telegram.world.private[sandbox.owner.id]
    if chat.state != "open":
        return "no_private_chat"
    said = acts.says(sandbox.owner, chat, f"/sop upgrade {sop}")
    await sandbox.time.catch_up()
    for message in reversed(chat.messages):
        if message.uid <= said.uid:
            break
        for row, buttons in enumerate(message.buttons):
            for column, button in enumerate(buttons):
                if (button.data or "").startswith(MOVE):
                    acts.presses(sandbox.owner, message, row, column)
                    await sandbox.time.catch_up()
                    return None
    return "nothing_to_move"
