"""Telegram takes less than the program assumes, and once refuses everything: what is promised then.

Nobody knows the real limits, so the program finds them by being refused. How fast it may be is measured against
the stricter limits themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.emulator import Emulator, FloodLimits
from playground.emulator.errors import Json
from tests.simulation.promises import Promise, answered, backlog, everybody, once, order
from tests.simulation.story import DUE, Story

LIMITS = FloodLimits(overall_per_second=20, chat_burst=2, group_per_minute=15)
"""The program begins with thirty, three and twenty."""

SHUT_AT, SHUT_FOR = DUE + timedelta(seconds=15), 15
"""When Telegram begins to refuse every message, and for how many seconds."""

SLOWER = 2.0
"""How much longer than at the limits' own pace it may take, the time in which the bot was shut counted in.

The limiter keeps a fifth below a rate that was refused. It is refused twice or three times here: for being too fast,
and when the bot is shut; so it goes at 0.8 x 0.8 = 0.64 of the limit or at half of it, and rises by one call a second
each minute; and after each wait of the bot it begins with five calls a second. Seen: 1.75 times.
"""

REFUSED = 0.02
"""The part of all calls that may be refused while the limits are found."""

RECOVERED = 0.5
"""The part of the limit at which messages go out again in the last `LATELY` of the broadcast."""

FOUND_OUT = 5
"""Calls to other chats that find out that a wait is the bot's: two to chats at rest, some to busy ones before."""

LATELY = timedelta(seconds=20)


@dataclass(frozen=True)
class TooMany:
    """A 429: when, to which chat, and until when that chat is to be left alone."""

    at: datetime
    chat_id: int
    until: datetime


class Shut:
    """For a while every message is refused, whoever it is for: the bot itself is told to wait."""

    def __init__(self, telegram: Emulator) -> None:
        self._telegram = telegram
        self.refused: list[TooMany] = []
        telegram.faults.next("sendMessage", retry_after=SHUT_FOR, times=100_000, when=self._refuses)

    @property
    def ends(self) -> datetime:
        """When the bot may speak again, by what it was told first."""
        return self.refused[0].until

    def _refuses(self, parameters: Json) -> bool:
        now, length = self._telegram.now, timedelta(seconds=SHUT_FOR)
        if now < SHUT_AT or (self.refused and now >= self.ends):
            return False
        self.refused.append(TooMany(now, parameters["chat_id"], now + length))
        return True


def judge_strict(telegram: Emulator, story: Story, shut: Shut, planned: int) -> list[Promise]:
    """All promises that hold whatever the limits are, and how soon they are found."""
    refused = [*_by_limits(telegram), *shut.refused]
    return [
        everybody(story),
        once(story),
        answered(story),
        order(story),
        backlog(story, planned),
        _chats_waited(story, refused),
        _bot_waited(story, shut),
        _few(story, refused),
        _finished(story),
        _recovered(story),
    ]


def _by_limits(telegram: Emulator) -> list[TooMany]:
    return [
        TooMany(
            refusal.at, refusal.parameters["chat_id"], refusal.at + timedelta(seconds=refusal.retry_after)
        )
        for refusal in telegram.refusals
        if refusal.code == 429
    ]


def _chats_waited(story: Story, refused: list[TooMany]) -> Promise:
    """No call to a chat before the time is over that it was told to wait."""
    calls: dict[int, list[datetime]] = {}
    for at, chat_id in zip(story.seen.calls, story.seen.to, strict=True):
        calls.setdefault(chat_id, []).append(at)
    early = [one for one in refused if any(one.at < at < one.until for at in calls.get(one.chat_id, ()))]
    return Promise(
        "every wait of a chat is waited out", f"{len(early)} of {len(refused)} were not", not early
    )


def _bot_waited(story: Story, shut: Shut) -> Promise:
    """No call while the bot is to wait but those that find it out, and the next one as soon as it may go."""
    during = sum(shut.refused[0].at < at < shut.ends for at in story.seen.calls)
    late = min(at for at in story.seen.calls if at >= shut.ends) - shut.ends
    words = f"{during} calls meanwhile, the next {late.total_seconds():.3f} s after it"
    return Promise(
        "a wait of the bot is waited out exactly", words, during <= FOUND_OUT and late < timedelta(seconds=1)
    )


def _few(story: Story, refused: list[TooMany]) -> Promise:
    most = round(len(story.seen.calls) * REFUSED)
    words = f"{len(refused)} of {len(story.seen.calls):,} calls"
    return Promise(f"at most {REFUSED:.0%} of all calls are refused", words, len(refused) <= most)


def _finished(story: Story) -> Promise:
    """By the limits' own pace."""
    end = _end(story)
    calls = sum(at <= end for at in story.seen.calls)
    took, least = (end - DUE).total_seconds(), calls / LIMITS.overall_per_second + SHUT_FOR
    words = f"{took:.1f} s for {calls:,} calls, {took / least:.3f} of {least:.1f} s"
    return Promise(f"finished within {SLOWER - 1:.0%} of the least", words, took <= least * SLOWER)


def _recovered(story: Story) -> Promise:
    end = _end(story)
    rate = sum(end - LATELY < at <= end for at in story.seen.calls) / LATELY.total_seconds()
    least = RECOVERED * LIMITS.overall_per_second
    return Promise(f"in the end at least {least:.0f} calls a second", f"{rate:.1f}", rate >= least)


def _end(story: Story) -> datetime:
    slow = story.seen.crowd.slow
    return max(at for key, at in story.seen.told.items() if slow is None or key != slow.id)
