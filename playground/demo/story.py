"""What happens in the week, day by day, and what the program owes to everybody in it."""

from playground.demo.cast import Cast
from playground.demo.opening import opening
from playground.demo.orders import incognito, rights, steering
from playground.demo.play import Play, Player


async def week(play: Play, cast: Cast) -> None:
    """The whole story."""
    await opening(play, cast)
    for part in (
        monday, monday_afternoon, first_night, tuesday, rights, incognito, first_reminders,
        wednesday, thursday, friday, weekend,
    ):  # fmt: skip
        await part(play, cast)
    await graduation(play, cast)
    await last_morning(play, cast)


async def monday(play: Play, cast: Cast) -> None:
    """They arrive one after the other, three at once."""
    await play.until(1, "09:20")
    await play.tell("新人陆续进群。", "The first newcomers arrive.")
    cast.keen.person.joins(play.group)
    await play.until(1, "10:05")
    cast.forgetful.person.joins(play.group)
    cast.unstarted.person.joins(play.group)
    await play.until(1, "12:00")
    play.expect(
        f"{cast.keen.name}认真做了自我介绍：5 积分，加上首日打卡",
        f"{cast.keen.name}'s introduction and first check-in earned points",
        (await play.member(cast.keen.person)).points == 7
        and "introduced" in await play.tags(cast.keen.person),
    )
    await play.tell("中午，三个人同时进群。", "At noon three people join at once.")
    before = play.group.from_bot
    for one in cast.trio:
        one.person.joins(play.group)
    await play.until(1, "12:02")
    welcomes = [message for message in play.group.from_bot if message not in before]
    play.expect(
        "三个人合成一条欢迎，一个不漏",
        "One welcome for all three, each of them mentioned",
        len(welcomes) == 1 and {one.person.id for one in cast.trio} == set(welcomes[0].mentions),
    )


async def monday_afternoon(play: Play, cast: Cast) -> None:
    """One arrives at 15:00 and says nothing; two more come."""
    await play.until(1, "15:00")
    await play.tell(
        f"下午三点，{cast.silent.name}进群，点了按钮，之后一句话也没说。",
        f"At three {cast.silent.name} joins, presses the button, and never says a word.",
    )
    cast.silent.person.joins(play.group)
    cast.blocker.person.joins(play.group)
    await play.until(1, "16:30")
    cast.leaver.person.joins(play.group)
    await play.until(1, "21:00")
    play.expect(
        f"{cast.unstarted.name}从没点过按钮：一条私聊也没发，因为发不了",
        f"{cast.unstarted.name} never pressed Start: nothing in private, for nothing can be",
        not cast.unstarted.person.inbox,
    )


async def first_night(play: Play, cast: Cast) -> None:
    """23:50: an answer to a press is not held back at night, but it makes no sound."""
    await play.until(1, "23:50")
    await play.tell(
        f"23:50，{cast.owl.name}进群，还点了按钮。深夜回应，但不响铃。",
        f"23:50, {cast.owl.name} joins and presses the button. The answer comes, without a sound.",
    )
    cast.owl.person.joins(play.group)
    await play.until(1, "23:59")
    play.expect(
        f"{cast.owl.name}点了按钮，马上有人应；零点前打了第一天的卡",
        f"{cast.owl.name} was answered at once, and checked in for the first day",
        cast.owl.person.inbox and (await play.member(cast.owl.person)).check_ins == 1,
    )


async def tuesday(play: Play, cast: Cast) -> None:
    """The first digest, the second day's task at nine, the assistants' hellos at ten."""
    await play.morning(2)
    await play.until(2, "08:30")
    play.expect(
        "早上八点，群主收到昨天的日报", "At eight the owner has the digest", cast.owner.got_at(2, "08:00")
    )
    await play.until(2, "09:01")
    early_and_late = (cast.keen, cast.silent, cast.owl)
    play.expect(
        "9:20、15:00、23:50 进群的人，第 2 天都从早上九点开始",
        "Joined at 9:20, at 15:00 or at 23:50: the second day begins at nine for all of them",
        all(one.got_at(2, "09:00") for one in early_and_late),
    )
    await play.until(2, "09:59")
    await play.tell("十点，轮到真人出场。", "At ten it is the people's turn.")
    await play.until(2, "10:59")
    hellos = [message for message in play.staff_chat.from_bot if cast.silent.name in message.text]
    play.expect(
        f"助教知道{cast.silent.name}还没开口，也知道怎么开这个口",
        f"The assistants know that {cast.silent.name} has not said a word, and what to say",
        len(hellos) == 1,
    )


async def first_reminders(play: Play, cast: Cast) -> None:
    """At eight in the evening those who are missing are reminded, and nobody else."""
    await play.until(2, "19:58")
    await play.tell(
        "晚上八点，只提醒今天还没打卡的人。", "At eight in the evening those who are missing are reminded."
    )
    await play.until(2, "20:10")
    play.expect(
        f"{cast.keen.name}早上打过卡，没人打扰",
        f"{cast.keen.name} checked in this morning and is left in peace",
        not cast.keen.got_at(2, "20:00"),
    )
    play.expect(
        f"{cast.silent.name}和{cast.forgetful.name}收到了提醒",
        f"{cast.silent.name} and {cast.forgetful.name} are reminded",
        cast.silent.got_at(2, "20:00") and cast.forgetful.got_at(2, "20:00"),
    )
    play.expect(
        f"私聊到不了{cast.unstarted.name}，改在群里点名",
        f"{cast.unstarted.name} cannot be reached in private, and is mentioned in the group instead",
        [m for m in play.group.from_bot if m.mentions == [cast.unstarted.person.id] and play.when(m)[0] == 2],
    )
    await play.until(2, "23:00")
    play.expect(
        f"{cast.forgetful.name}看到提醒才想起来，{cast.unstarted.name}在群里点了打卡",
        f"{cast.forgetful.name} only needed the reminder, {cast.unstarted.name} checked in from the group",
        (await play.member(cast.forgetful.person)).check_ins == 2
        and (await play.member(cast.unstarted.person)).check_ins == 1,
    )


async def wednesday(play: Play, cast: Cast) -> None:
    """One blocks the bot, one leaves."""
    play.screen.brief = True
    await play.morning(3)
    await play.until(3, "08:30")
    await play.tell(f"{cast.blocker.name}拉黑了机器人。", f"{cast.blocker.name} blocks the bot.")
    cast.blocker.person.blocks_bot()
    await play.until(3, "12:00")
    await play.tell(f"{cast.leaver.name}退群了。", f"{cast.leaver.name} leaves.")
    cast.leaver.person.leaves(play.group)
    await play.until(3, "15:00")
    await play.tell(
        f"机器人今天怎么没找{cast.blocker.name}？助教问一句就知道。",
        f"Why did the bot not write to {cast.blocker.name}? The assistant asks.",
    )
    await play.orders(cast.helper, "/sop trace @gaofei")
    await play.until(3, "23:00")
    play.expect(
        f"{cast.blocker.name}拉黑之后，没有一条消息硬发",
        f"Nothing was pushed at {cast.blocker.name} after the block",
        not any(play.when(message)[0] >= 3 for message in cast.blocker.person.inbox),
    )


async def thursday(play: Play, cast: Cast) -> None:
    """Steering by hand."""
    await play.morning(4)
    await play.until(4, "14:00")
    play.expect(
        f"{cast.leaver.name}退群以后，流程也停了",
        f"{cast.leaver.name} has left, and the scripts have stopped",
        not cast.leaver.got_at(4, "09:00"),
    )
    await steering(play, cast)
    await play.until(4, "23:00")
    play.expect(
        f"{cast.silent.name}今晚没被提醒",
        f"{cast.silent.name} was not reminded tonight",
        not cast.silent.got_at(4, "20:00"),
    )


async def friday(play: Play, cast: Cast) -> None:
    """One comes back, and an old member's streak is about to break."""
    await play.morning(5)
    await play.until(5, "18:00")
    await play.tell(f"{cast.leaver.name}又回来了。", f"{cast.leaver.name} comes back.")
    cast.leaver.person.joins(play.group)
    await play.until(5, "18:05")
    play.expect(
        "老朋友有老朋友的欢迎",
        "A returning friend is greeted as one",
        play.words("欢迎回来", "Welcome back") in play.group.last.text,
    )
    await play.until(5, "20:25")
    await play.tell(
        f"{cast.veteran.name}天天在群里打卡，今天忘了。",
        f"{cast.veteran.name} checks in every day, but today he forgot.",
    )
    await play.until(5, "23:00")
    reminded = [one.name for one in play.players.values() if one.got_at(5, "20:30")]
    play.expect(
        f"20:30 只提醒了{cast.veteran.name}，连续打卡保住了",
        f"At 20:30 {cast.veteran.name} alone is reminded, and the streak is saved",
        reminded == [cast.veteran.name] and (await play.member(cast.veteran.person)).streak == 5,
    )
    await play.until(5, "23:30")


async def weekend(play: Play, cast: Cast) -> None:
    """Saturday and Sunday, until the evening."""
    await play.morning(6)
    await play.until(6, "12:00")
    cast.keen.person.writes_to_bot("/me")
    await play.now()
    await play.says(cast.veteran, "/rank", "/rank")
    await play.orders(cast.helper, "/todo")
    cast.owner.person.writes_to_bot("/digest")
    await play.now()
    await play.until(6, "23:30")
    await play.morning(7)
    await play.until(7, "20:55")
    play.expect(
        f"{cast.keen.name}打满七天，不等晚上，当场毕业",
        f"{cast.keen.name} checked in seven times and graduates on the spot",
        "graduated" in await play.tags(cast.keen.person),
    )


async def graduation(play: Play, cast: Cast) -> None:
    """Sunday, nine in the evening."""
    await play.tell("周日晚上九点，见分晓。", "Sunday, nine in the evening: the results.")
    await play.until(7, "23:00")
    for one in cast.graduates:
        play.expect(f"{one.name}毕业了", f"{one.name} graduated", await _graduated(play, one))
    for one in (cast.trio[1], cast.silent, cast.unstarted, cast.blocker):
        play.expect(
            f"{one.name}差几天，交给助教去聊",
            f"{one.name} was short of some days: an assistant will ask",
            not await _graduated(play, one),
        )


async def last_morning(play: Play, cast: Cast) -> None:
    """The next Monday: how the week ended, in the owner's private chat."""
    play.screen.brief = False
    await play.morning(8)
    await play.until(8, "08:10")
    play.expect("群主收到一周的周报", "The owner has the week's digest", cast.owner.got_at(8, "08:00"))
    digest = [message for message in cast.owner.person.inbox if message.text.startswith("📊")][-1]
    play.expect("周报带着一张图", "The week's digest has a picture", digest.file is not None)
    floods = [refusal for refusal in play.telegram.refusals if refusal.code == 429]
    play.expect(
        "一周下来，没有一次撞上 Telegram 的限流", "Not once in the week was a flood limit hit", not floods
    )
    unknown = [refusal for refusal in play.telegram.refusals if refusal.code not in (403, 429)]
    play.expect(
        "除了拉黑，Telegram 没有拒绝过任何请求",
        "Telegram refused nothing but writing to who had blocked",
        not unknown,
    )


async def _graduated(play: Play, player: Player) -> bool:
    return "graduated" in await play.tags(player.person)
