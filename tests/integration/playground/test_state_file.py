"""A sandbox is saved to a file and goes on from it; what is no such file changes nothing."""

import io
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.integration.playground.visitor import Visitor, visiting

DAY = 24 * 60


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


async def saved(visitor: Visitor) -> bytes:
    async with visitor.http.get("/api/state") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/zip"
        return await answer.read()


async def opened(visitor: Visitor, file: bytes) -> tuple[int, str]:
    async with visitor.http.post("/api/state", data=file) as answer:
        return answer.status, await answer.text()


async def test_a_saved_state_goes_on_where_it_was(visitor: Visitor):
    lin = (await visitor.newcomer(name="林晓"))["id"]
    await visitor.time_goes("advance", minutes=30)
    await visitor.presses(lin, visitor.group, "开始我的第一天")
    (visitor.page.sandbox.scripts / "zh" / "own_words.yaml").write_text("# mine\n", "utf-8")
    file = await saved(visitor)
    before = await visitor.messages(lin, lin)
    then = (await visitor.get("time"))["now"]
    await visitor.time_goes("advance", minutes=3 * DAY)
    old = visitor.page.sandbox.folder

    status, said = await opened(visitor, file)

    assert status == 200, said
    assert await visitor.messages(lin, lin) == before
    assert (await visitor.get("time"))["now"] == then
    assert (visitor.page.sandbox.scripts / "zh" / "own_words.yaml").read_text("utf-8") == "# mine\n"
    assert not old.exists()
    assert "toast" in await visitor.presses(lin, lin, "打卡")
    await visitor.time_goes("advance", minutes=DAY)
    assert len(await visitor.messages(lin, lin)) > len(before)
    assert (await visitor.get("people"))[0]["role"] == "owner"


async def test_a_file_of_before_people_lived_by_themselves_opens(visitor: Visitor):
    file = await saved(visitor)
    with zipfile.ZipFile(io.BytesIO(file)) as pack:
        said = json.loads(pack.read("about.json"))
    del said["lively"]

    status, answer = await opened(
        visitor, repacked(file, {"about.json": json.dumps({**said, "version": 1}).encode()})
    )

    assert status == 200, answer
    assert {one["lives"] for one in await visitor.get("people")} == {None}


def repacked(file: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The file with other contents; None leaves one out."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return stored.getvalue()


def about(file: bytes, **changed: object) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as pack:
        said = json.loads(pack.read("about.json"))
    return repacked(file, {"about.json": json.dumps({**said, **changed}).encode()})


def with_database(file: bytes, folder: Path, statement: str) -> bytes:
    path = folder / "changed.db"
    with zipfile.ZipFile(io.BytesIO(file)) as pack:
        path.write_bytes(pack.read("sopbot.db"))
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    return repacked(file, {"sopbot.db": path.read_bytes()})


BAD: dict[str, Callable[[bytes, Path], bytes]] = {
    "no zip": lambda file, folder: b"not a zip at all",
    "half of it": lambda file, folder: file[: len(file) // 2],
    "another zip": lambda file, folder: repacked(file, {"about.json": None}),
    "another program's": lambda file, folder: about(file, kind="something"),
    "another version": lambda file, folder: about(file, version=99),
    "an unheard-of behaviour": lambda file, folder: about(file, lively={"5100000001": "../x"}),
    "behaviours of nobody": lambda file, folder: about(file, lively=[["lazy"]]),
    "a behaviour that is a list": lambda file, folder: about(file, lively={"5100000001": ["lazy"]}),
    "somebody lively who is not there": lambda file, folder: about(file, lively={"1": "lazy"}),
    "another language": lambda file, folder: about(file, locale="tlh"),
    "nobody owns it": lambda file, folder: about(file, owner=1),
    "an owner who is no number": lambda file, folder: about(file, owner=["x"]),
    "a time that is none": lambda file, folder: about(file, first_day="yesterday"),
    "more than is known": lambda file, folder: about(file, surprise=1),
    "about is a list": lambda file, folder: repacked(file, {"about.json": b"[]"}),
    "a way out of the folder": lambda file, folder: repacked(file, {"../evil.yaml": b"x"}),
    "a script's way out": lambda file, folder: repacked(file, {"scripts/zh/../../../x.yaml": b"x"}),
    "no database": lambda file, folder: repacked(file, {"sopbot.db": b"not one"}),
    "no Telegram": lambda file, folder: repacked(file, {"telegram.json": b"{}"}),
    "a Telegram of nonsense": lambda file, folder: repacked(file, {"telegram.json": b"\x00"}),
    "a newer database": lambda file, folder: with_database(
        file, folder, "UPDATE alembic_version SET version_num = '9999'"
    ),
    "a database that acts": lambda file, folder: with_database(
        file, folder, "CREATE TRIGGER t AFTER INSERT ON members BEGIN DELETE FROM members; END"
    ),
}


async def test_what_can_not_be_opened_is_told_kindly_and_changes_nothing(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = await saved(visitor)
    sandbox = visitor.page.sandbox
    folders = tmp_path / "folders"
    folders.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folders))

    for what, spoil in BAD.items():
        status, said = await opened(visitor, spoil(file, tmp_path))
        assert (status, "文件" in json.loads(said)["error"]) == (400, True), what

    assert list(folders.iterdir()) == []
    assert visitor.page.sandbox is sandbox
    lin = await visitor.newcomer(name="林晓")
    assert lin["inside"] == [visitor.group]


async def test_a_file_larger_than_any_is_refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch):
    file = await saved(visitor)
    monkeypatch.setattr("playground.sandbox.saving.SIZE_LIMIT", 1000)

    status, said = await opened(visitor, file)

    assert status == 400
    assert "太大" in json.loads(said)["error"]
