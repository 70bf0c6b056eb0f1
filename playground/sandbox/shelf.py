"""Ready communities that were opened before: a history takes a while to be lived through, a file a moment to open."""

from hashlib import sha256
from pathlib import Path

from playground.sandbox.ready import READY
from playground.sandbox.sandbox import SHIPPED_SCRIPTS, Sandbox
from playground.sandbox.saving import Unusable, load, save

_PROGRAM = SHIPPED_SCRIPTS.parent
_DECIDE = ("*.py", "*.po", "*.yaml")
"""Files that decide what a history comes to be."""


class Shelf:
    """A folder of saved communities; none is kept where `folder` is None."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def open(self, ready: str, locale: str) -> Sandbox:
        """A ready community from the beginning, by the shortest way. KeyError for one that is not there."""
        file = self._file(ready, locale)
        if file is None:
            return await Sandbox.open(ready, locale)
        if file.is_file():
            try:
                return await load(file.read_bytes())
            except Unusable:
                file.unlink()
        sandbox = await Sandbox.open(ready, locale)
        await self._keep(sandbox, file)
        return sandbox

    def takes_a_while(self, ready: str, locale: str) -> bool:
        """Whether the community has a history that is still to be lived through."""
        file = self._file(ready, locale)
        return READY[ready].has_history and (file is None or not file.is_file())

    def _file(self, ready: str, locale: str) -> Path | None:
        """Where the community is kept; None for one that is opened in a moment, and without a folder."""
        if self._folder is None or not READY[ready].has_history:
            return None
        return self._folder / f"{ready}-{locale}-{_program()}.zip"

    async def _keep(self, sandbox: Sandbox, file: Path) -> None:
        """In place of what an earlier program made of it. Where nothing can be written, nothing is kept."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            for older in file.parent.glob(f"{sandbox.ready}-{sandbox.locale}-*.zip"):
                older.unlink()
            part = file.with_suffix(".part")
            part.write_bytes(await save(sandbox))
            part.rename(file)
        except OSError:
            return


def _program() -> str:
    """A mark of the program and its scripts as they are: with others, the same days would go otherwise."""
    mark = sha256()
    packages = (path for path in _PROGRAM.iterdir() if path.is_dir() and not path.name.startswith("."))
    for package in sorted(packages):
        if package.name in ("tests", "data", "docs", "benchmarks"):
            continue
        for file in sorted(file for pattern in _DECIDE for file in package.rglob(pattern)):
            mark.update(file.read_bytes())
    return mark.hexdigest()[:16]
