"""All commands and all buttons, from the files of their capabilities. The order is that of `/help`."""

from handlers import (
    anonymous,
    audit,
    board,
    calendar,
    certificates,
    check_ins,
    cohorts,
    decisions,
    digest,
    drafts,
    handover,
    help,  # noqa: A004 - named for its command
    introductions,
    language,
    large_work,
    leaves,
    make_ups,
    me,
    my_data,
    points,
    proofs,
    questions,
    rank,
    recognition,
    restores,
    setup,
    skips,
    sop,
    sop_pages,
    sop_run,
    staff,
    standing,
    start,
    tags,
    todo_list,
    todos,
    undo,
    upgrading,
    who,
    why,
    work_sheet,
)
from handlers.commands import Command, CommandTable
from handlers.presses import PressRoute, PressTable


def _commands() -> tuple[Command, ...]:
    return (
        *check_ins.COMMANDS,
        *make_ups.COMMANDS,
        *leaves.COMMANDS,
        *calendar.COMMANDS,
        *me.COMMANDS,
        *introductions.COMMANDS,
        *rank.COMMANDS,
        *points.COMMANDS,
        *recognition.COMMANDS,
        *certificates.COMMANDS,
        help.command(lambda: COMMANDS),
        *start.COMMANDS,
        *language.COMMANDS,
        *my_data.COMMANDS,
        *todo_list.COMMANDS,
        *handover.COMMANDS,
        *work_sheet.COMMANDS,
        *board.COMMANDS,
        *sop.COMMANDS,
        *why.COMMANDS,
        *points.STAFF_COMMANDS,
        *tags.COMMANDS,
        *who.COMMANDS,
        *cohorts.COMMANDS,
        *staff.COMMANDS,
        *setup.COMMANDS,
        *digest.COMMANDS,
        *audit.COMMANDS,
    )


def _presses(commands: CommandTable) -> tuple[PressRoute, ...]:
    return (
        *check_ins.PRESSES,
        *make_ups.PRESSES,
        *leaves.PRESSES,
        *calendar.PRESSES,
        *proofs.PRESSES,
        *language.PRESSES,
        *points.PRESSES,
        *rank.PRESSES,
        *certificates.PRESSES,
        *my_data.PRESSES,
        *introductions.PRESSES,
        *questions.PRESSES,
        *todos.PRESSES,
        *todo_list.PRESSES,
        *handover.PRESSES,
        *board.PRESSES,
        *drafts.PRESSES,
        *upgrading.PRESSES,
        *large_work.PRESSES,
        *tags.PRESSES,
        *who.PRESSES,
        *sop_pages.PRESSES,
        *sop_run.PRESSES,
        *why.PRESSES,
        *audit.PRESSES,
        *staff.PRESSES,
        *decisions.PRESSES,
        *setup.PRESSES,
        *standing.PRESSES,
        *skips.PRESSES,
        *restores.PRESSES,
        *start.presses(commands),
        *anonymous.presses(commands),
        *undo.presses(_undoers()),
    )


def _undoers() -> undo.Undoers:
    """Who takes back what was done by hand, by the act in the audit log."""
    return {
        **certificates.UNDO,
        **check_ins.UNDO,
        **cohorts.UNDO,
        **handover.UNDO,
        **leaves.UNDO,
        **points.UNDO,
        **sop.UNDO,
        **staff.UNDO,
        **tags.UNDO,
        **work_sheet.UNDO,
    }


COMMANDS = CommandTable(_commands())
PRESSES = PressTable(_presses(COMMANDS))
