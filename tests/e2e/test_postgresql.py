"""On PostgreSQL the program is the same: the same week ends the same, word for word."""

import re
from dataclasses import dataclass
from pathlib import Path

from playground.emulator import Chat, Emulator, FloodLimits
from tests.databases import on_postgresql
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.shipped import open_community, when

CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
"""The number of a certificate, which nobody can guess."""


@dataclass(frozen=True)
class Told:
    """Everything the bot wrote in a week: where, when, what, with which buttons."""

    group: list[tuple[object, ...]]
    private: dict[str, list[tuple[object, ...]]]
    points: dict[str, int]


@on_postgresql
async def test_a_week_on_postgresql_is_the_week_on_sqlite(tmp_path: Path, database_url: str):
    on_sqlite = await play(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'sopbot.db'}")
    on_postgresql = await play(tmp_path, database_url)

    assert on_postgresql == on_sqlite
    told = [str(line) for lines in on_postgresql.private.values() for line in lines]
    for happening in ("先说三条规矩", "今天的小事只要五分钟", "📋", "⏰", "📊", "毕业"):
        assert any(happening in line for line in told), f"the week tells nothing of {happening}"
    assert on_postgresql.points["小林"] > on_postgresql.points["阿静"] == 0
    assert on_postgresql.points["小周"] == 5


async def play(folder: Path, database_url: str) -> Told:
    """小林 takes part, 阿静 only joins; the program is started again on the third night."""
    async with Emulator(limits=FloodLimits(enforced=False)) as telegram:
        sopbot = Sopbot(telegram, folder, {"database_url": database_url})
        try:
            return await live(sopbot, telegram)
        finally:
            await sopbot.stop()


async def live(sopbot: Sopbot, telegram: Emulator) -> Told:
    owner = telegram.person("群主", username="owner", id=OWNER)
    owner.presses_start()
    shipped = await open_community(sopbot, telegram, owner, "zh")
    zhou = telegram.person("小周", username="Zhou_Zhou")
    zhou.joins(shipped.group)
    lin, jing = await shipped.newcomer("小林"), await shipped.newcomer("阿静")
    lin.writes_to_bot("我在杭州做产品经理，想早起。")
    await shipped.checks_in(lin, 1, 2, 3)
    await sopbot.restart()
    shipped.helper.says(shipped.group, "/sop start graduation", mentions=[jing])
    await shipped.checks_in(lin, 4, 5)
    owner.says(shipped.group, "/award @ZHOU_ZHOU 5 帮过新人")
    await shipped.until(8, "10:00")
    people = (owner, shipped.helper, shipped.veteran, lin, jing, zhou)
    return Told(
        group=lines(shipped.group),
        private={person.first_name: lines(person.private) for person in people},
        points={person.first_name: (await shipped.member(person)).points for person in (lin, jing, zhou)},
    )


def lines(chat: Chat) -> list[tuple[object, ...]]:
    said = [(message, CODE.sub("CODE", message.text)) for message in chat.from_bot]
    return [(*when(message, "any"), text, tuple(message.labels)) for message, text in said]
