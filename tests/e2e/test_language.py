"""A community has a language; a person may read another one in private."""

from playground.emulator import Emulator, Group, Person


async def test_a_person_reads_their_own_language_in_private(
    telegram: Emulator, community: Group, owner: Person
):
    ann = telegram.person("Ann")
    ann.joins(community)
    ann.presses_start()
    await telegram.settle()
    ann.writes_to_bot("/language")
    await telegram.advance(seconds=5)
    question = ann.private.last
    assert "语言" in question.text

    press = ann.presses(question, "English")
    await telegram.advance(seconds=5)
    assert press.answer is not None
    assert "English" in str(press.answer)
    assert "Which language" in question.text
    ann.writes_to_bot("/rank")
    ann.says(community, "/rank")
    await telegram.advance(seconds=5)
    assert "积分" in community.last.text
    assert "积分" not in ann.private.last.text


async def test_going_back_to_the_language_of_the_group(telegram: Emulator, community: Group, owner: Person):
    ann = telegram.person("Ann")
    ann.joins(community)
    ann.presses_start()
    await telegram.settle()
    for label in ("English", "As in the group"):
        ann.writes_to_bot("/language")
        await telegram.advance(seconds=5)
        [wanted] = [one for one in ann.private.last.labels if label in one]
        ann.presses(ann.private.last, wanted)
        await telegram.advance(seconds=5)

    assert "语言" in ann.private.last.text
