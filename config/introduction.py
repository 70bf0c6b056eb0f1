"""What members are asked about themselves, read from a YAML file."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.reading import Part, Wording, read_yaml
from core.tags import TAG_PATTERN

DEFAULT = Path(__file__).with_name("introduction.yaml")

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class IntroductionQuestion(Part):
    """One question, and how its answer is labelled."""

    emoji: str = Field(min_length=1, max_length=8)
    label: Wording
    ask: Wording


class IntroductionPolicy(Part):
    """All questions, in the order in which they are put."""

    questions: dict[Name, IntroductionQuestion] = Field(min_length=1, max_length=8)
    longest: Annotated[int, Field(strict=True, ge=20, le=500)]
    tag: Annotated[str, Field(pattern=TAG_PATTERN)]


def read_introduction(path: Path = DEFAULT) -> IntroductionPolicy:
    """The questions in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, IntroductionPolicy)
