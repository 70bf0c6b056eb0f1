"""What is promised of delivery under load, and what was measured."""

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from playground.emulator import Emulator
from tests.simulation.story import DUE, Story

OVERALL = 30
LATE = 1.03
"""How much longer than at thirty calls a second it may take."""
MEDIAN, SLOWEST = 0.3, 1.5
"""Seconds that half of the commands, and 99 of 100, wait for their answer at most."""
GREETINGS = 4
MENTIONED = 5


@dataclass(frozen=True)
class Promise:
    """One promise, what was measured, and whether it was kept."""

    words: str
    measured: str
    kept: bool

    def __str__(self) -> str:
        return f"{'kept  ' if self.kept else 'BROKEN'}  {self.words}: {self.measured}"


def judge(telegram: Emulator, story: Story, planned: int) -> list[Promise]:
    """All promises, in the order in which they are made."""
    return [
        _no_refusal(telegram),
        _sliding_second(story),
        everybody(story),
        once(story),
        _finished(story),
        *_waits(story),
        answered(story),
        _greetings(telegram, story),
        order(story),
        backlog(story, planned),
    ]


def _no_refusal(telegram: Emulator) -> Promise:
    count = sum(refusal.code == 429 for refusal in telegram.refusals)
    return Promise("no 429", str(count), count == 0)


def _sliding_second(story: Story) -> Promise:
    most = most_within(story.seen.calls, timedelta(seconds=1))
    return Promise(f"at most {OVERALL} calls in any second", str(most), most <= OVERALL)


def everybody(story: Story) -> Promise:
    """The broadcast reached all, or found that they had blocked the bot."""
    told, members = story.seen.told, story.seen.crowd.members
    blocked = len(story.seen.crowd.blocked)
    words = f"{len(told):,} of {len(members):,}, of whom {blocked} had blocked the bot"
    return Promise("everybody was told", words, set(told) == {person.id for person in members})


def once(story: Story) -> Promise:
    """The broadcast reached nobody twice."""
    again = len(story.seen.again)
    return Promise("nobody was told twice", f"{again} were", again == 0)


def _finished(story: Story) -> Promise:
    slow = story.seen.crowd.slow
    end = max(at for key, at in story.seen.told.items() if slow is None or key != slow.id)
    calls = sum(at <= end for at in story.seen.calls)
    took, least = (end - DUE).total_seconds(), calls / OVERALL
    words = f"{took:.1f} s for {calls:,} calls, {took / least:.3f} of {least:.1f} s"
    return Promise(f"finished within {LATE - 1:.0%} of calls ÷ {OVERALL}", words, took <= least * LATE)


def _waits(story: Story) -> Iterator[Promise]:
    waits = sorted(wait.total_seconds() for wait in story.seen.waits)
    median, slowest = statistics.median(waits), waits[len(waits) * 99 // 100]
    yield Promise(
        f"median wait for an answer under {MEDIAN} s", f"{median:.3f} s of {len(waits)}", median < MEDIAN
    )
    words = f"{slowest:.3f} s (the longest {waits[-1]:.3f} s)"
    yield Promise(f"99 of 100 under {SLOWEST} s", words, slowest < SLOWEST)


def answered(story: Story) -> Promise:
    """No command is left without its answer."""
    left = sum(map(len, story.seen.asked.values()))
    return Promise("every command was answered", f"{left} without an answer", left == 0)


def _greetings(telegram: Emulator, story: Story) -> Promise:
    """Everybody who joined is mentioned or counted once, five mentions a message, four messages a minute."""
    joined = {person.id for person in story.joined}
    greetings = [said for said in story.seen.crowd.groups[0].from_bot if joined & set(said.mentions)]
    mentioned = [key for said in greetings for key in said.mentions]
    others = sum(int(found[1]) for said in greetings if (found := re.search(r"等另外 (\d+) 人", said.text)))
    times = [said.sent_at for said in greetings]
    most = most_within(times, timedelta(minutes=1))
    words = f"{len(greetings)} messages mention {len(mentioned)} and count {others} of {len(joined)}"
    kept = len(mentioned) + others == len(joined) == len(set(mentioned)) + others and most <= GREETINGS
    kept = kept and all(len(said.mentions) <= MENTIONED for said in greetings)
    return Promise("greetings merged", words, kept)


def order(story: Story) -> Promise:
    """In each chat the answers come in the order of the commands, and after what was due before."""
    found = story.seen.disorder
    return Promise("order within each chat", f"{len(found)} out of it {found[:3] or ''}", not found)


def backlog(story: Story, count: int) -> Promise:
    """The one to whom there is much to say gets all of it, as it was planned."""
    found = story.seen.backlog
    kept = len(found) == count and all(first < second for first, second in pairwise(found))
    return Promise("a chat with a backlog gets it in order", f"{len(found)} of {count}", kept)


def most_within(times: list[datetime], window: timedelta) -> int:
    """The most of the instants that lie in any window of this length."""
    most = first = 0
    for index, at in enumerate(times):
        while times[first] <= at - window:
            first += 1
        most = max(most, index - first + 1)
    return most
