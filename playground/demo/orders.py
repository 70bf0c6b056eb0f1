"""What people order by command: staff who may, a member who may not, an admin whom nobody can see."""

from playground.demo.cast import Cast
from playground.demo.play import Play


async def rights(play: Play, cast: Cast) -> None:
    """Commands by an assistant, and by a member who may not."""
    await play.until(2, "13:00")
    await play.tell("助教打标签、发积分。", "An assistant tags and rewards.")
    before = (await play.member(cast.keen.person)).points
    await play.says(cast.helper, "/tag @linxiao 早起达人", "/tag @linxiao early_bird")
    await play.says(
        cast.helper, "/award @linxiao 10 分享晨间清单", "/award @linxiao 10 shared a morning list"
    )
    play.expect(
        "标签和积分都记在账上",
        "Tag and points are in the books",
        (await play.member(cast.keen.person)).points == before + 10
        and play.words("早起达人", "early_bird") in await play.tags(cast.keen.person),
    )
    cast.cheeky.person.joins(play.group)
    await play.until(2, "14:00")
    await play.tell(
        f"{cast.cheeky.name}想给自己发积分。", f"{cast.cheeky.name} would like to reward himself."
    )
    await play.says(cast.cheeky, "/award @wutong 1000 我最棒", "/award @wutong 1000 because I can")
    play.expect(
        "成员没有这个权限，一分没多",
        "Members may not do that: not one point more",
        (await play.member(cast.cheeky.person)).points < 10,
    )


async def incognito(play: Play, cast: Cast) -> None:
    """A command by an admin who stays anonymous."""
    await play.until(2, "14:30")
    await play.tell(
        "匿名管理员发命令：看不出是谁，先请 TA 点一下。",
        "An anonymous admin gives a command: who it is shows only with a press.",
    )
    before = (await play.member(cast.veteran.person)).points
    reason = play.words("耐心带新人", "patient with newcomers")
    cast.hidden.person.speaks_anonymously(play.group, f"/award @laozheng 20 {reason}")
    await play.now()
    unknown = (await play.member(cast.veteran.person)).points
    cast.hidden.person.presses(play.group.last, play.words("是我", "It's me"))
    await play.now()
    play.expect(
        "点过按钮，认出是助教，积分才到账",
        "Only the press of a real assistant gave the points",
        unknown == before and (await play.member(cast.veteran.person)).points == before + 20,
    )


async def steering(play: Play, cast: Cast) -> None:
    """An assistant looks at a run and changes its course."""
    await play.tell(
        f"{cast.silent.name}说这两天加班。助教看看进度，今晚就别提醒了。",
        f"{cast.silent.name} works late these days. The assistant looks, and spares the reminder tonight.",
    )
    await play.orders(cast.helper, "/sop status @sumo")
    await play.orders(cast.helper, "/sop skip onboarding_7day @sumo day4/2")
    late = cast.trio[2]
    await play.tell(
        f"{late.name}周一没来得及自我介绍，想补上：助教让那一步再来一次。",
        f"{late.name} missed the introduction on Monday: the assistant has that step done once more.",
    )
    before = (await play.member(late.person)).points
    await play.orders(cast.helper, "/sop step onboarding_7day rules @mili")
    late.person.writes_to_bot(
        play.words(
            "我在厦门开面馆，凌晨四点起床，想把故事写下来。",
            "I run a noodle bar, get up at four, and have stories to write down.",
        )
    )
    await play.now()
    play.expect(
        "补上的自我介绍也算数：5 积分",
        "A late introduction counts as well: 5 points",
        (await play.member(late.person)).points == before + 5
        and "introduced" in await play.tags(late.person),
    )
