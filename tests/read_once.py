"""What each start of the program reads anew, and is the same in most tests: certificates, policies, scripts.

What was read is kept for the whole session, but given only to the files of tests that ask for it: all others have the
program read for itself.
"""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config import policies
from sop.language import loader


@dataclass
class Scripts:
    """They are known by their names and what is in them: whoever writes a file has it read."""

    _loaded: dict[tuple[object, ...], loader.LoadResult] = field(default_factory=dict)

    def load_folder(self, folder: Path, locale: str) -> loader.LoadResult:
        """Instead of the loader's; what it returns is the caller's own."""
        files = loader.script_files(folder, locale)
        try:
            content = (locale, *((file.relative_to(folder), file.read_bytes()) for file in files))
        except OSError:  # what cannot be read the loader tells in its own words
            return loader.load_folder(folder, locale)
        if content not in self._loaded:
            self._loaded[content] = loader.load_folder(folder, locale)
        known = self._loaded[content]
        return loader.LoadResult(dict(known.scripts), list(known.problems))


Readers = dict[str, Callable[..., Any]]
"""What reads once, by where it is called."""


@pytest.fixture(scope="session")
def readers() -> Readers:
    read_policies = cache(policies.read_policies)
    return {
        "ssl.create_default_context": cache(ssl.create_default_context),
        "sop.library.load_folder": Scripts().load_folder,
        "bot.app.read_policies": read_policies,
        "rehearsal.program.read_policies": read_policies,
    }


@pytest.fixture(scope="module")
def read_once(readers: Readers) -> Iterator[None]:
    """For files of tests that start the program again and again."""
    with pytest.MonkeyPatch.context() as patch:
        for place, reader in readers.items():
            patch.setattr(place, reader)
        yield
