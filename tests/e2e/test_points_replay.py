"""`python -m bot points replay` over what a group lived through: who would rise and fall, and nothing is changed."""

import asyncio
from pathlib import Path

import pytest

from bot.cli import main
from config.points import DEFAULT
from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot


async def test_another_policy_is_tried_on_the_life_of_the_group_while_the_bot_runs(
    sopbot: Sopbot,
    telegram: Emulator,
    community: Group,
    owner: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    lin, mei = telegram.person("小林"), telegram.person("阿美", username="mei")
    for person in (lin, mei):
        person.joins(community)
    for _ in range(2):
        lin.says(community, "打卡")
        await telegram.advance(days=1)
    owner.says(community, "/award @mei 3 帮新人")
    await telegram.advance(seconds=5)

    tried = tmp_path / "points-tried.yaml"
    rules = DEFAULT.read_text("utf-8")
    assert "check_in: {points: 2" in rules
    tried.write_text(rules.replace("check_in: {points: 2", "check_in: {points: 1"), "utf-8")
    monkeypatch.setenv("DATABASE_URL", str(sopbot.settings["database_url"]))
    assert await asyncio.to_thread(main, ["points", "replay", str(tried)]) == 0

    told = " ".join(capsys.readouterr().out.split())
    assert "早起写作营" in told
    assert "2 → 1 3 → 3 阿美" in told
    assert "1 → 2 4 → 2 小林" in told
    lin.says(community, "/rank")
    await telegram.advance(seconds=5)
    assert "🥇 小林 · 4" in community.last.text, "the points are as they were"
