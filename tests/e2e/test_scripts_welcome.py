"""The story of `welcome`: whoever comes is greeted, those who come together in one message."""

from tests.e2e.shipped import Shipped


def mentioned(shipped: Shipped) -> list[int]:
    """Who the newest message of the group mentions."""
    return shipped.group.last.mentions


async def test_who_joins_is_welcomed_by_name_and_led_to_the_private_chat(shipped: Shipped):
    lin = shipped.telegram.person("小林")
    lin.joins(shipped.group)
    await shipped.telegram.advance(minutes=2)

    welcome = shipped.group.last
    assert "小林" in welcome.text
    assert "早起写作营" in welcome.text
    assert welcome.mentions == [lin.id]
    assert welcome.labels == [shipped.words("开始我的第一天", "Start my first day")]


async def test_three_who_come_at_once_are_welcomed_in_one_message(shipped: Shipped):
    before = shipped.group.from_bot
    people = [shipped.telegram.person(name) for name in ("方圆", "阿布", "米粒")]
    for person in people:
        person.joins(shipped.group)
        await shipped.telegram.advance(seconds=10)
    await shipped.telegram.advance(minutes=3)

    (welcome,) = [message for message in shipped.group.from_bot if message not in before]
    assert welcome.mentions == [person.id for person in people]
    assert shipped.words("方圆、阿布、米粒", "方圆, 阿布, 米粒") in welcome.text


async def test_forty_who_come_at_once_do_not_flood_the_group(shipped: Shipped):
    before = shipped.group.from_bot
    for number in range(40):
        shipped.telegram.person(f"新人{number}").joins(shipped.group)
    await shipped.telegram.advance(minutes=10)

    welcomes = [message for message in shipped.group.from_bot if message not in before]
    assert len(welcomes) <= 4
    assert any("35" in welcome.text for welcome in welcomes)


async def test_a_friend_who_returns_is_welcomed_back_and_not_as_a_newcomer(shipped: Shipped):
    lin = await shipped.newcomer("小林")
    await shipped.until(2, "12:00")
    lin.leaves(shipped.group)
    await shipped.until(3, "12:00")
    lin.joins(shipped.group)
    await shipped.telegram.advance(minutes=2)

    assert shipped.words("欢迎回来，小林", "Welcome back, 小林") in shipped.group.last.text
    assert shipped.group.last.labels == []


async def test_who_comes_and_goes_within_the_minute_is_not_welcomed(shipped: Shipped):
    before = shipped.group.from_bot
    lin = shipped.telegram.person("小林")
    lin.joins(shipped.group)
    await shipped.telegram.advance(seconds=20)
    lin.leaves(shipped.group)
    await shipped.telegram.advance(minutes=5)

    assert [message for message in shipped.group.from_bot if message not in before] == []


async def test_the_old_hands_of_the_group_and_the_assistant_are_not_welcomed(shipped: Shipped):
    await shipped.telegram.advance(hours=1)

    assert not any("👋" in message.text for message in shipped.group.from_bot)
