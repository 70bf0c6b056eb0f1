"""Where a member stands in the relationship to the community."""

from datetime import date
from enum import StrEnum

from config.policies import Policies


class Stage(StrEnum):
    """The values are the words used in SOP scripts."""

    NEW = "new"
    ACTIVE = "active"
    CORE = "core"
    AT_RISK = "at_risk"
    GONE = "gone"


def stage(
    joined_on: date | None,
    last_active_day: date | None,
    points: int,
    streak: int,
    present: bool,
    today: date,
    policies: Policies,
) -> Stage:
    """The first that holds: gone, new, at risk, core, active. All days are local.

    `last_active_day` is when they last wrote, pressed or checked in; without one, silence counts from the
    join, and whoever never joined and never spoke is at risk.
    """
    limits = policies.stages
    since = max((day for day in (joined_on, last_active_day) if day is not None), default=None)
    silent = limits.at_risk_days if since is None else (today - since).days
    if not present or silent >= limits.gone_days:
        return Stage.GONE
    if joined_on is not None and (today - joined_on).days < limits.new_days:
        return Stage.NEW
    if silent >= limits.at_risk_days:
        return Stage.AT_RISK
    if points >= limits.core_points or streak >= limits.core_streak:
        return Stage.CORE
    return Stage.ACTIVE
