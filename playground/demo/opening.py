"""Monday, nine o'clock: an owner brings the bot into a group, and into a second one for the assistants."""

from playground.demo.cast import Cast
from playground.demo.play import Play


async def opening(play: Play, cast: Cast) -> None:
    """Set the community up, as far as anything has to be set up."""
    play.screen.day(play.telegram.now, 1)
    title = play.words("早起写作营", "Early Writers")
    await play.tell(
        f"{cast.owner.name}建了「{title}」，把机器人拉进群。不用设置，马上开工。",
        f"{cast.owner.name} founds “{title}” and adds the bot. Nothing to configure, it works at once.",
    )
    cast.owner.person.presses_start()
    await play.now()
    play.group = cast.owner.person.creates_group(title, supergroup=True)
    for early in (cast.helper, cast.hidden, cast.veteran):
        early.person.joins(play.group)
    cast.owner.person.adds_bot(play.group, admin=True)
    cast.owner.person.promotes(cast.hidden.person, play.group)
    await play.now()
    play.expect(
        "进群一句话，带一个去私聊的按钮",
        "One sentence in the group, with a button to its private chat",
        len(play.group.from_bot) == 1 and play.group.last.labels,
    )
    await staff_chat(play, cast, title)
    await veterans(play, cast)


async def staff_chat(play: Play, cast: Cast, title: str) -> None:
    """A group for the assistants, where their work arrives."""
    owner = cast.owner.person
    play.staff = owner.creates_group(play.words("写作营·助教群", "Early Writers · staff"))
    play.opens_staff_chat(play.staff.title)
    owner.adds_bot(play.staff, admin=True)
    await play.now()
    owner.presses(play.staff_chat.from_bot[0], play.words(f"「{title}」的助教群", f"Staff chat of {title}"))
    await play.now()
    for one in (cast.helper, cast.hidden):
        one.person.joins(play.staff_chat)
    for one in (cast.helper, cast.hidden):
        here = one.person.says(play.staff_chat, play.words("到！", "Here!"))
        owner.replies(here, "/staff")
        await play.now()
    play.expect(
        "两位助教就位，新人流程不会拿他们当新人",
        "Both assistants are named; scripts for newcomers pass them over",
        "staff" in await play.tags(cast.helper.person) & await play.tags(cast.hidden.person),
    )
    await play.says(cast.owner, "/setup", "/setup")


async def veterans(play: Play, cast: Cast) -> None:
    """Who was there before is a member without a script; he has his own way to check in."""
    await play.until(1, "09:10")
    await play.says(cast.veteran, "打卡", "check-in")
    cast.veteran.person.presses(play.group.from_bot[0], play.words("私聊我", "Say hello in private"))
    await play.now()
    for day in (2, 3, 4, 6, 7):
        at = play.instant(day, "10:30")
        play.plan(at, lambda: cast.veteran.person.says(play.group, play.words("打卡", "check-in")))
