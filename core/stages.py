"""Where a member can stand in the relationship to the community."""

from enum import StrEnum


class Stage(StrEnum):
    """The values are the words used in SOP scripts."""

    NEW = "new"
    ACTIVE = "active"
    CORE = "core"
    AT_RISK = "at_risk"
    GONE = "gone"
