"""Killed at several moments of a week and started again, the program ends the week as if nothing had happened.

The emulator and the clock live in this process; the bot is a child, and kill -9 is meant.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from delivery.sender import IN_FLIGHT
from playground.emulator import CallSeen, Emulator, FloodLimits, Group, Person
from tests.e2e.killable import KillableBot
from tests.forge import Forge

OWNER = 5_100_000_001
JOINED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REPEATED_IF_UNKNOWN = ("📊", "📋", "⏰", "今天的小事", "🔌")
"""How digests, to-dos, escalations, questions and news of outages begin, of which the undisturbed week has none;
everything else is said at most once."""

PATIENCE = 90
"""Real seconds for a restart on a busy machine."""


@dataclass(frozen=True)
class Week:
    """What a week came to."""

    points: dict[str, int]
    balances: dict[str, int]
    tags: dict[str, set[str]]
    check_ins: dict[str, int]
    runs: Counter[tuple[str, str, str]]
    todos: Counter[tuple[str, str]]
    unknown: int
    messages: Counter[tuple[str, str]]
    """Where, and the first line: the numbers in a digest may differ."""


KILLS = (
    "INSERT INTO seen_updates:2",
    "UPDATE runs:2",
    "INSERT INTO outbox:1",
    "UPDATE outbox:3",
    "UPDATE runs:1",
)
"""One for each life of the process: in a batch of updates, between the claim of due runs and their commit, when
messages are planned, when sends are claimed or recorded, and once more after a restart."""


async def test_killed_at_several_moments_the_week_ends_the_same(forge: Forge, tmp_path: Path):
    calm = await play(forge, tmp_path / "calm", kills=(), kill_at_calls=False)
    torn = await play(forge, tmp_path / "torn", kills=KILLS, kill_at_calls=True)

    assert torn.points == calm.points
    assert torn.balances == torn.points
    assert torn.tags == calm.tags
    assert torn.check_ins == calm.check_ins
    assert torn.runs == calm.runs
    assert torn.todos == calm.todos
    assert calm.points["小林"] > calm.points["阿静"]
    assert "graduated" in calm.tags["小林"]
    assert "graduated" not in calm.tags["阿静"]

    lost, repeated = calm.messages - torn.messages, torn.messages - calm.messages
    assert calm.unknown == 0
    assert lost.total() <= torn.unknown, f"lost without being known: {lost}"
    assert repeated.total() <= 2 * IN_FLIGHT, f"said twice: {repeated}"
    assert all(text.startswith(REPEATED_IF_UNKNOWN) for _, text in repeated), f"said twice: {repeated}"


async def play(forge: Forge, folder: Path, kills: tuple[str, ...], *, kill_at_calls: bool) -> Week:
    """The same week, disturbed or not."""
    folder.mkdir()
    async with Emulator(limits=FloodLimits(enforced=False)) as telegram:
        async with KillableBot(forge, telegram, folder, OWNER, kills) as bot:
            await telegram.settle(PATIENCE)
            people = await gather(telegram)
            if kill_at_calls:
                kill_at_sends(telegram, bot)
            for day in range(1, 9):
                await live(telegram, people, day, bot if kill_at_calls else None)
            assert bot.failures == []
            assert bot.kills_left == 0
            assert bot.deaths == len(kills) + (3 if kill_at_calls else 0)
        return read(folder / "sopbot.db", telegram, people)


@dataclass
class People:
    """Who is there."""

    group: Group
    owner: Person
    lin: Person
    jing: Person
    others: list[Person]


async def gather(telegram: Emulator) -> People:
    owner = telegram.person("群主", id=OWNER)
    owner.presses_start()
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle(PATIENCE)
    lin, jing = telegram.person("小林"), telegram.person("阿静")
    others = [telegram.person(f"伙伴{number}") for number in range(3)]
    for person in (lin, jing, *others):
        person.joins(group)
        person.presses_start()
    await telegram.settle(PATIENCE)
    return People(group, owner, lin, jing, others)


async def live(telegram: Emulator, people: People, day: int, killed: KillableBot | None) -> None:
    """A day: 小林 always checks in, 阿静 never, the others every other day; on day 5 the bot dies at night."""
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC) + timedelta(days=day - 1)
    await until(telegram, midnight + timedelta(hours=9, minutes=30))
    if day <= 7:
        people.lin.says(people.group, "打卡")
    for number, person in enumerate(people.others):
        if day % 2 == number % 2:
            person.says(people.group, "/checkin")
    people.jing.says(people.group, f"第 {day} 天，路过")
    await until(telegram, midnight + timedelta(hours=21, minutes=30))
    if killed is not None and day == 5:
        killed.kill()
    await until(telegram, midnight + timedelta(hours=24))


async def until(telegram: Emulator, instant: datetime) -> None:
    """Move on, waiting for restarts."""
    if instant > telegram.now:
        await telegram.settle(PATIENCE)
        await telegram.advance_to(instant)
    await telegram.settle(PATIENCE)


def kill_at_sends(telegram: Emulator, bot: KillableBot) -> None:
    """Die once between a send and its recording, and once just before a send."""
    moments = {("after", 30), ("before", 45)}
    counts = Counter[str]()

    def hook(call: CallSeen) -> None:
        if call.method != "sendMessage":
            return
        counts[call.stage] += 1
        if (call.stage, counts[call.stage]) in moments:
            bot.kill()

    telegram.on_call(hook)


def read(path: Path, telegram: Emulator, people: People) -> Week:
    """What the database and the chats hold in the end."""
    with sqlite3.connect(path) as database:
        rows = database.execute
        points = dict(
            rows(
                "SELECT first_name, coalesce(sum(amount), 0) FROM users JOIN members ON users.id = user_id"
                " LEFT JOIN point_entries ON members.id = member_id GROUP BY first_name"
            )
        )
        balances = dict(rows("SELECT first_name, points FROM users JOIN members ON users.id = user_id"))
        check_ins = dict(rows("SELECT first_name, check_ins FROM users JOIN members ON users.id = user_id"))
        tags: dict[str, set[str]] = {name: set() for name in points}
        for name, tag in rows(
            "SELECT first_name, tag FROM member_tags JOIN members ON members.id = member_id"
            " JOIN users ON users.id = user_id WHERE held"
        ):
            tags[name].add(tag)
        runs = Counter(
            rows(
                "SELECT first_name, sop, coalesce(outcome, runs.status) FROM runs"
                " JOIN members ON members.id = member_id JOIN users ON users.id = user_id"
            ).fetchall()
        )
        todos = Counter(
            rows(
                "SELECT first_name, state FROM todos JOIN members ON members.id = member_id"
                " JOIN users ON users.id = user_id"
            ).fetchall()
        )
        (unknown,) = rows("SELECT count(*) FROM outbox WHERE state = 'unknown'").fetchone()
    # Answers to commands go after a while; one of unknown outcome stays, for nobody knows its id.
    said = [("群", one.text) for one in people.group.messages if one.author.is_bot and not one.service]
    for person in (people.owner, people.lin, people.jing, *people.others):
        said += [(person.first_name, message.text) for message in person.inbox]
    first_lines = Counter((place, text.partition("\n")[0]) for place, text in said)
    return Week(points, balances, tags, check_ins, runs, todos, unknown, first_lines)
