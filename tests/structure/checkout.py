"""The checkout as the structure tests see it: what git tracks, and which packages are ours."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_PROGRAM = {"tests", "benchmarks"}


def tracked_files() -> list[Path]:
    """Every file that git tracks and that is still there."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def tracked_text() -> list[tuple[str, str]]:
    """Path (relative to the checkout) and content of every tracked text file."""
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path.relative_to(ROOT).as_posix(), content.decode("utf-8")))
    return found


def packages() -> set[str]:
    """The top-level packages that make up the program."""
    relative = (path.relative_to(ROOT) for path in tracked_files())
    return {path.parts[0] for path in relative if path.parts[1:] == ("__init__.py",)} - NOT_THE_PROGRAM


def program_sources() -> list[Path]:
    """The program's own Python files, generated migrations left out."""
    ours = packages()
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and (parts := path.relative_to(ROOT).parts)[0] in ours
        and "migrations" not in parts
    ]
