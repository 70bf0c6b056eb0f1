"""Checking the files of `config/` as a whole: everything wrong in any of them, in one go."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from config import certificates, introduction, levels, points, policies, tags, todos
from config.reading import BadPolicies, examined
from core.problems import Problem

KINDS: Mapping[str, tuple[Path, type[BaseModel]]] = {
    "policies": (policies.DEFAULT, policies.Policies),
    "points": (points.DEFAULT, points.PointPolicy),
    "certificates": (certificates.DEFAULT, certificates.CertificatePolicy),
    "introduction": (introduction.DEFAULT, introduction.IntroductionPolicy),
    "levels": (levels.DEFAULT, levels.LevelPolicy),
    "tags": (tags.DEFAULT, tags.TagPolicy),
    "todos": (todos.DEFAULT, todos.TodoPolicy),
}
"""By what the file's name begins with: `points.yaml`, `points-gentler.yaml`."""

SHIPPED = tuple(path for path, _ in KINDS.values())


def is_policy(path: Path) -> bool:
    """Whether a file, by its name, is one of policies and no script."""
    return path.suffix == ".yaml" and _kind(path) in KINDS


def policy_files(path: Path) -> list[Path]:
    """The file itself, or those in a folder."""
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return [file for file in files if is_policy(file)]


def policy_problems(files: Iterable[Path]) -> list[Problem]:
    """Everything wrong in these files, each told once."""
    found: dict[str, Problem] = {}
    for file in files:
        try:
            _, problems = examined(file, KINDS[_kind(file)][1])
        except BadPolicies as error:  # one that this one is read together with
            problems = error.problems
        found |= {str(problem): problem for problem in problems}
    return list(found.values())


def _kind(path: Path) -> str:
    return path.stem.partition("-")[0]
