"""`/help` as everybody meets it: whoever asks, wherever, is offered what works for them there, and nothing else."""

import re
from collections.abc import Sequence

import pytest

from handlers.tables import COMMANDS
from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

OFFERED = re.compile(r"^/(\w+)", re.MULTILINE)

REFUSED = {
    "zh": ("只有群主", "请私聊我用", "请到群里用", "请到助教群里用"),
    "en": ("Only the owner", "works in our private chat", "works in the group", "works in the staff chat"),
}
"""How one is told that something is not theirs, or not here."""


@pytest.fixture(params=["zh", "en"])
async def office(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Office:
    """Everybody has the private chat open; 小林 found their way into the staff chat."""
    locale: str = request.param
    await start_with(stopped)
    if locale == "en":
        await stopped.stop()
        scripts = stopped.folder / "own_scripts"
        (scripts / "zh").rename(scripts / "en")
        await stopped.start(locale="en")
    office = await open_office(telegram, owner, locale)
    lin = await office.arrives("小林", starts=True)
    lin.joins(office.chat)
    office.zhou.presses_start()
    await office.passes(minutes=1)
    office.learners["小林"] = lin
    return office


async def asks(office: Office, who: Person, words: str, place: Group | None) -> Sequence[Message]:
    """What the bot says next in that place; None: the private chat."""
    chat = who.private if place is None else place
    before = list(chat.from_bot)
    if place is None:
        who.writes_to_bot(words)
    else:
        who.says(place, words)
    await office.passes(seconds=5)
    return [message for message in chat.from_bot if not any(message is one for one in before)]


async def offers(office: Office, who: Person, place: Group | None) -> list[str]:
    """The commands of `/help`, in its order; it is one message that reads well on a phone."""
    (told,) = await asks(office, who, "/help", place)
    assert len(told.text) < 2500
    lines = [line for line in told.text.splitlines() if line.startswith("/")]
    assert all(len(line) < 110 for line in lines), lines
    offered = OFFERED.findall(told.text)
    assert len(offered) == len(lines) == len(set(offered))
    return offered


async def tries_all(office: Office, who: Person, place: Group | None) -> list[str]:
    """Types every command there is; returns those that were neither refused nor passed over in silence."""
    worked = []
    for name in sorted((one.name for one in COMMANDS.commands), key=lambda name: name == "stop"):
        said = await asks(office, who, f"/{name}", place)
        if said and not any(words in said[0].text for words in REFUSED[office.locale]):
            worked.append(name)
    return worked


@pytest.mark.parametrize("place", ["group", "staff chat", "private"])
@pytest.mark.parametrize("role", ["member", "assistant", "owner"])
async def test_what_is_offered_works_and_what_is_not_offered_does_not(office: Office, role: str, place: str):
    who = {"member": office.learners["小林"], "assistant": office.zhou, "owner": office.owner}[role]
    where = {"group": office.group, "staff chat": office.chat, "private": None}[place]
    offered = await offers(office, who, where)

    assert set(await tries_all(office, who, where)) == set(offered)


async def test_an_outsider_is_offered_what_needs_no_community(office: Office):
    stranger = office.telegram.person("路人")
    stranger.presses_start()
    await office.passes(seconds=5)

    offered = await offers(office, stranger, None)
    assert offered == ["verify", "help", "start", "stop", "language", "mydata", "forgetme"]


async def test_what_members_do_daily_stands_before_what_they_set_once(office: Office):
    offered = await offers(office, office.learners["小林"], None)

    daily = [offered.index(name) for name in ("checkin", "me", "rank", "points", "thanks")]
    assert daily == sorted(daily)
    assert max(daily) < min(offered.index(name) for name in ("language", "mydata", "forgetme"))


async def test_it_is_grouped_by_whom_it_is_for(office: Office):
    (told,) = await asks(office, office.owner, "/help", None)
    blocks = told.text.split("\n\n")

    of_both = (("大家都能用", "For everyone"), ("助教", "For staff"), ("群主", "For the owner"))
    headings = [office.words(*one) for one in of_both]
    assert [block.splitlines()[0] for block in blocks] == headings
    (plain,) = await asks(office, office.learners["小林"], "/help", office.group)
    assert not any(heading in plain.text for heading in headings)
