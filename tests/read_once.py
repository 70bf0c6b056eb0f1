"""What each start of the program reads anew, and is the same in most tests: certificates, policies, scripts."""

import ssl
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from config.policies import read_policies
from sop.language import loader


@pytest.fixture(scope="session")
def read_once() -> Iterator[None]:
    """Scripts are known by their names and what is in them: whoever writes a file has it read."""
    loaded: dict[tuple[object, ...], loader.LoadResult] = {}

    def load_folder(folder: Path, locale: str) -> loader.LoadResult:
        files = loader.script_files(folder, locale)
        content = (locale, *((file.relative_to(folder), file.read_bytes()) for file in files))
        if content not in loaded:
            loaded[content] = loader.load_folder(folder, locale)
        return loaded[content]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        patch.setattr("sop.library.load_folder", load_folder)
        patch.setattr("bot.app.read_policies", cache(read_policies))
        patch.setattr("rehearsal.program.read_policies", cache(read_policies))
        yield
