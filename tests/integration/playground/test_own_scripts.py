"""Scripts of one's own are renamed and deleted; those that came with the program are not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.playground.test_scripts import WELCOME, Browser, opened


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with opened(tmp_path) as browser:
        yield browser


async def files(browser: Browser) -> set[str]:
    return {one["file"] for one in await browser.ask("GET", "")}


async def test_an_own_script_is_renamed_with_the_name_in_it(browser: Browser):
    await browser.ask("POST", "", {"file": "tea_time"})

    said = await browser.ask("POST", "/en/tea_time.yaml/rename", {"file": "coffee_break"})

    assert said == {"file": "en/coffee_break.yaml"}
    assert "en/tea_time.yaml" not in await files(browser)
    (found,) = (one for one in await browser.ask("GET", "") if one["file"] == said["file"])
    assert (found["sop"], found["problems"], found["isNew"]) == ("coffee_break", 0, True)
    assert "sop: coffee_break" in await browser.text(said["file"])
    for name in ("welcome", "../out", "Big"):
        assert (await browser.ask("POST", "/en/coffee_break.yaml/rename", {"file": name}, status=400))[
            "error"
        ]


async def test_an_own_script_is_deleted_and_starts_for_nobody_any_more(browser: Browser):
    await browser.ask("POST", "", {"file": "tea_time"})
    library = browser.page.sandbox.app.services.library
    assert "tea_time" in library.in_force("en")

    await browser.ask("POST", "/en/tea_time.yaml/delete")

    assert "en/tea_time.yaml" not in await files(browser)
    assert "tea_time" not in library.in_force("en")
    assert (await browser.ask("POST", "/en/tea_time.yaml/delete", status=400))["error"]


async def test_what_is_shipped_can_be_neither_renamed_nor_deleted(browser: Browser):
    before = await files(browser)

    assert (await browser.ask("POST", f"/{WELCOME}/delete", status=400))["error"]
    assert (await browser.ask("POST", f"/{WELCOME}/rename", {"file": "mine"}, status=400))["error"]
    assert await files(browser) == before
