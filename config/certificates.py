"""The designs of certificates, read from a YAML file: papers, colours, and the words that are printed."""

import string
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from config.reading import Part, Wording, read_yaml

DEFAULT = Path(__file__).with_name("certificates.yaml")

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
DesignName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]

LONGEST_SEAL = 10
"""Characters in the middle of a seal."""

_PLACES = frozenset({"title", "community"})


class Palette(Part):
    """The colours of one design."""

    paper: Colour
    ink: Colour
    soft_ink: Colour
    accent: Colour
    accent_soft: Colour
    seal: Colour


class Words(Part):
    """What is printed on every certificate of a design. `sentence` may name {title} and {community}."""

    heading: Wording
    intro: Wording
    sentence: Wording
    seal: Wording
    motto: Wording
    """Around the seal."""
    signature: Wording

    @field_validator("sentence")
    @classmethod
    def _known_places(cls, sentence: Wording) -> Wording:
        for words in (sentence.zh, sentence.en):
            if not {name for _, name, _, _ in string.Formatter().parse(words) if name} <= _PLACES:
                raise ValueError("a sentence may name {title} and {community} only")
        return sentence

    @field_validator("seal")
    @classmethod
    def _short(cls, seal: Wording) -> Wording:
        if max(len(seal.zh), len(seal.en)) > LONGEST_SEAL:
            raise ValueError(f"the seal has room for {LONGEST_SEAL} characters")
        return seal


class Design(Part):
    """One design: how it is laid out, its colours, its letters and its words."""

    called: Wording
    frame: Literal["ornate", "plain", "festive"]
    serif: bool
    colours: Palette
    words: Words


class CertificatePolicy(Part):
    """All designs by name, and the one that is taken where nobody chose."""

    standard: DesignName
    designs: dict[DesignName, Design] = Field(min_length=1)

    @model_validator(mode="after")
    def _standard_exists(self) -> "CertificatePolicy":
        if self.standard not in self.designs:
            raise ValueError(f"standard: there is no design {self.standard}")
        return self

    def design(self, *names: str | None) -> tuple[str, Design]:
        """The first of these designs that exists, else the standard one; a design may have been taken out."""
        name = next((name for name in names if name in self.designs), None) or self.standard
        return name, self.designs[name]


def read_certificates(path: Path = DEFAULT) -> CertificatePolicy:
    """The designs in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, CertificatePolicy)
