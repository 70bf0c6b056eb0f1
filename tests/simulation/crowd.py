"""Who takes part: communities with people who talk, and thousands of members laid out without a story."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.app import App
from core.message import Kind, Message, Target
from playground.emulator import Emulator, Group, Person
from playground.emulator.members import Membership
from sop.decide import begin, decide
from sop.library import Library
from sop.program import Program
from sop.state import Cause, Started, World
from sop.state_text import text_of
from storage.communities import Community
from storage.members import Member
from storage.runs import Run
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

ZONE = ZoneInfo("Asia/Shanghai")
A_TRANSACTION = 1_000
TALKERS = 6
"""People of each group who send its commands."""

WORDS = "早上好，今天是第 2 天"
"""What everybody is told."""

SCRIPT = f"""\
sop: daily
steps:
  - id: daily
    each: {{day: 2..3, at: "09:30"}}
    do:
      - say: {{to: private, else: skip, text: "{WORDS}。"}}
"""


@dataclass(frozen=True)
class Size:
    """How many take part; `joining`: within how many seconds all joiners come; `backlog`: messages of the one
    whom the program has much to say; `a_minute`: commands of each group."""

    members: int
    groups: int
    joiners: int
    joining: int
    backlog: int
    a_minute: int = 8


@dataclass
class Crowd:
    """Everybody, and the backlog of the one who is slow to be served."""

    groups: list[Group] = field(default_factory=list)
    talkers: list[list[Person]] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    slow: Person | None = None


async def gather(telegram: Emulator, app: App, owner: Person, size: Size) -> Crowd:
    """Communities by the program's own ways, the thousands straight into both sides' memory."""
    crowd = Crowd()
    owner.presses_start()
    for number in range(size.groups):
        group = owner.creates_group(f"{number + 1} 营", supergroup=True, crowd=size.members)
        owner.adds_bot(group, admin=True)
        await telegram.advance(seconds=2)
        if number > 0:
            owner.presses(group.last, "一个独立的新社群")
        crowd.groups.append(group)
        crowd.talkers.append([telegram.person(f"{number + 1} 营{name}") for name in "甲乙丙丁戊己"[:TALKERS]])
        for person in crowd.talkers[-1]:
            person.joins(group)
    await telegram.settle()
    for number in range(size.members):
        crowd.members.append(_member(telegram, crowd.groups[0], f"成员{number + 1}"))
    for person in crowd.members[50::100]:
        telegram.world.private[person.id].state = "blocked"
        crowd.blocked.add(person.id)
    crowd.slow = crowd.members[0]
    await _store(app, crowd, telegram.now - timedelta(days=1))
    return crowd


async def plan_backlog(app: App, crowd: Crowd, count: int) -> None:
    """More than a private chat takes at once."""
    assert crowd.slow is not None
    async with app.database.begin() as uow:
        user = await uow.users.by_telegram_id(crowd.slow.id)
        assert user is not None
        for number in range(count):
            await uow.outbox.plan(Message(Target.user(user.id), Kind.STEP, f"积压 {number:03}"))
    app.committed(uow)


def _member(telegram: Emulator, group: Group, name: str) -> Person:
    person = telegram.person(name)
    telegram.world.private[person.id].state = "open"
    group.members[person.id] = Membership(person, "member")
    group.crowd -= 1
    return person


async def _store(app: App, crowd: Crowd, began: datetime) -> None:
    """Members with an open private chat, each in a run of the script that is due at half past nine."""
    library = Library(app.settings.sop_dir)
    library.refresh()
    program = library.program("zh", "daily")
    assert program is not None
    for people in _chunks(crowd.members):
        async with app.database.begin() as uow:
            community = await _community(uow, crowd.groups[0])
            await library.pin(uow, program)
            for person in people:
                _put(uow, community, program, person, began)
        app.committed(uow)


def _put(uow: UnitOfWork, community: Community, program: Program, person: Person, began: datetime) -> None:
    user = User(uow.new_id(), person.id, person.first_name, reach=Reach.OPEN, written_to_at=began)
    member = Member(uow.new_id(), community.id, uow.users.put(user).id, "inside", began)
    uow.members.put(member)
    run_id = uow.new_id()
    state = decide(program, begin(run_id, began, ZONE), Started(Cause.CLOCK), began, World(ZONE)).run
    uow.runs.put(
        Run(
            run_id, community.id, program.sop, program.version, "member", "active", began, state.generation,
            text_of(state), member_id=member.id, due_at=state.due_at,
        )
    )  # fmt: skip
    uow.timed(state.due_at)


async def _community(uow: UnitOfWork, group: Group) -> Community:
    chat = await uow.chats.by_telegram_id(group.id)
    assert chat is not None
    assert chat.community_id is not None
    return await uow.communities.get(chat.community_id)


def _chunks(people: list[Person]) -> Iterator[list[Person]]:
    rest = iter(people)
    while chunk := list(islice(rest, A_TRANSACTION)):
        yield chunk
