"""The scripts of the page: checked as by `bot check`, saved and taken up at once, compared, moved to, taken away."""

import io
import shutil
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.scripts import examine
from playground.page.server import Page
from playground.sandbox import Sandbox
from views.problems import worded
from views.texts import texts_for

WELCOME = "en/welcome.yaml"
SEVEN = "en/onboarding_7day.yaml"


@dataclass
class Browser:
    """What asks the page's server."""

    page: Page
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """The JSON of the answer."""
        url = f"{self.page.address}api/scripts{path}"
        async with self.http.request(method, url, json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def text(self, file: str) -> str:
        """What a file says now."""
        return str((await self.ask("GET", f"/{file}"))["text"])

    async def download(self, path: str) -> bytes:
        """The bytes of a file to keep."""
        async with self.http.get(f"{self.page.address}api/scripts{path}") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Disposition"].startswith("attachment")
            return await answer.read()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Browser]:
    page = Page(await Sandbox.open("newcomers", "en", folder / "sandbox"))
    try:
        await page.start(0)
        async with aiohttp.ClientSession() as http:
            yield Browser(page, http)
    finally:
        await page.stop()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """A page of its own, for tests that change something."""
    async with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
async def reader(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """One page for all tests that change nothing."""
    async with opened(tmp_path_factory.mktemp("read")) as found:
        yield found


async def newcomer(browser: Browser, name: str) -> Any:
    sandbox = browser.page.sandbox
    person = sandbox.telegram.person(name)
    person.joins(sandbox.group)
    await sandbox.time.catch_up()
    return person


async def versions(browser: Browser, sop: str) -> list[str]:
    """Of the live runs of a script, in the order they began."""
    async with browser.page.sandbox.app.database.begin() as uow:
        chat = await uow.chats.by_telegram_id(browser.page.sandbox.group.id)
        assert chat is not None
        assert chat.community_id is not None
        return [run.version for run in await uow.runs.live_of_community(chat.community_id, 0, 100, sop=sop)]


async def test_the_files_are_those_of_the_communitys_language(reader: Browser):
    files = {one["file"]: one for one in await reader.ask("GET", "")}

    assert {WELCOME, SEVEN} <= set(files)
    assert all(file.startswith("en/") for file in files)
    assert files[SEVEN]["title"] == "The first seven days"
    assert files[SEVEN]["changed"] is False
    assert files[SEVEN]["problems"] == 0


async def test_a_check_says_what_bot_check_says(reader: Browser, tmp_path: Path):
    text = (await reader.text(SEVEN)).replace("then: graduate}", "then: nowhere}").replace("tag:", "tagg:", 1)
    checked = await reader.ask("POST", f"/{SEVEN}/check", {"text": text})

    folder = tmp_path / "scripts"
    shutil.copytree(reader.page.sandbox.scripts, folder)
    (folder / SEVEN).write_text(text, "utf-8")
    found, _ = examine([folder])
    said = [
        (one.line, one.column, worded(texts_for("en"), one.text)) for one in found if one.file.endswith(SEVEN)
    ]
    assert [(one["line"], one["column"], one["text"]) for one in checked["problems"]] == said
    assert len(said) >= 2


async def test_a_check_marks_the_line_of_a_stray_word(reader: Browser):
    text = await reader.text(SEVEN)
    above = text.partition("\ntitle:")[0].count("\n") + 1
    checked = await reader.ask(
        "POST", f"/{SEVEN}/check", {"text": text.replace("\ntitle:", "\nstray\ntitle:", 1)}
    )

    assert [one["line"] for one in checked["problems"]] == [above + 1]


async def test_a_check_tells_what_would_be_wrong_in_other_files(reader: Browser):
    text = (await reader.text("en/graduation.yaml")).replace("sop: graduation", "sop: leaving")
    checked = await reader.ask("POST", "/en/graduation.yaml/check", {"text": text})

    assert checked["problems"] == []
    assert [one["file"] for one in checked["elsewhere"]] == [SEVEN]


async def test_the_outline_has_every_step(reader: Browser):
    checked = await reader.ask("POST", f"/{SEVEN}/check", {"text": await reader.text(SEVEN)})

    steps = {one["id"]: one["label"] for one in checked["outline"]}
    assert steps["day2"] == "Meet one person"
    assert steps["graduate"] == "Graduation"


async def test_completion_knows_the_other_scripts_and_says_what_keys_mean(reader: Browser):
    text = "sop: mine\nsteps:\n  - id: a\n    do:\n      - run: "
    found = await reader.ask("POST", f"/{WELCOME}/complete", {"text": text, "line": 5, "column": 14})
    keys = await reader.ask("POST", f"/{WELCOME}/complete", {"text": "mo", "line": 1, "column": 3})

    assert {"onboarding_7day", "graduation"} <= {item["label"] for item in found["items"]}
    assert found["from"] == 14
    [mode] = keys["items"]
    assert mode["label"] == "mode"
    assert mode["detail"].startswith("A second start")


async def test_what_is_saved_is_used_by_the_next_newcomer(browser: Browser):
    await newcomer(browser, "First")
    text = (await browser.text(SEVEN)).replace("Three rules first", "Three friendly rules first")
    saved = await browser.ask("PUT", f"/{SEVEN}", {"text": text})
    second = await newcomer(browser, "Second")

    before, after = await versions(browser, "onboarding_7day")
    assert saved["saved"]
    assert after.startswith(saved["version"])
    assert before != after
    second.presses_start()
    await browser.page.sandbox.time.catch_up()
    assert any("Three friendly rules first" in message.text for message in second.private.from_bot)


async def test_a_text_with_mistakes_is_not_saved(browser: Browser):
    before = await browser.text(WELCOME)
    answer = await browser.ask("PUT", f"/{WELCOME}", {"text": before + "colour: red\n"})

    assert not answer["saved"]
    assert "colour" in answer["problems"][0]["text"]
    assert await browser.text(WELCOME) == before


async def test_a_difference_is_shown_line_by_line_with_what_it_means(browser: Browser):
    await newcomer(browser, "Lin")
    text = (await browser.text(SEVEN)).replace("at: day 2 09:00", "at: day 2 08:30")
    found = await browser.ask("POST", f"/{SEVEN}/diff", {"text": text})

    changed = [(line["kind"], line["text"].strip()) for line in found["lines"] if line["kind"] != "same"]
    assert changed == [("removed", "at: day 2 09:00"), ("added", "at: day 2 08:30")]
    assert found["people"][0] == "Inside now: 1 person, at “Rules, introduction”."
    assert any(line.startswith("Once it's saved, 1 person can move to it") for line in found["people"])
    assert found["movable"] == 0


async def test_it_is_told_who_could_not_move_and_why(browser: Browser):
    await newcomer(browser, "Lin")
    text = (await browser.text(SEVEN)).replace(
        "wait: {for: started_private, within: 3d, since: start",
        "wait: {for: message, within: 3d, since: start",
    )
    found = await browser.ask("POST", f"/{SEVEN}/diff", {"text": text})

    [stays] = [line for line in found["people"] if "can't move" in line]
    assert stays.startswith("1 person can't move: in the middle of Rules, introduction")
    assert "Lin" in stays


async def test_those_inside_are_moved_as_by_the_owner(browser: Browser):
    await newcomer(browser, "Lin")
    text = (await browser.text(SEVEN)).replace("at: day 2 09:00", "at: day 2 08:30")
    saved = await browser.ask("PUT", f"/{SEVEN}", {"text": text})
    found = await browser.ask("POST", f"/{SEVEN}/diff", {"text": text})
    assert found["movable"] == 1

    after = await browser.ask("POST", f"/{SEVEN}/upgrade")

    [version] = await versions(browser, "onboarding_7day")
    assert version.startswith(saved["version"])
    assert after["people"] == ["This is the version that runs."]
    assert after["movable"] == 0


async def test_moving_nobody_is_declined_kindly(reader: Browser):
    answer = await reader.ask("POST", f"/{SEVEN}/upgrade", status=400)

    assert answer["error"] == "Nobody is left who could move."


async def test_a_new_script_is_good_from_the_beginning(browser: Browser):
    made = await browser.ask("POST", "", {"file": "tea_time"})

    assert made["file"] == "en/tea_time.yaml"
    checked = await browser.ask("POST", "/en/tea_time.yaml/check", {"text": await browser.text(made["file"])})
    assert checked["problems"] == []
    [listed] = [one for one in await browser.ask("GET", "") if one["file"] == made["file"]]
    assert listed["sop"] == "tea_time"
    assert listed["changed"]


@pytest.mark.parametrize(
    "name", ["../welcome", "zh/other", "en/../../x", "Big Letters", "", "welcome", "a/b"]
)
async def test_a_name_outside_of_the_folder_or_taken_is_declined(reader: Browser, name: str):
    before = sorted(reader.page.sandbox.folder.rglob("*.yaml"))

    assert (await reader.ask("POST", "", {"file": name}, status=400))["error"]
    assert sorted(reader.page.sandbox.folder.rglob("*.yaml")) == before


@pytest.mark.parametrize("file", ["zh/welcome.yaml", "..%2Fsecret.yaml", "en/none.yaml", "%2Fetc%2Fx.yaml"])
async def test_only_listed_files_are_read_and_written(reader: Browser, file: str):
    (reader.page.sandbox.folder / "secret.yaml").write_text("sop: secret\n", "utf-8")

    for method, path, body in (("GET", "", None), ("PUT", "", {"text": "sop: x"}), ("GET", "/export", None)):
        assert (await reader.ask(method, f"/{file}{path}", body, status=400))["error"]


async def test_changed_files_are_taken_away(browser: Browser):
    text = (await browser.text(WELCOME)).replace("title:", "# mine\ntitle:", 1)
    await browser.ask("PUT", f"/{WELCOME}", {"text": text})

    assert (await browser.download(f"/{WELCOME}/export")).decode() == text
    with zipfile.ZipFile(io.BytesIO(await browser.download("/changed.zip"))) as archive:
        assert archive.namelist() == [WELCOME]
        assert archive.read(WELCOME).decode() == text


async def test_what_is_shipped_stays_as_it_was(browser: Browser):
    original = (await browser.ask("GET", f"/{WELCOME}"))["original"]
    await browser.ask("PUT", f"/{WELCOME}", {"text": original.replace("title:", "# mine\ntitle:", 1)})

    shown = await browser.ask("GET", f"/{WELCOME}")
    assert shown["original"] == original
    assert shown["text"] != original
    assert shown["running"] == shown["text"]
