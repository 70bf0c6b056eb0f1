"""Graduating: a certificate in private, results for the group, the truth for whoever asks, and taking it back."""

import re

import pytest

from playground.emulator import Message, Person
from tests.e2e.shipped import Shipped

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
HOORAY = "🎓"


def code_in(message: Message) -> str:
    found = CODE.search(message.text)
    assert found is not None, message.text
    return found.group()


def size_of(message: Message) -> tuple[int, int]:
    """Of the photo that came."""
    assert message.file is not None
    assert message.file.kind == "photo"
    return message.file.width, message.file.height


def certificate_of(person: Person) -> Message:
    (found,) = [message for message in person.inbox if message.file is not None and CODE.search(message.text)]
    return found


async def graduate(shipped: Shipped, *names: str) -> list[Person]:
    """They join on Monday, check in five times, and it becomes Sunday, ten past nine."""
    people = [await shipped.newcomer(name) for name in names]
    for day in range(1, 6):
        await shipped.checks_in(people[0], day)
        for person in people[1:]:
            person.says(shipped.group, shipped.words("打卡", "check-in"))
        await shipped.telegram.advance(seconds=10)
    await shipped.until(7, "21:10")
    return people


async def test_who_graduates_gets_a_certificate_and_anyone_can_verify_it(shipped: Shipped):
    (lin,) = await graduate(shipped, "林 محمد 🌿")
    certificate = certificate_of(lin)
    assert size_of(certificate) == (1600, 1130)
    assert shipped.words("新人七日", "The first seven days") in certificate.text
    code = code_in(certificate)

    stranger = shipped.telegram.person("HR")
    stranger.presses_start(f"verify_{code.replace('-', '')}")
    await shipped.telegram.advance(seconds=10)
    told = stranger.private.last.text
    assert "✅" in told
    assert "林" in told
    assert "早起写作营" in told
    assert shipped.words("2026年3月8日", "8 March 2026") in told
    assert str((await shipped.member(lin)).points) not in told.replace(code, "")

    stranger.writes_to_bot(f"/verify {code.lower()}")
    await shipped.telegram.advance(seconds=10)
    assert stranger.private.last.text == told
    stranger.writes_to_bot("/verify K7QM2-9XT4R")
    await shipped.telegram.advance(seconds=10)
    assert "✅" not in stranger.private.last.text


@pytest.mark.usefixtures("every_picture")
async def test_those_who_graduate_together_are_in_one_picture_of_results(shipped: Shipped):
    people = await graduate(shipped, "小林", "方圆", "Zoë 🦊")

    (hooray,) = [message for message in shipped.group.from_bot if HOORAY in message.text]
    assert sorted(hooray.mentions) == sorted(person.id for person in people)
    three = size_of(hooray)
    assert len({code_in(certificate_of(person)) for person in people}) == 3

    shipped.veteran.says(shipped.group, "/graduates")
    await shipped.telegram.advance(seconds=10)
    wall = shipped.group.last
    assert size_of(wall) == three
    assert all(name in wall.text for name in ("小林", "方圆", "Zoë"))


async def test_who_has_not_opened_the_private_chat_gets_it_by_pressing_start(shipped: Shipped):
    lin = await shipped.newcomer("小林", starts=False)
    await shipped.checks_in(lin, 1, 2, 3, 4, 5)
    await shipped.until(8, "09:00")
    shipped.helper.says(shipped.group, "/sop start graduation", mentions=[lin])
    await shipped.telegram.advance(minutes=5)
    assert lin.inbox == []
    (offer,) = [
        message for message in shipped.group.from_bot if lin.id in message.mentions and message.labels
    ][-1:]

    lin.presses(offer, offer.labels[0])
    await shipped.telegram.advance(seconds=10)
    assert size_of(certificate_of(lin)) == (1600, 1130)


async def test_it_is_shown_again_and_tells_the_truth_once_revoked_and_given_back(shipped: Shipped):
    (lin,) = await graduate(shipped, "小林")
    code = code_in(certificate_of(lin))
    lin.writes_to_bot("/certificate")
    await shipped.telegram.advance(seconds=10)
    assert size_of(lin.private.last) == (1600, 1130)
    assert code in lin.private.last.text

    shipped.helper.says(shipped.group, "/certificate", mentions=[lin])
    await shipped.telegram.advance(seconds=10)
    listed = shipped.group.last
    assert code in listed.text
    shipped.helper.presses(listed, listed.labels[0])
    await shipped.telegram.advance(seconds=10)
    shipped.helper.presses(shipped.group.last, shipped.words("发错了", "issued by mistake"))
    await shipped.telegram.advance(seconds=10)

    lin.writes_to_bot(f"/verify {code}")
    lin.writes_to_bot("/certificate")
    shipped.veteran.says(shipped.group, "/graduates")
    await shipped.telegram.advance(seconds=10)
    truth, again = lin.inbox[-2:]
    assert "❌" in truth.text
    assert again.file is None
    assert "小林" not in shipped.group.last.text

    shipped.helper.presses(listed, shipped.words("↩️ 撤销", "↩️ Undo"))
    lin.writes_to_bot(f"/verify {code}")
    await shipped.telegram.advance(seconds=10)
    assert "✅" in lin.private.last.text


async def test_members_cannot_revoke_and_a_community_chooses_its_design(shipped: Shipped):
    (lin,) = await graduate(shipped, "小林")
    lin.says(shipped.group, "/certificate", mentions=[shipped.veteran])
    await shipped.telegram.advance(seconds=10)
    assert shipped.words("助教", "assistant") in shipped.group.last.text.lower()
    shipped.veteran.writes_to_bot("/certificate")
    await shipped.telegram.advance(seconds=10)
    assert CODE.search(shipped.veteran.private.last.text) is None


async def test_the_owner_chooses_how_certificates_look(shipped: Shipped):
    shipped.owner.writes_to_bot("/certificate design")
    await shipped.telegram.advance(seconds=10)
    offer = shipped.owner.private.last
    assert len(offer.labels) == 3
    shipped.owner.presses(offer, shipped.words("喜庆", "Festive"))
    await shipped.telegram.advance(seconds=10)
    sample = shipped.owner.private.last
    assert size_of(sample) == (1600, 1130)
    assert shipped.words("喜庆", "Festive") in offer.text

    (lin,) = await graduate(shipped, "小林")
    member = await shipped.member(lin)
    async with shipped.sopbot.running.database.begin() as uow:
        (issued,) = await uow.certificates.of_member(member.id)
    assert issued.design == "festive"
