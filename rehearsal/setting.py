"""What a rehearsal is given."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Where a rehearsal begins unless it says otherwise: Monday, 9 o'clock in Shanghai."""

OWNER_ID = 5_100_000_001


@dataclass(frozen=True, slots=True)
class Setting:
    """The community that is invented. `scripts`: a folder like sop_scripts, with `zh` and `en`."""

    scripts: Path
    locale: str = "zh"
    timezone: str = "Asia/Shanghai"
    start: datetime = MONDAY
    title: str = "早起写作营"
    owner_name: str = "群主"
    database: Path | None = None
    """Where the database is to lie and to stay; None: it is in memory, and is gone in the end."""
    window: timedelta = timedelta(0)
    """What people do within this time the program hears of at once (`rehearsal.windows`)."""
    keeps: bool = True
    """Whether everything said is kept in `Stage.shown` and `Stage.written`; a large rehearsal listens instead."""
