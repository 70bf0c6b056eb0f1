"""The scripts: reading, checking, completing, comparing and saving them, and taking them away."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from core.problems import Problem
from playground.page.asking import posted
from playground.page.script_comparing import compared, meant, moved
from playground.page.script_folder import (
    BadName,
    Checked,
    NoSuchFile,
    ScriptFolder,
    Shipped,
    Taken,
    ended,
    language_of,
)
from playground.page.script_names import KnownNames
from playground.page.script_outline import outline
from playground.page.server import Page
from sop.language.completion import complete
from views import playground_script as view
from views.texts import Texts, texts_for

FILE = r"{file:[^{}]+\.ya?ml}"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_DECLINED = {NoSuchFile: "no_file", BadName: "bad_name", Taken: "taken", Shipped: "shipped"}


def routes(page: Page) -> list[web.RouteDef]:
    """GET, PUT and POST below /api/scripts."""
    asked = Scripts(page)
    return [
        web.get("/api/scripts", _kindly(page, asked.listed)),
        web.post("/api/scripts", _kindly(page, asked.create)),
        web.get("/api/scripts/changed.zip", _kindly(page, asked.all_changed)),
        web.post(f"/api/scripts/{FILE}/check", _kindly(page, asked.check)),
        web.post(f"/api/scripts/{FILE}/complete", _kindly(page, asked.complete)),
        web.post(f"/api/scripts/{FILE}/diff", _kindly(page, asked.diff)),
        web.post(f"/api/scripts/{FILE}/upgrade", _kindly(page, asked.upgrade)),
        web.post(f"/api/scripts/{FILE}/rename", _kindly(page, asked.rename)),
        web.post(f"/api/scripts/{FILE}/delete", _kindly(page, asked.delete)),
        web.get(f"/api/scripts/{FILE}/export", _kindly(page, asked.export)),
        web.get(f"/api/scripts/{FILE}", _kindly(page, asked.show)),
        web.put(f"/api/scripts/{FILE}", _kindly(page, asked.save)),
    ]


def _kindly(page: Page, handler: Handler) -> Handler:
    """With words for what is wrong with a name."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except tuple(_DECLINED) as error:
            words = view.declined(texts_for(page.sandbox.locale), _DECLINED[type(error)])
            return web.json_response({"error": words}, status=400)

    return answer


class Scripts:
    """What can be asked about scripts; the folder is that of the sandbox which is open at the moment."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._names = KnownNames(page)

    @property
    def _folder(self) -> ScriptFolder:
        return ScriptFolder(self._page.sandbox)

    @property
    def _texts(self) -> Texts:
        return texts_for(self._page.sandbox.locale)

    async def listed(self, _request: web.Request) -> web.Response:
        """All files, what runs of each, and whether they were changed."""
        folder, locale = self._folder, self._page.sandbox.locale
        problems = [problem.file for problem in self._page.sandbox.app.services.library.problems]
        changed, found = set(folder.changed()), []
        for file in folder.files():
            entry = folder.entry(file)
            found.append(
                {
                    "file": file,
                    "sop": entry.program.sop if entry else None,
                    "title": entry.program.called(locale) if entry else file.rsplit("/", 1)[-1],
                    "locale": language_of(file),
                    "changed": file in changed,
                    "isNew": folder.original(file) is None,
                    "problems": problems.count(file),
                    "version": entry.program.version[:7] if entry else None,
                }
            )
        return web.json_response(found)

    async def show(self, request: web.Request) -> web.Response:
        """What a file says, said at first, and which text runs."""
        folder, file = self._folder, _file(request)
        text, entry = folder.text(file), folder.entry(file)
        return web.json_response(
            {
                "file": file,
                "text": text,
                "original": folder.original(file),
                "running": entry.text if entry else None,
                "version": entry.program.version[:7] if entry else None,
            }
        )

    async def check(self, request: web.Request) -> web.Response:
        """All that is wrong, and where its steps are."""
        folder, file, text = self._folder, _file(request), await _text(request)
        folder.text(file)
        checked = await asyncio.to_thread(folder.check, file, text)
        return web.json_response({**self._problems(checked), "outline": outline(text)})

    async def complete(self, request: web.Request) -> web.Response:
        """What may be written at a line and column."""
        asked = await posted(request)
        names = await self._names.now()
        found = complete(str(asked["text"]), int(asked["line"]), int(asked["column"]), names)
        items = [
            {
                "label": item.label,
                "insert": item.insert,
                "detail": view.meaning(self._texts, item.detail) if item.detail else "",
                "kind": item.kind,
                "caret": item.caret,
            }
            for item in found.items
        ]
        return web.json_response({"from": found.start, "items": items})

    async def diff(self, request: web.Request) -> web.Response:
        """The lines against those of the version that runs, and what it means for the people inside."""
        folder, file, text = self._folder, _file(request), ended(await _text(request))
        checked = await asyncio.to_thread(folder.check, file, text)
        entry = folder.entry(file)
        people = await meant(self._page, checked, entry, text)
        return web.json_response({"lines": compared(entry.text if entry else "", text), **people})

    async def save(self, request: web.Request) -> web.Response:
        """Save a text without mistakes, and have it taken up at once."""
        folder, file, text = self._folder, _file(request), ended(await _text(request))
        folder.text(file)
        checked = await asyncio.to_thread(folder.check, file, text)
        if checked.problems:
            return web.json_response({**self._problems(checked), "saved": False, "version": None})
        folder.save(file, text)
        await self._taken_up()
        entry = folder.entry(file)
        version = entry.program.version[:7] if entry else None
        return web.json_response({**self._problems(checked), "saved": True, "version": version})

    async def create(self, request: web.Request) -> web.Response:
        """A new file, with a small script to begin with."""
        asked = await posted(request)
        folder, name = self._folder, str(asked.get("file", ""))
        sop = folder.named(name).rsplit("/", 1)[-1].removesuffix(".yaml")
        text = str(asked["text"]) if "text" in asked else view.new_script(self._texts, sop)
        file = folder.create(name, ended(text))
        await self._taken_up()
        return web.json_response({"file": file})

    async def rename(self, request: web.Request) -> web.Response:
        """Another name for one's own script."""
        file = self._folder.rename(_file(request), str((await posted(request)).get("file", "")))
        await self._taken_up()
        return web.json_response({"file": file})

    async def delete(self, request: web.Request) -> web.Response:
        """One's own script is not there any more; who is inside goes on to the end."""
        self._folder.remove(_file(request))
        await self._taken_up()
        return web.json_response({})

    async def upgrade(self, request: web.Request) -> web.Response:
        """Have the owner move those inside to the version that runs."""
        entry = self._folder.entry(_file(request))
        if entry is None:
            raise NoSuchFile(_file(request))
        declined = await moved(self._page, entry.program.sop)
        if declined is not None:
            return web.json_response({"error": view.declined(self._texts, declined)}, status=400)
        self._page.changed("runs", "chats", "messages", "upcoming")
        checked = Checked(None, [], [])
        return web.json_response(await meant(self._page, checked, entry, entry.text))

    async def export(self, request: web.Request) -> web.Response:
        """The file as it is."""
        file = _file(request)
        return _download(self._folder.text(file).encode(), file.rsplit("/", 1)[-1], "application/yaml")

    async def all_changed(self, _request: web.Request) -> web.Response:
        """All changed files, at their places in folders."""
        folder, packed = self._folder, io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in folder.changed():
                archive.writestr(zipfile.ZipInfo(file), folder.text(file))
        return _download(packed.getvalue(), "scripts.zip", "application/zip")

    async def _taken_up(self) -> None:
        sandbox = self._page.sandbox
        await sandbox.app.reread_scripts()
        await sandbox.time.catch_up()
        self._page.changed("scripts", "runs", "upcoming")

    def _problems(self, checked: Checked) -> dict[str, Any]:
        return {
            "problems": [self._problem(problem) for problem in checked.problems],
            "elsewhere": [{"file": problem.file, **self._problem(problem)} for problem in checked.elsewhere],
        }

    def _problem(self, problem: Problem) -> dict[str, Any]:
        text = view.problem(self._texts, problem.text)
        return {"line": problem.line, "column": problem.column, "text": text}


def _file(request: web.Request) -> str:
    return request.match_info["file"]


async def _text(request: web.Request) -> str:
    text = (await posted(request)).get("text")
    if not isinstance(text, str):
        raise ValueError("a text is expected")
    return text


def _download(content: bytes, name: str, kind: str) -> web.Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=kind, headers=named)
