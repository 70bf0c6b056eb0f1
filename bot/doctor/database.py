"""What the database tells."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.doctor.findings import Finding, Findings
from storage.health import Health, Unreadable, examine_file
from storage.possession import holder_of, libpq, sqlite_file
from storage.restores import BY_HAND

ENOUGH_DISK = 500_000_000
"""Bytes that should be free: below that, a burst of work or an upgrade may find none."""

LONG_LOG = 400_000_000
"""Bytes of the write-ahead log from which on somebody keeps it from being put into the file."""

WAITS_LONG = timedelta(hours=1)
"""A message that is due for longer should have been sent."""

ALIVE_WITHIN = timedelta(minutes=5)
"""The program says that it is alive each minute."""


def unreadable(url: str, error: Unreadable) -> Finding:
    """The database cannot be looked at."""
    path = sqlite_file(url)
    if path is None:
        return Finding(f"cannot read the database: {error}", "check DATABASE_URL, and that PostgreSQL runs")
    if not path.exists():
        return Finding(f"there is no database {path}", "start the bot: it makes one; or check DATABASE_URL")
    advice = "if it is damaged, put a backup back: python -m bot restore FILE"
    return Finding(f"cannot read {path}: {error}", advice)


def findings(url: str, health: Health, now: datetime) -> Findings:
    """Everything that can be told of it."""
    path = sqlite_file(url)
    found = [Finding(f"{path or libpq(url)} opens"), _revision(health)]
    if path is not None:
        found += _file(path)
        found.append(_holder(path, health, now))
    return [*found, *_outbox(health, now), _updates(health)]


def _revision(health: Health) -> Finding:
    if health.revision == health.newest:
        return Finding(f"revision {health.revision}, which is this program's")
    if health.known:
        return Finding(f"revision {health.revision}: the next start brings it to {health.newest}")
    return Finding(
        f"revision {health.revision} is newer than this program's {health.newest}",
        "update the program, or restore a backup made with this version",
    )


def _file(path: Path) -> Findings:
    try:
        file = examine_file(path)
    except Unreadable as error:
        return [Finding(f"cannot read {path}: {error}", "put a backup back: python -m bot restore FILE")]
    sound = Finding("its content is sound (quick_check)")
    if file.problems:
        sound = Finding(f"it is damaged: {file.problems[0]}", "put a backup back: python -m bot restore FILE")
    sizes = f"size {_mb(file.size)}, write-ahead log {_mb(file.log_size)}"
    log = Finding(sizes)
    if file.log_size > LONG_LOG:
        log = Finding(sizes, "close whatever else has the database open; it keeps the log from being cleared")
    disk = Finding(f"free on the disk: {_mb(file.disk_free)}")
    if file.disk_free < ENOUGH_DISK:
        disk = Finding(
            f"free on the disk: only {_mb(file.disk_free)}", "free some space: the bot stops when it is full"
        )
    return [sound, log, disk]


def _holder(path: Path, health: Health, now: datetime) -> Finding:
    holder = holder_of(path)
    if holder is None:
        return Finding("no bot is running on it")
    last = health.last_beat
    if last is not None and now - last > ALIVE_WITHIN:
        since = f"since {last:%Y-%m-%d %H:%M} UTC"
        return Finding(f"the bot ({holder}) has not written {since}", "look into its log, then restart it")
    return Finding(f"the bot is running: {holder}")


def _outbox(health: Health, now: datetime) -> Findings:
    waiting = Finding(f"messages waiting to be sent: {health.unsent}")
    oldest = health.oldest_unsent
    if health.held:
        waiting = Finding(
            f"restored from a backup: {health.unsent} messages wait for an owner's word",
            f"press a button below the list in the private chat with the bot; or: {BY_HAND}",
        )
    elif oldest is not None and now - oldest > WAITS_LONG:
        waiting = Finding(
            f"messages waiting to be sent: {health.unsent}, the oldest since {oldest:%Y-%m-%d %H:%M} UTC",
            "see that the bot runs and reaches Telegram; its log says what it waits for",
        )
    return [waiting, Finding(f"messages of which nobody knows whether they arrived: {health.unknown}")]


def _updates(health: Health) -> Finding:
    if health.failed_updates == 0:
        return Finding("no update failed within a week")
    return Finding(
        f"updates that failed within a week: {health.failed_updates}",
        "they are kept in the table failed_updates with their reasons; tell whoever looks after the program",
    )


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
