"""What came of the week: what was sent, whom it did not reach, points and tags, to-dos, expectations."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text

from playground.demo.cast import Cast
from playground.demo.play import Play, Player
from playground.emulator import Group
from storage.todos import TodoState

KEPT_TO_ITSELF = frozenset({"welcomed", "staff"})
"""Tags that say nothing about how somebody did."""


@dataclass(frozen=True)
class Standing:
    """Where a member stands after the week, and how often a script could not reach them."""

    player: Player
    community_id: int
    points: int
    check_ins: int
    streak: int
    tags: list[str]
    missed: Counter[str]
    """By what was done instead: skip, mention, chat_button."""


async def sum_up(play: Play, cast: Cast) -> None:
    """Print it all."""
    words, screen = play.words, play.screen
    staff = (cast.owner, cast.helper, cast.hidden)
    members = [one for one in play.players.values() if one not in staff and await play.knows(one.person)]
    standings = [await _standing(play, one) for one in members]
    screen.heading(words("这一周", "The week"))
    screen.plain(_sent(play))
    if standings:
        screen.plain(await _work(play, standings[0].community_id))
        for line in _unreached(play, standings):
            screen.plain(line)
        screen.table(_members(play, standings))
    _verdicts(play)


async def _standing(play: Play, player: Player) -> Standing:
    member = await play.member(player.person)
    async with play.app.database.begin() as uow:
        traces = await uow.scripts.traces_of(1000, [member.id])
    missed = Counter(str(line.detail.get("else", "")) for line in traces if line.what == "unreachable")
    tags = sorted(await play.tags(player.person) - KEPT_TO_ITSELF)
    return Standing(player, member.community_id, member.points, member.check_ins, member.streak, tags, missed)


def _sent(play: Play) -> str:
    """Counted at the emulator: what really arrived."""
    log = play.telegram.log
    said = [one.message for one in log.of("said") if one.method and one.message]
    places = Counter(
        "private"
        if not isinstance(message.chat, Group)
        else "staff"
        if message.chat is play.staff
        else "group"
        for message in said
    )
    group, staff, private = places["group"], places["staff"], places["private"]
    reactions = sum(1 for one in log.of("reacted") if one.method)
    presses = len(log.of("answered"))
    return play.words(
        f"发出：群里 {group} 条，助教群 {staff} 条，私聊 {private} 条；"
        f"回应按钮 {presses} 次，表情 {reactions} 个。",
        f"Sent: {group} messages to the group, {staff} to the staff chat, {private} in private; "
        f"{presses} presses answered, {reactions} reactions.",
    )


async def _work(play: Play, community: int) -> str:
    """The to-dos that scripts opened, by what became of them."""
    async with play.app.database.begin() as uow:
        closed = await uow.todos.closed_between(community, play.instant(1, "00:00"), play.telegram.now)
        still_open = await uow.todos.count_open(community)
    states = Counter(todo.state for todo in closed)
    done, in_vain = states[TodoState.DONE], states[TodoState.UNREACHABLE]
    return play.words(
        f"待办：完成 {done} 件，联系不上 {in_vain} 件，还开着 {still_open} 件。",
        f"To-dos: {done} done, {in_vain} could not be reached, {still_open} still open.",
    )


def _unreached(play: Play, standings: list[Standing]) -> list[str]:
    """Whom scripts could not reach in private, and what they did instead."""
    words, lines = play.words, []
    for one in standings:
        told = {
            "skip": words("{n} 次作罢", "{n} left out"),
            "mention": words("{n} 次改在群里点名", "{n} said in the group instead"),
            "chat_button": words("{n} 次改在群里放按钮", "{n} times a button in the group instead"),
        }
        instead = [told[way].format(n=times) for way, times in one.missed.items()]
        if instead:
            name, what = one.player.name, words("，", ", ").join(instead)
            lines.append(words(f"没送到{name}：{what}。", f"Could not be delivered to {name}: {what}."))
    return lines


def _members(play: Play, standings: list[Standing]) -> Table:
    words = play.words
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(words("成员", "Member"))
    for heading in (words("积分", "Points"), words("打卡", "Check-ins"), words("连续", "Streak")):
        table.add_column(heading, justify="right")
    table.add_column(words("标签", "Tags"))
    for one in sorted(standings, key=lambda one: -one.points):
        name = Text(("🎓 " if "graduated" in one.tags else "") + one.player.name)
        tags = "  ".join(f"#{tag}" for tag in one.tags)
        table.add_row(name, str(one.points), str(one.check_ins), str(one.streak), Text(tags, "dim"))
    return table


def keep_pictures(play: Play, cast: Cast, folder: Path) -> None:
    """Write the pictures of the owner's digests to a folder, and say where they are."""
    digests = [one for one in cast.owner.person.inbox if one.file is not None and one.text.startswith("📊")]
    if not digests:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(digests, 1):
        assert message.file is not None
        (folder / f"digest-{play.words.locale}-{number}.png").write_bytes(message.file.content)
    play.screen.plain(
        play.words(
            f"日报的图（{len(digests)} 张）：{folder}",
            f"The digests' pictures ({len(digests)}): {folder}",
        )
    )


def _verdicts(play: Play) -> None:
    words, screen, unmet = play.words, play.screen, play.unmet
    screen.plain()
    if not unmet:
        screen.verdict(words(f"{play.met} 个期待全部实现", f"All {play.met} expectations were met"), met=True)
        return
    screen.title(words(f"{len(unmet)} 个期待没有实现：", f"{len(unmet)} expectations were not met:"))
    for what in unmet:
        screen.verdict(what, met=False)
