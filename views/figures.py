"""Figures with their change, and the activity of article T, as the digest's editions show them."""

from typing import Protocol

from views.texts import Texts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CheckIns(Protocol):
    """A day or a week."""

    @property
    def check_ins(self) -> int: ...
    @property
    def expected(self) -> int: ...
    @property
    def kept(self) -> int: ...
    @property
    def check_in_rate(self) -> float | None: ...


def change(texts: Texts, now: int, before: int, unit: str = "") -> str:
    """How much more or less, in brackets; nothing if it is the same."""
    if now == before:
        return ""
    arrow = "↑" if now > before else "↓"
    return texts(" ({change})", change=f"{arrow}{abs(now - before)}{unit}")


def check_in_line(texts: Texts, now: CheckIns, before: CheckIns) -> str:
    """The rate of those who were expected, else only how many."""
    if now.check_in_rate is None:
        line = texts.plural("✅ {n} check-in", "✅ {n} check-ins", now.check_ins)
        return line + change(texts, now.check_ins, before.check_ins)
    rate = round(now.check_in_rate * 100)
    line = texts(
        "✅ Check-ins {kept} of {expected}, {rate}%", kept=now.kept, expected=now.expected, rate=rate
    )
    if before.check_in_rate is None:
        return line
    return line + change(texts, rate, round(before.check_in_rate * 100), unit="%")


def activity(texts: Texts, done: int, hours: int, members: int, days: int = 1) -> str:
    """A = c·T·N: what members did a day; c an hour of theirs, T hours a member and day, N members."""
    total = _short(done / days)
    if not hours:
        return texts("🔥 Activity {total}", total=total)
    return texts(
        "🔥 Activity A {total} = c {rate} an hour × T {time} h × N {members}",
        total=total,
        rate=_short(done / hours),
        time=_short(hours / days / members),
        members=members,
    )


def _short(number: float) -> str:
    """Two digits that mean something: 0.042, 1.7, 350."""
    if number >= 10 or number == round(number):
        return f"{number:.0f}"
    return f"{number:.1f}" if number >= 1 else f"{number:.2g}"
