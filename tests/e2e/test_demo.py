"""`make demo`: the week of an invented community, in both languages, and what it says when a promise is broken."""

import io
from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from playground.demo import story
from playground.demo.__main__ import main
from playground.demo.cast import Cast
from playground.demo.opening import opening
from playground.demo.performance import perform
from playground.demo.play import Play
from playground.demo.wrapping import wrapped

WIDTH = 80


def console() -> Console:
    return Console(file=io.StringIO(), width=WIDTH, highlight=False, soft_wrap=True)


def shown(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize(
    ("locale", "parts"),
    [
        (
            "zh",
            ["第 8 天", "等你拿主意", "个期待全部实现", "没送到高飞", "[打卡]", "另外 8 人收到同样的消息"],
        ),
        (
            "en",
            [
                "Day 8",
                "Waiting for your decision",
                "expectations were met",
                "delivered to Gus",
                "[Check in]",
                "8 more",
            ],
        ),
    ],
)
async def test_a_week_goes_as_promised_and_fits_the_screen(locale: str, parts: list[str]):
    screen = console()

    assert await perform(locale, screen)

    text = shown(screen)
    assert [part for part in parts if part not in text] == []
    assert "✗" not in text
    assert [line for line in text.splitlines() if cell_len(line) > WIDTH] == []


async def test_a_broken_promise_is_listed_and_makes_the_demo_fail(monkeypatch: pytest.MonkeyPatch):
    async def short_week(play: Play, cast: Cast) -> None:
        await opening(play, cast)
        play.expect("太阳从西边出来", "The sun rises in the west", False)

    monkeypatch.setattr(story, "week", short_week)
    screen = console()

    assert not await perform("zh", screen)
    assert shown(screen).rstrip().endswith("✗ 太阳从西边出来")


async def test_a_story_that_cannot_go_on_is_a_broken_promise(monkeypatch: pytest.MonkeyPatch):
    async def impossible_week(play: Play, cast: Cast) -> None:
        cast.keen.person.blocks_bot()

    monkeypatch.setattr(story, "week", impossible_week)
    screen = console()

    assert not await perform("zh", screen)
    assert "林晓 has no open chat with the bot to block" in shown(screen).splitlines()[-1]


def test_a_language_that_is_not_spoken_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("LOCALE", "eo")

    assert main() == 2
    assert "zh, en" in capsys.readouterr().err


def lines(text: str, width: int) -> Iterator[str]:
    return (line.plain for line in wrapped(Text(text), width))


def test_chinese_lines_break_anywhere_but_before_a_full_stop():
    assert list(lines("早起的人有福了。真的", 14)) == ["早起的人有福", "了。真的"]
    assert list(lines("他说了「早", 8)) == ["他说了", "「早"]


def test_english_lines_break_between_words():
    assert list(lines("one two three", 8)) == ["one two", "three"]
    assert list(lines("a\n\nb", 8)) == ["a", "", "b"]
