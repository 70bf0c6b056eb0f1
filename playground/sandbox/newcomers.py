"""A community that begins today: an owner, an assistant in the staff's group, and four who were there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.emulator import Message, StoryError
from playground.sandbox.names import LANGUAGES

if TYPE_CHECKING:
    from playground.emulator import Person
    from playground.sandbox.sandbox import Sandbox

OWNER_ID = 5_100_000_001


@dataclass(frozen=True, slots=True)
class _Words:
    """What everybody is called and says in one language."""

    owner: str
    assistant: str
    hidden: str
    """An assistant, and an admin who stays anonymous."""
    members: tuple[tuple[str, str], ...]
    """Names with usernames."""
    group: str
    staff: str
    hello: str
    here: str
    morning: str
    welcome: str


_WORDS = {
    "zh": _Words(
        owner="周老师",
        assistant="阿杰",
        hidden="小满",
        members=(("老郑", "laozheng"), ("方圆", "fangyuan"), ("米粒", "mili"), ("大江", "dajiang")),
        group="早起写作营",
        staff="写作营·助教群",
        hello="大家早，今天起小助手来帮忙。",
        here="到！",
        morning="早上好，今天写三百字。",
        welcome="欢迎，一起加油！",
    ),
    "en": _Words(
        owner="Joanna",
        assistant="Jack",
        hidden="May",
        members=(("Walt", "walt"), ("Fay", "fay"), ("Milly", "milly"), ("Rob", "rob")),
        group="Early Writers",
        staff="Early Writers · staff",
        hello="Good morning all. From today on Helper gives us a hand.",
        here="Here!",
        morning="Good morning! Three hundred words today.",
        welcome="Welcome, here we go!",
    ),
}


async def newcomers(sandbox: Sandbox) -> None:
    """Set the group and the staff's group up the way an owner would, in Telegram."""
    words = _WORDS[sandbox.locale]
    owner = _person(sandbox, words.owner, "owner", OWNER_ID)
    await sandbox.begin(owner)
    owner.presses_start()
    await sandbox.time.catch_up()
    sandbox.group = owner.creates_group(words.group, supergroup=True)
    sandbox.assistant = _person(sandbox, words.assistant, "assistant")
    hidden = _person(sandbox, words.hidden, "hidden")
    sandbox.anonymous.add(hidden.id)
    members = [_person(sandbox, *one) for one in words.members]
    for early in (sandbox.assistant, hidden, *members):
        early.joins(sandbox.group)
    owner.adds_bot(sandbox.group, admin=True)
    owner.promotes(hidden, sandbox.group)
    await sandbox.time.catch_up()
    await _staff_chat(sandbox, owner, [sandbox.assistant, hidden])
    owner.says(sandbox.group, words.hello)
    members[0].says(sandbox.group, words.morning)
    members[1].says(sandbox.group, words.welcome)
    await sandbox.time.catch_up()


async def _staff_chat(sandbox: Sandbox, owner: Person, assistants: list[Person]) -> None:
    """The owner names the group by the button that the bot offers, and the assistants by replies."""
    words = _WORDS[sandbox.locale]
    sandbox.staff = owner.creates_group(words.staff, supergroup=True)
    owner.adds_bot(sandbox.staff, admin=True)
    await sandbox.time.catch_up()
    question = sandbox.staff.from_bot[0]
    owner.presses(question, _naming(question, words.group))
    await sandbox.time.catch_up()
    for one in assistants:
        one.joins(sandbox.staff)
        owner.replies(one.says(sandbox.staff, words.here), "/staff")
    await sandbox.time.catch_up()


def _naming(question: Message, title: str) -> str:
    """The button that makes this the staff chat of the community with that title."""
    found = [label for label in question.labels if title in label]
    if not found:
        raise StoryError(f"the bot does not offer {title!r} a staff chat, only {question.labels}")
    return found[0]


def _person(sandbox: Sandbox, name: str, username: str, number: int | None = None) -> Person:
    language = LANGUAGES[sandbox.locale]
    return sandbox.telegram.person(name, username=username, language_code=language, id=number)
