"""The import contract of pyproject.toml holds, and it covers every package."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.structure.checkout import ROOT, packages

CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]


def test_every_package_is_under_the_contract() -> None:
    layers = {name.strip(" ()") for line in CONTRACT["contracts"][0]["layers"] for name in line.split("|")}

    assert packages() == set(CONTRACT["root_packages"]), "amend root_packages in pyproject.toml"
    assert packages() <= layers, "give the new package its layer in pyproject.toml"


def test_a_package_imports_only_those_below_it() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    verdict = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
