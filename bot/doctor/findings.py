"""One line of the doctor's: what was looked at, and what to do about it if it is not well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`do` is None where nothing is to be done; unless it was `looked` at, it is neither well nor wrong."""

    what: str
    do: str | None = None
    looked: bool = True

    def __str__(self) -> str:
        if self.do is not None:
            return f"  ✗ {self.what}\n    → {self.do}"
        return f"  {'✓' if self.looked else '–'} {self.what}"


Findings = list[Finding]
