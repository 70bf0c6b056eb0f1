"""What the documents name is there: files, folders, and the targets of make."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.tables import COMMANDS
from tests.structure.checkout import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
INVENTED = re.compile(r"moods|praise|<\w+>|hello\.yaml|\.\.\.|…")
"""What recipes and examples make up."""

QUOTED = re.compile(r"`([\w./*<>-]+)`")
LINKED = re.compile(r"\]\(([\w./-]+)\)")
TARGET = re.compile(r"make ([a-z-]+)\b")
PACKAGES = {path.name for path in ROOT.iterdir() if path.is_dir()}


def paths_in(text: str) -> Iterator[str]:
    """Quoted names that begin with one of our folders, as the documents write paths."""
    for name in QUOTED.findall(text):
        if name.partition("/")[0] in PACKAGES and "/" in name and not INVENTED.search(name):
            yield name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(document: Path):
    text = document.read_text("utf-8")
    missing = {name for name in paths_in(text) if not any(ROOT.glob(name.rstrip("/")))}
    broken = {name for name in LINKED.findall(text) if not (document.parent / name).exists()}

    assert missing | broken == set()


def test_every_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    code = re.compile(r"`[^`\n]+`|^make .*$", re.MULTILINE)
    named = {
        target
        for document in DOCUMENTS
        for span in code.findall(document.read_text("utf-8"))
        for target in TARGET.findall(span)
    }

    assert named - targets == set()


PAGES = [path for path in DOCUMENTS if path.name.startswith("members") or path.parent.name == "operators"]
COMMAND = re.compile(r"(?<![\w/.])/([a-z]{2,})\b(?!/)")


def test_the_guides_name_the_commands_there_are_and_all_of_them():
    spans = (span for page in PAGES for span in re.findall(r"`[^`\n]+`", page.read_text("utf-8")))
    named = {name for span in spans for name in COMMAND.findall(span)}

    assert named - {"start"} == {command.name for command in COMMANDS.commands} - {"start"}
