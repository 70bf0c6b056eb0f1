"""Everything that the clock sets off, in its order, and what of it rehearsals leave out."""

from bot.absences import Absences
from bot.clearing import Clearing
from bot.digests import DailyDigests
from bot.own_todos import OwnTodos
from bot.rounds import DailyRounds
from bot.runs import engine_timers
from bot.timers import Timer
from bot.upkeep import OverdueTodos, SleepingTodos, TagExpiry
from bot.work_sheets import WorkSheets
from handlers.context import Services

_EVERYDAY = (OwnTodos, WorkSheets, DailyDigests, Absences)


def timetable(services: Services) -> tuple[Timer, ...]:
    """The program's timers; runs that are due come before all others."""
    return (
        *engine_timers(services.engine),
        OverdueTodos(services),
        SleepingTodos(services),
        OwnTodos(services),
        WorkSheets(services),
        TagExpiry(services),
        DailyRounds(services),
        DailyDigests(services),
        Absences(services),
        Clearing(),
    )


def of_scripts(services: Services) -> tuple[Timer, ...]:
    """The timers but for the team's daily post and the to-dos that the bot opens by itself.

    No script speaks of them, they would mix with what scripts do, and they take half of a rehearsal's time.
    """
    return tuple(timer for timer in timetable(services) if not isinstance(timer, _EVERYDAY))
