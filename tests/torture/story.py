"""What happens in the invented community, cut into phases, each of which can be played from a saved copy.

A phase finds people and chats by name, since a restored emulator has others, and presses only buttons of messages
that are repeated if nobody knows whether they arrived: a greeting may be lost with the program that said it.
Between acts there is time enough for everything to be said, so that phases end at rest.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from playground.emulator import MONDAY, Emulator, Group, Message, Person, StoryError

OWNER_ID = 5_100_000_001
ZONE = ZoneInfo("Asia/Shanghai")
TITLE = "早起写作营"


@dataclass(frozen=True)
class Scene:
    """The emulator in the middle of the story, and how many members the story has."""

    telegram: Emulator
    size: int

    @property
    def group(self) -> Group:
        (group,) = self.telegram.groups
        return group

    @property
    def owner(self) -> Person:
        return self._called("群主")

    @property
    def helper(self) -> Person:
        """The assistant."""
        return self._called("阿杰")

    def members(self, start: float, end: float, every: int = 1) -> list[Person]:
        """Those from one share of all members to another: `members(0, 0.5)` is the first half."""
        numbers = range(int(start * self.size), int(end * self.size), every)
        return [self._called(_name(number)) for number in numbers]

    def join(self, start: float, end: float) -> None:
        """People who were not there before walk in."""
        for number in range(int(start * self.size), int(end * self.size)):
            self.telegram.person(_name(number)).joins(self.group)

    def card(self, person: Person, label: str, about: Person | None = None) -> Message:
        """The newest message with that button in somebody's private chat."""
        for message in reversed(person.inbox):
            if label in message.labels and (about is None or about.name in message.text):
                return message
        raise StoryError(f"{person.name} has no card with the button {label}")

    def cards(self, person: Person, label: str) -> list[Message]:
        """One message with that button for each text, the oldest first: a repeated card is the same card."""
        found = {message.text: message for message in person.inbox if label in message.labels}
        return list(found.values())

    async def wait(self, **duration: float) -> None:
        await self.telegram.advance(**duration)

    async def until(self, day: int, clock: str) -> None:
        """Day 1 is the Monday."""
        first = MONDAY.astimezone(ZONE).date()
        at = datetime.combine(first + timedelta(days=day - 1), time.fromisoformat(clock), ZONE)
        await self.telegram.advance_to(at)

    def _called(self, name: str) -> Person:
        return next(person for person in self.telegram.people if person.first_name == name)


Phase = Callable[[Scene], Awaitable[None]]


def _name(number: int) -> str:
    return f"伙伴{number + 1:03}"


async def opening(scene: Scene) -> None:
    """The owner brings the bot and names an assistant."""
    telegram = scene.telegram
    owner, helper = telegram.person("群主", id=OWNER_ID), telegram.person("阿杰")
    owner.presses_start()
    await scene.wait(seconds=5)
    group = owner.creates_group(TITLE, supergroup=True)
    helper.joins(group)
    owner.adds_bot(group, admin=True)
    helper.presses_start()
    await scene.wait(seconds=30)
    owner.says(group, "/staff", mentions=[helper])
    await scene.wait(minutes=2)


async def arrivals(scene: Scene) -> None:
    """They come in three bunches and are greeted together; most open the private chat."""
    for start, end in ((0, 0.1), (0.1, 0.2), (0.2, 0.3)):
        scene.join(start, end)
        await scene.wait(seconds=20)
    await scene.wait(minutes=2)
    for person in scene.members(0, 0.25):
        person.presses_start()
    await scene.wait(minutes=2)


async def crowd(scene: Scene) -> None:
    """Half the community comes at once."""
    scene.join(0.3, 0.8)
    for person in scene.members(0.3, 0.5):
        person.presses_start()
    await scene.wait(minutes=4)


async def introductions(scene: Scene) -> None:
    """Some answer, some too shortly first, some decline; some check in."""
    for person in scene.members(0, 0.15):
        person.writes_to_bot("你好")
    for person in scene.members(0.1, 0.25, every=2):
        person.presses(scene.card(person, "不方便说"), "不方便说")
    await scene.wait(seconds=20)
    for number, person in enumerate(scene.members(0, 0.1)):
        person.writes_to_bot(
            f"大家好，我是{person.name}，" + ("想请人帮忙看稿子" if number % 2 else "喜欢写东西")
        )
    await scene.wait(seconds=20)
    for number, person in enumerate(scene.members(0, 0.4)):
        person.says(scene.group, "/checkin" if number % 3 == 0 else "打卡")
    await scene.wait(minutes=3)


async def comings_and_goings(scene: Scene) -> None:
    """The rest comes; some leave, one comes back; one blocks the bot."""
    scene.join(0.8, 1)
    leavers = scene.members(0.3, 0.4, every=3)
    for person in leavers:
        person.leaves(scene.group)
    await scene.wait(minutes=2)
    leavers[0].joins(scene.group)
    scene.members(0.45, 0.5)[0].blocks_bot()
    await scene.wait(minutes=3)


async def homework(scene: Scene) -> None:
    """Homework is handed in, waits, and is asked about; a member asks how things stand."""
    for person in scene.members(0, 0.15, every=2):
        person.says(scene.group, f"#作业 {person.name}写了三百字")
    await scene.wait(minutes=12)
    for number, person in enumerate(scene.members(0, 0.15, every=2)):
        label = "不难" if number % 2 else "难"
        person.presses(scene.card(person, label), label)
        person.writes_to_bot("/me")
    await scene.wait(minutes=2)


async def decisions(scene: Scene) -> None:
    """The assistant works through gates and to-dos; the owner rewards, takes back, tags."""
    gates = scene.cards(scene.helper, "同意")
    for number, message in enumerate(gates[:-1]):
        scene.helper.presses(message, "不同意" if number % 3 == 2 else "同意")
    tasks = scene.cards(scene.helper, "完成")
    for number, message in enumerate(tasks[:-1]):
        scene.helper.presses(message, "联系不上" if number % 2 else "完成")
    await scene.wait(minutes=1)
    first, second = scene.members(0.3, 0.5)[1:3]
    scene.owner.says(scene.group, f"/award {first.id} 20 耐心带新人")
    scene.owner.says(scene.group, f"/tag {first.id} 早起达人")
    scene.owner.says(scene.group, f"/award {second.id} 5 手滑了")
    await scene.wait(seconds=30)
    scene.owner.says(scene.group, f"/deduct {second.id} 5 撤回")
    scene.helper.writes_to_bot("/todo")
    await scene.wait(minutes=7)


async def noon(scene: Scene) -> None:
    """The chat is told something; questions and waits run out of time."""
    await scene.until(1, "12:10")
    await scene.wait(minutes=30)


async def evening(scene: Scene) -> None:
    """What nobody did is overdue, what nobody decided has expired; the day ends."""
    await scene.until(1, "20:35")


async def first_digest(scene: Scene) -> None:
    """The night, and the owner's digest at eight."""
    await scene.until(2, "08:10")


async def second_morning(scene: Scene) -> None:
    """Everybody's second day begins at nine; the tag of newcomers falls off."""
    await scene.until(2, "09:20")


async def second_check_ins(scene: Scene) -> None:
    """Some keep their streak, and who has waited goes on."""
    for number, person in enumerate(scene.members(0, 0.3)):
        person.says(scene.group, "/checkin" if number % 3 else "打卡")
    await scene.wait(minutes=3)


async def second_noon(scene: Scene) -> None:
    """Who did not check in is asked to, in private or by name in the group."""
    await scene.until(2, "12:40")


async def second_night(scene: Scene) -> None:
    """To-dos become overdue, reminders go to who would lose a streak; the second digest."""
    await scene.until(3, "08:10")


PHASES: Sequence[Phase] = (
    opening, arrivals, crowd, introductions, comings_and_goings, homework, decisions, noon, evening, first_digest,
    second_morning, second_check_ins, second_noon, second_night,
)  # fmt: skip
