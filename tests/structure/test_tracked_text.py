"""Nothing that is tracked ties the project to one machine or leaves work unfinished."""

import re

from tests.structure.checkout import ROOT, packages, tracked_text

# The patterns are written so that they don't match themselves.
PACKAGE_HOST = r"py(?:pi|thon(?:hosted))[.]org|npm(?:js)[.]org"
MACHINE_PATH = r"(?<![\w.~-])/(?:root|work)/|(?<![\w.~-])/tmp/[a-z]|/home/[a-z]"
UNFINISHED = r"(?:#|//|<!--)\s*(?:TODO|FIXME|XXX)\b"


def lines_with(pattern: str) -> list[str]:
    sought = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in tracked_text()
        if not name.endswith(".lock")
        for number, line in enumerate(text.splitlines(), start=1)
        if sought.search(line)
    ]


def test_no_package_host_is_named() -> None:
    assert lines_with(PACKAGE_HOST) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_nothing_is_left_to_do() -> None:
    assert lines_with(UNFINISHED) == []


def test_the_image_gets_every_package_that_runs() -> None:
    let_through = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))

    assert packages() - {"playground"} <= let_through
