"""The pictures in the documents are those that `make screenshots` takes, all of them and no others."""

import re

from tests.browser.screenshots import IMAGES, SHOTS
from tests.browser.served import ROOT

SHOWN = re.compile(r'(?:\]\(|src=")docs/images/([\w.-]+)')
AT_MOST = 250_000
"""Bytes of one."""


def test_every_picture_is_taken_by_the_target_and_small():
    assert {path.name for path in IMAGES.iterdir()} == {shot.name for shot in SHOTS}
    assert [path.name for path in IMAGES.iterdir() if path.stat().st_size > AT_MOST] == []


def test_the_readme_opens_with_the_playground_and_names_it_first():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = SHOWN.findall(readme)

    assert shown[0] == "playground.png"
    assert set(shown) <= {shot.name for shot in SHOTS}
    assert readme.index(shown[0]) < readme.index("\n## ")
    assert re.findall(r"^make ([a-z-]+)", readme, re.M)[0] == "play"
